"""Addresses under a language: /en/write/7/."""

from django.urls import path

from campaigns import views
from campaigns.tryout import review

urlpatterns = [
    path("write/<int:page_id>/", views.write_letter, name="write_letter"),
    path("write/<int:page_id>/recipients/", views.recipients, name="find_recipients"),
    path("letter/<uuid:public_id>/", views.receipt, name="receipt"),
    path("confirm/<uuid:public_id>/", views.confirm, name="confirm_letter"),
    path("review/<str:token>/", review.review, name="review"),
    path("review/<str:token>/<int:page_id>/<slug:mode>/", review.review_page, name="review_page"),
]
