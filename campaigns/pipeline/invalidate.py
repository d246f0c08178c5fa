"""Letters that are nobody's own: what has not left stays here, nobody is mailed about them, and none counts."""

from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.models import Campaign, Delivery, Letter, LetterTally, Notice, SenderRule
from campaigns.models.letters import LetterQuerySet
from campaigns.models.reasons import Reason
from campaigns.pipeline.prune import drop_unconfirmed_of

BATCH = 1000


def invalidate(letters: LetterQuerySet) -> int:
    """How many letters this made invalid. What a worker has in hand now and comes back is stopped later, as it is of a
    withdrawn letter. The counters go down with each batch."""
    return sum(map(_invalidate, _batches(letters.valid())))


def _batches(letters: LetterQuerySet) -> Iterator[list[int]]:
    numbers = list(letters.order_by("pk").values_list("pk", flat=True))
    yield from (numbers[first : first + BATCH] for first in range(0, len(numbers), BATCH))


@transaction.atomic
def _invalidate(numbers: list[int]) -> int:
    locked = Letter.objects.valid().filter(pk__in=numbers).order_by("pk").select_for_update()
    before = list(locked.values_list("pk", "status", "campaign"))
    letters = [pk for pk, _status, _campaign in before]
    changes = {"status": Letter.Status.INVALID, "withdrawn_at": Coalesce("withdrawn_at", timezone.now())}
    Letter.objects.filter(pk__in=letters).update(**changes)
    for mails in (Delivery, Notice):
        mails.objects.filter(letter__in=letters).cancel_not_left(Reason.INVALID)
    counted = Counter(campaign for _pk, status, campaign in before if status == Letter.Status.SIGNED)
    for campaign in Campaign.objects.filter(pk__in=counted):
        LetterTally.objects.add(campaign, -counted[campaign.pk])
    return len(letters)


@transaction.atomic
def deny(letter: Letter) -> None:
    """The owner of the address says that they did not write it: nothing of theirs leaves or counts any more, and no
    form with this address is kept, or makes us mail them, until staff delete the rule. Of a letter whose address is
    forgotten, it alone."""
    if letter.email_key:
        SenderRule.objects.refuse_for_owner(letter.email_key)
    theirs = Letter.objects.of_same_address(letter)
    drop_unconfirmed_of(theirs)
    invalidate(theirs)
