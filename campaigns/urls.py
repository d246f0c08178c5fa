"""Addresses under a language: /en/write/7/."""

from django.urls import path

from campaigns import views

urlpatterns = [
    path("write/<int:page_id>/", views.write_letter, name="write_letter"),
    path("confirm/<uuid:public_id>/", views.confirm, name="confirm_letter"),
]
