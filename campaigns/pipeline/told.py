"""What a provider's event says about one of our mails, in our words. Reads types that nobody vouches for."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.utils import timezone

from campaigns.bounces import codes_in
from campaigns.models.states import Status

OLDEST = timedelta(
    days=30
)  # nobody reports later; the events themselves are kept for longer, so that none counts twice
LOCAL_PART = re.compile(r"[0-9a-f]{32}")
MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[\w.-]{1,160}>")
REJECT_REASONS = {value for name, value in vars(RejectReason).items() if name.isupper()}

# Opened, clicked, unsubscribed and their like are not asked for, and change nothing.
STATES = {
    EventType.QUEUED: Status.SENT,  # by the provider, which has the letter: this ends a doubt
    EventType.SENT: Status.SENT,
    EventType.DEFERRED: Status.SENT,
    EventType.DELIVERED: Status.DELIVERED,
    EventType.BOUNCED: Status.BOUNCED,
    EventType.REJECTED: Status.BOUNCED,
    EventType.FAILED: Status.BOUNCED,
    EventType.COMPLAINED: Status.COMPLAINED,
}


@dataclass(frozen=True)
class Told:
    """`digest` is the same when the same event comes again. `reason` holds codes, never words or addresses."""

    digest: str
    message_id: str
    status: Status
    reason: str
    happened_at: datetime


def as_told(provider: str, event: AnymailTrackingEvent) -> Told | None:
    """None: it is about no mail of ours, changes nothing, or is too old to be true."""
    status, message_id = STATES.get(event.event_type), mail_of(event)
    happened_at = moment_of(event)
    if status is None or not message_id or happened_at < timezone.now() - OLDEST:
        return None
    return Told(
        digest=digest_of(provider, message_id, status, event),
        message_id=message_id,
        status=status,
        reason=reason_of(event) if status in (Status.BOUNCED, Status.COMPLAINED) else "",
        happened_at=happened_at,
    )


def names_a_mail(event: AnymailTrackingEvent) -> bool:
    """Whether it is about any mail, ours or another's."""
    return bool(mail_of(event) or (event.message_id and isinstance(event.message_id, str)))


def mail_of(event: AnymailTrackingEvent) -> str:
    """Our own Message-ID, also where the provider gave the mail another; empty when it is none of ours."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    local, message_id = metadata.get("mail"), event.message_id
    if isinstance(local, str) and LOCAL_PART.fullmatch(local):
        return f"<{local}@{settings.LETTERS_DOMAIN}>"
    return message_id if isinstance(message_id, str) and MESSAGE_ID.fullmatch(message_id) else ""


def moment_of(event: AnymailTrackingEvent) -> datetime:
    """Clocks differ, and some providers do not say when: never in the future."""
    moment, now = event.timestamp, timezone.now()
    is_known = isinstance(moment, datetime) and timezone.is_aware(moment)
    return min(moment, now) if is_known else now


def reason_of(event: AnymailTrackingEvent) -> str:
    """550 5.1.1 bounced; rejected spam."""
    answer: Any = event.mta_response
    words = [codes_in(answer[:1000])] if isinstance(answer, str) else []
    words.append(event.event_type)
    if event.reject_reason in REJECT_REASONS and event.reject_reason != event.event_type:
        words.append(event.reject_reason)
    return " ".join(filter(None, words))


def digest_of(provider: str, message_id: str, status: Status, event: AnymailTrackingEvent) -> str:
    """Not every provider numbers its events; the others at least say when."""
    own = event.event_id if event.event_id is not None else event.timestamp
    text = "\0".join([provider, message_id, status, str(own)])
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
