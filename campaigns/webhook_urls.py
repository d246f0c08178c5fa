"""Where providers report. Whatever else is asked for below /anymail/ is not found, and never led elsewhere."""

from django.urls import path, re_path

from campaigns import webhooks

urlpatterns = [
    path("<slug:provider>/tracking/", webhooks.tracking, name="webhook"),
    re_path("", webhooks.nothing),
]
