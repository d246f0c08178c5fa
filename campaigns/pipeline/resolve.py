"""Letters that wait for a representative: find the district, then whoever sits for it, or end the waiting."""

from datetime import timedelta
from typing import cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import lookup
from campaigns.abuse.verdict import is_held
from campaigns.directory import sitting_for, waits_for_election_until
from campaigns.models import Delivery, District, Legislature, Letter, Notice, Recipient
from campaigns.models.reasons import Reason
from campaigns.models.states import Status

BATCH = 4  # each may take 2.5 s of the worker's time
AGAIN_SOON = timedelta(minutes=1)  # nobody could be asked just now
AGAIN_LATER = timedelta(hours=6)  # nobody knows, or the seat is vacant: only time, staff or the supporter can help


def resolve_due(*, limit: int = BATCH) -> int:
    """Look once at each waiting letter that is due; return how many ceased to wait."""
    waiting = Delivery.objects.to_resolve().select_related("letter__district__legislature", "legislature")
    return sum(_resolve(delivery) for delivery in waiting[:limit])


def settle(letter: Letter, district: District) -> None:
    """The supporter says where they live: whatever waited for that goes its way at once."""
    letter.district = _keep(letter, district)
    for delivery in letter.deliveries.filter(status=Status.WAITING):
        delivery.letter = letter
        _resolve(delivery)


def _resolve(delivery: Delivery) -> bool:
    """Look first: whoever became known since the last look gets the letter, though its time is over."""
    if recipient := _find(delivery):
        return _send_to(recipient, delivery)
    is_over = delivery.waits_until is not None and delivery.waits_until <= timezone.now()
    return is_over and _give_up(delivery)


def _find(delivery: Delivery) -> Recipient | None:
    """Whom it goes to; None where that is to be looked for again."""
    district = delivery.letter.district or _look_up(delivery)
    if district is None:
        return None
    lead = delivery.letter.page.lead_page
    if recipient := sitting_for(district) or lead.stand_in:
        return recipient
    row = Delivery.objects.filter(pk=delivery.pk)
    row.look_again(after=AGAIN_LATER, reason=Reason.VACANT, until=waits_for_election_until(lead))
    return None


def _look_up(delivery: Delivery) -> District | None:
    row, letter = Delivery.objects.filter(pk=delivery.pk), delivery.letter
    try:
        answer = lookup.find(letter.postal_code, cast("Legislature", delivery.legislature))
    except lookup.LookupUnavailable:
        row.look_again(after=AGAIN_SOON, reason=Reason.NOBODY_ANSWERS)
        return None
    if answer.only:
        return _keep(letter, answer.only)
    row.look_again(after=AGAIN_LATER, reason=Reason.SEVERAL_RIDINGS if answer.districts else Reason.CODE_NOT_FOUND)
    return None


def _keep(letter: Letter, district: District) -> District | None:
    """The riding that stands from now on: `district`, unless supporter or worker were faster. By that one the letter
    goes, so none may take its place."""
    if Letter.objects.filter(pk=letter.pk, district=None).update(district=district):
        return district
    return District.objects.select_related("legislature").filter(letters=letter.pk).first()


def _send_to(recipient: Recipient, delivery: Delivery) -> bool:
    """A recipient who gets the letter already, as minister say, does not get it twice."""
    row = Delivery.objects.filter(pk=delivery.pk)
    try:
        with transaction.atomic():
            return bool(row.resolve(recipient, is_for_staff=is_held(delivery.letter)))
    except IntegrityError:
        return bool(row.cancel_waiting(Reason.HAS_IT_ALREADY))


@transaction.atomic
def _give_up(delivery: Delivery) -> bool:
    """The time is over: the letter went to the others alone, and the supporter is told why."""
    if not Delivery.objects.filter(pk=delivery.pk).cancel_waiting(Reason.NOT_RESOLVED):
        return False
    Notice.objects.get_or_create(letter=delivery.letter, kind=Notice.Kind.GAVE_UP)
    return True
