"""Addresses without a language, for scripts and partner sites."""

from django.urls import path

from campaigns import views

urlpatterns = [path("campaigns/<uuid:key>/count", views.count, name="campaign_count")]
