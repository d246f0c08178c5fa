"""The one address of an operator's monitoring."""

from django.urls import path

from campaigns.metrics_view import metrics

urlpatterns = [path("metrics", metrics, name="metrics")]
