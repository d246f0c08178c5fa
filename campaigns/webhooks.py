"""Where the provider reports what became of letters: /anymail/<provider>/tracking/. A guard of ours before anymail.

Closed, as if it were not there, until ANYMAIL_WEBHOOK_SECRET is set.
"""

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent
from anymail.signals import tracking as tracked
from anymail.webhooks.base import AnymailBaseWebhookView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.pipeline.track import track
from campaigns.webhook_guard import Refused, check_body, check_sender, read_events

log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """Takes what the configured provider posts. For whoever knows the secret, and signs where the provider signs."""
    stay(request)
    try:
        view = view_of(provider)
        check_sender(view, request)
        check_body(view, request)
        for event in read_events(view, request):
            tracked.send(sender=type(view), event=event, esp_name=view.esp_name)
    except Refused as refused:
        log.warning("webhook refused: %s", refused)
        return refused.response
    except DatabaseError as trouble:
        log.warning("webhook not taken: %s", type(trouble).__name__)
        return HttpResponse(status=503, headers={"Retry-After": "60"})  # and the provider comes again
    return HttpResponse()


@csrf_exempt
@never_cache
def nothing(request: HttpRequest) -> HttpResponse:
    """Everything else below /anymail/. For anyone."""
    stay(request)
    return HttpResponse(status=404)


def receive(sender: type, event: AnymailTrackingEvent, esp_name: str, **_more: Any) -> None:
    """anymail's signal: one event."""
    track(provider=esp_name, event=event)


def stay(request: HttpRequest) -> None:
    """Where addresses begin with a language, Django leads what is not found on to /en/…: not here."""
    request.urlconf = "campaigns.webhook_urls"


def view_of(provider: str) -> AnymailBaseWebhookView:
    """anymail's own view, which checks signatures and reads bodies. Fails closed: 404."""
    is_open = settings.HAS_WEBHOOKS and settings.ANYMAIL["WEBHOOK_SECRET"]
    if not is_open or provider != settings.ANYMAIL_PROVIDER:
        raise Refused(404, "closed")
    try:
        return resolve(f"/{provider}/tracking/", "anymail.urls").func.view_class()
    except (Resolver404, ImproperlyConfigured) as trouble:  # no webhooks there, or its key is missing
        raise Refused(404, type(trouble).__name__) from None
