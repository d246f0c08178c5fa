"""A provider tells what became of a mail: its state moves on, never back, and a recipient nobody reaches is marked."""

from collections.abc import Iterable
from datetime import timedelta

from anymail.signals import AnymailTrackingEvent
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from campaigns.bounces import is_dead_mailbox
from campaigns.models import Delivery, MailEvent, Notice, Recipient, SeenPost
from campaigns.models.outbox import OutgoingQuerySet
from campaigns.models.recipients import RecipientQuerySet
from campaigns.models.states import Status
from campaigns.pipeline.told import OLDEST, Told, as_told

PARKED_FOR = timedelta(days=3)
KEPT_FOR = OLDEST + timedelta(days=10)
POSTS_KEPT_FOR = timedelta(days=3)  # longer than a signature is good for

LETTERS = 3  # that did not find the mailbox, without one that did
LOOK_BACK = 100  # letters


def track(*, provider: str, event: AnymailTrackingEvent) -> bool:
    """Whether it changed a mail. The same event again, an older state, or another's mail changes nothing.

    What comes before our own record of the handing over, or about a mail not known yet, is parked for `match_parked`.
    """
    told = as_told(provider, event)
    if told is None:
        return False
    with transaction.atomic():
        kept = _keep(told)
        has_changed = _take_effect(kept) if kept else False
    if has_changed:
        _note_bounce_of(told.message_id)
    return has_changed


def match_parked(*, limit: int = 200) -> int:
    """How many parked events found their mail. For the worker's clock, every few seconds."""
    events = list(MailEvent.objects.to_match()[:limit])
    for event in events:
        with transaction.atomic():
            has_changed = _take_effect(event)
        if has_changed:
            _note_bounce_of(event.message_id)
    return len(events)


def prune_events() -> int:
    """Forget parked events that found no mail, and all that nobody can report again. For the clock, once a day."""
    now = timezone.now()
    old = [
        MailEvent.objects.parked().filter(received_at__lt=now - PARKED_FOR),
        MailEvent.objects.filter(received_at__lt=now - KEPT_FOR),
        SeenPost.objects.filter(seen_at__lt=now - POSTS_KEPT_FOR),
    ]
    return sum(rows.delete()[0] for rows in old)


def note_bounces(recipient_ids: Iterable[int]) -> int:
    """Mark those failing who have not got three letters, for want of a mailbox, since the last that arrived.

    Returns how many are failing from now on. Call it once the refusals are committed: they are counted here.
    """
    trusted = Recipient.objects.filter(pk__in=set(recipient_ids)).exclude(status__in=Recipient.UNREACHABLE)
    return sum(_as_it_was(recipient).mark_failing() for recipient in trusted if _is_out_of_reach(recipient))


def _keep(told: Told) -> MailEvent | None:
    """The event's row, if it is yet to take effect."""
    fields = {"message_id": told.message_id, "status": told.status, "reason": told.reason}
    event, _is_new = MailEvent.objects.get_or_create(
        digest=told.digest, defaults=fields | {"happened_at": told.happened_at}
    )
    return event if event.is_parked else None


def _take_effect(event: MailEvent) -> bool:
    """Whether its mail changed. Call it in a transaction: the mail stays as it is between look and change."""
    mail = _lock(event.message_id)
    if mail is None:
        return False
    MailEvent.objects.filter(pk=event.pk).settle()
    to = Status(event.status)
    reason = MailEvent.objects.last_reason(message_id=event.message_id, status=to)
    return bool(mail.tell(to, reason=reason) or mail.correct_reason(to, reason))


def _lock(message_id: str) -> OutgoingQuerySet | None:
    """The mail's row, of either queue; None where there is no such mail yet, or it cannot have left."""
    for queue in (Delivery, Notice):
        mail: OutgoingQuerySet = queue.objects.filter(message_id=message_id)
        if mail.may_have_left().select_for_update().values_list("pk", flat=True).first():
            return mail
    return None


def _note_bounce_of(message_id: str) -> None:
    bounced = Delivery.objects.filter(message_id=message_id, status=Status.BOUNCED)
    note_bounces(pk for pk, reason in bounced.values_list("recipient", "reason") if is_dead_mailbox(reason))


def _is_out_of_reach(recipient: Recipient) -> bool:
    """By the order in which letters left, not by that in which their fates became known."""
    letters = Delivery.objects.tried_at_address_of(recipient)
    refused = letters.refused()
    if arrived_at := letters.arrived().aggregate(last=Max("tried_at"))["last"]:
        refused = refused.filter(tried_at__gt=arrived_at)
    reasons = refused.order_by("-tried_at").values_list("reason", flat=True)[:LOOK_BACK]
    return sum(is_dead_mailbox(reason) for reason in reasons) >= LETTERS


def _as_it_was(recipient: Recipient) -> RecipientQuerySet:
    """No row, if somebody has verified or changed it since it was read."""
    unchanged = {"email": recipient.email, "reliable_since": recipient.reliable_since}
    rows: RecipientQuerySet = Recipient.objects.filter(pk=recipient.pk, **unchanged)
    return rows
