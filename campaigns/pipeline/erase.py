"""A letter becomes nobody's: who wrote it and their own words go; that there was one, and where it went, stays."""

from django.db import transaction
from django.utils import timezone

from campaigns.history import note_erasure
from campaigns.models import Letter
from campaigns.models.letters import PERSON
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
    if letter.erased_at or not letter.erasure_asked_at:
        stop(letter)
        return True
    letter.deliveries.cancel(Reason.ERASED)
    letter.notices.cancel(Reason.ERASED)
    stop(letter, reason=Reason.ERASED)
    if letter.deliveries.unfinished().exists() or letter.notices.unfinished().exists():
        return False
    _blank(letter)
    return True


def _blank(letter: Letter) -> None:
    """The campaign's own wording names nobody: its placeholders are filled when a mail is made."""
    own = [name for name in ("subject", "message") if getattr(letter, f"{name}_is_own")]
    nothing = dict.fromkeys([*PERSON, *own], "")
    Letter.objects.filter(pk=letter.pk).update(erased_at=timezone.now(), **nothing)
    note_erasure(letter)
