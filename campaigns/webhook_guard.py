"""Before a provider's post is believed: who sent it, what it is signed with, and whether it can be read.

Nothing that a post holds is logged or answered.
"""

import hashlib
import json
from contextlib import suppress
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.base import AnymailBaseWebhookView, AnymailBasicAuthMixin
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone

from campaigns.models import SeenPost
from campaigns.pipeline.told import names_a_mail

MOST = 1024 * 1024  # bytes of a post
OLDEST, CLOCKS_DIFFER = 24 * 60 * 60, 15 * 60  # seconds; providers try again for hours


class Refused(Exception):
    """The post is not taken, and changes nothing."""

    def __init__(self, status: int, why: str, **headers: str):
        self.response = HttpResponse(status=status, headers={name.replace("_", "-"): headers[name] for name in headers})
        super().__init__(f"{status} {why}")


def check_sender(view: AnymailBaseWebhookView, request: HttpRequest) -> None:
    """A secret is asked for whatever the provider signs: Mailgun's signature says nothing about the body."""
    if request.method != "POST":
        raise Refused(405, "not a POST", Allow="POST")
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Refused(403, "over HTTP")
    if "Authorization" not in request.headers:
        raise Refused(401, "no secret in the post", WWW_Authenticate='Basic realm="webhook"')  # some come back with it
    try:
        AnymailBasicAuthMixin.validate_request(view, request)
    except AnymailWebhookValidationFailure:
        raise Refused(403, "wrong secret") from None


def check_body(view: AnymailBaseWebhookView, request: HttpRequest) -> None:
    """Its size, the provider's signature, and whether that has stood for another body before."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused(413, "too big") from None
    except UnreadablePostError:
        raise Refused(400, "broken off") from None
    if len(body) > MOST:
        raise Refused(413, "too big")
    try:
        view.run_validators(request)
        signature, signed_at = mailgun_signature(request) if view.esp_name == "Mailgun" else ("", 0.0)
    except AnymailWebhookValidationFailure:
        raise Refused(403, "wrong signature") from None
    except Exception as trouble:  # whatever an odd body does to those who only meant to read a signature in it
        raise Refused(400, type(trouble).__name__) from None
    if signature:
        check_signature(signature, signed_at, body)


def mailgun_signature(request: HttpRequest) -> tuple[str, float]:
    """Once anymail has found it right: the signature, and the time it was made. It covers that time and a token."""
    block = json.loads(request.body)["signature"] if request.content_type == "application/json" else request.POST
    return block["signature"], float(block["timestamp"])


def check_signature(signature: str, signed_at: float, body: bytes) -> None:
    if not -CLOCKS_DIFFER <= timezone.now().timestamp() - signed_at <= OLDEST:
        raise Refused(403, "signature of another time")
    if not SeenPost.objects.vouches(signature=digest(signature.encode()), body=digest(body)):
        raise Refused(403, "signature of another body")


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def read_events(view: AnymailBaseWebhookView, request: HttpRequest) -> list[AnymailTrackingEvent]:
    """Those that name a mail. A bad event does not spoil the others of its batch; where all are bad: 400."""
    try:
        events = list(view.parse_events(request))
    except Exception:  # as above
        events = read_one_by_one(view, request.body)
    good = [event for event in events if isinstance(event, AnymailTrackingEvent) and names_a_mail(event)]
    if events and not good:
        raise Refused(400, "names no mail")
    return good


def read_one_by_one(view: AnymailBaseWebhookView, body: bytes) -> list[AnymailTrackingEvent]:
    events = []
    for part in parts_of(body):
        single = HttpRequest()
        single._body = json.dumps([part]).encode()
        with suppress(Exception):
            events += view.parse_events(single)
    if not events:
        raise Refused(400, "cannot be read")
    return events


def parts_of(body: bytes) -> list[Any]:
    """Of a batch; what is none has no parts."""
    try:
        batch = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return batch if isinstance(batch, list) else []
