"""The demo's inbox; mounted only where DEMO_INBOX names a folder."""

from django.urls import path

from home import inbox

urlpatterns = [
    path("", inbox.inbox_list, name="inbox"),
    path("<str:name>/", inbox.inbox_mail, name="inbox_mail"),
]
