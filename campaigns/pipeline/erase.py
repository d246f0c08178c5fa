"""A letter becomes nobody's: who wrote it and their own words go; that there was one, and where it went, stays."""

from django.db import transaction
from django.utils import timezone

from campaigns.history import note_erasure
from campaigns.models import Letter
from campaigns.models.reasons import Reason
from campaigns.pipeline.withdraw import stop

BATCH = 100  # letters that one round looks at


def erase_letter(letter: Letter) -> bool:
    """Whether it is done. Else a worker has something of it in hand, whose words may not change meanwhile: then
    `settle_withdrawn` does it."""
    now = timezone.now()
    asked = Letter.objects.accepted().filter(pk=letter.pk)
    asked.filter(withdrawn_at=None).update(withdrawn_at=now)
    asked.filter(erasure_asked_at=None).update(erasure_asked_at=now)
    return _settle(letter.pk)


def settle_withdrawn() -> int:
    """Stop what came back from a worker's hands after its letter was withdrawn, and erase what was to be erased.
    Returns how many letters it looked at."""
    unsettled = list(Letter.objects.unsettled().order_by("pk").values_list("pk", flat=True)[:BATCH])
    for pk in unsettled:
        _settle(pk)
    return len(unsettled)


@transaction.atomic
def _settle(pk: int) -> bool:
    """Whether nothing is left to do."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=pk)
    if letter.is_invalid:
        letter.notices.cancel_not_left(Reason.INVALID)
    if letter.erased_at or not letter.erasure_asked_at:
        stop(letter, reason=Reason.INVALID if letter.is_invalid else Reason.WITHDRAWN)
        return True
    letter.deliveries.cancel(Reason.ERASED)
    letter.notices.cancel(Reason.ERASED)
    stop(letter, reason=Reason.ERASED)
    if letter.deliveries.unfinished().exists() or letter.notices.unfinished().exists():
        return False
    _blank(letter)
    return True


def _blank(letter: Letter) -> None:
    mine = Letter.objects.filter(pk=letter.pk)
    mine.blank_words()
    mine.blank_persons()
    note_erasure(letter)
