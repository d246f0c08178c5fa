"""Addresses without a language, as partners paste them: /embed/<key>/?language=fr."""

from django.urls import path

from campaigns import embed_views

urlpatterns = [
    path("<uuid:key>/", embed_views.embed, name="embed"),
    path("<uuid:key>/thank-you/", embed_views.thank_you, name="embed_thank_you"),
]
