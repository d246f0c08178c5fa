"""Addresses under a language, in its words: /en/letter/…/withdraw/, /fr/lettre/…/retirer/. Where the form is posted to
has one name in all languages, for programs: /fr/write/7/."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from campaigns import letter_views, views
from campaigns.tryout import review

# Translators: the texts that end in a slash are addresses: no spaces or accents; leave what stands in < > as it is.
of_letter = [
    path("", letter_views.receipt, name="receipt"),
    path(_("withdraw/"), letter_views.withdraw, name="withdraw_letter"),
    path(_("erase/"), letter_views.erase, name="erase_letter"),
    path(_("download/"), letter_views.download, name="download_letter"),
    path(_("not-me/"), letter_views.deny, name="deny_letter"),
]
urlpatterns = [
    path("write/<int:page_id>/", views.write_letter, name="write_letter"),
    path("write/<int:page_id>/stamp/", views.renew_stamp, name="renew_stamp"),
    path("write/<int:page_id>/recipients/", views.recipients, name="find_recipients"),
    path(_("share/<int:page_id>/mastodon/"), views.share_on_mastodon, name="share_on_mastodon"),
    path(_("letter/not-me/"), letter_views.denied, name="letter_denied"),
    path(_("letter/<uuid:public_id>/"), include(of_letter)),
    path(_("confirm/<uuid:public_id>/"), letter_views.confirm, name="confirm_letter"),
    path(_("review/<str:token>/"), review.review, name="review"),
    path(_("review/<str:token>/<int:page_id>/<slug:mode>/"), review.review_page, name="review_page"),
]
