"""Addresses under a language: /en/write/7/."""

from django.urls import path

from campaigns import letter_views, views
from campaigns.tryout import review

urlpatterns = [
    path("write/<int:page_id>/", views.write_letter, name="write_letter"),
    path("write/<int:page_id>/stamp/", views.renew_stamp, name="renew_stamp"),
    path("write/<int:page_id>/recipients/", views.recipients, name="find_recipients"),
    path("share/<int:page_id>/mastodon/", views.share_on_mastodon, name="share_on_mastodon"),
    path("letter/<uuid:public_id>/", letter_views.receipt, name="receipt"),
    path("letter/<uuid:public_id>/withdraw/", letter_views.withdraw, name="withdraw_letter"),
    path("letter/<uuid:public_id>/erase/", letter_views.erase, name="erase_letter"),
    path("letter/<uuid:public_id>/download/", letter_views.download, name="download_letter"),
    path("letter/<uuid:public_id>/not-me/", letter_views.deny, name="deny_letter"),
    path("letter/not-me/", letter_views.denied, name="letter_denied"),
    path("confirm/<uuid:public_id>/", letter_views.confirm, name="confirm_letter"),
    path("review/<str:token>/", review.review, name="review"),
    path("review/<str:token>/<int:page_id>/<slug:mode>/", review.review_page, name="review_page"),
]
