"""What is past its limit ceases to say who wrote it, a few rows at a time. That there was a letter, and all that is
counted of it, stays: day, language, source, riding, and what became of it with each recipient."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from campaigns.keeping import Terms
from campaigns.models import Delivery, Letter, LookupAnswer, Notice, RetentionSettings
from campaigns.models.expiry import past_limit
from campaigns.models.letters import LetterQuerySet
from campaigns.models.reasons import Reason
from campaigns.personal_data import Kind
from campaigns.pipeline.prune import drop_unconfirmed, networks_past_limit, unconfirmed_past_limit
from campaigns.switch import note_ends

BATCH = 500  # rows that are locked at a time
PLACES_KEPT = timedelta(days=365)  # since somebody was last asked about a postal code

Numbers = dict[Kind, int]


def anonymise() -> str:
    """For the clock, once a day; returns how many rows, in words."""
    numbers = anonymise_due()
    return ", ".join(f"{kind}: {number}" for kind, number in numbers.items() if number)


def what_is_due() -> Numbers:
    """How many rows of each kind are past their limit. Changes nothing."""
    terms = RetentionSettings.load().terms
    numbers = {kind: rows.count() for kind, rows in _due(terms).items()}
    return numbers | {Kind.CONTACT: numbers[Kind.CONTACT] + unconfirmed_past_limit().count()}


def anonymise_due() -> Numbers:
    """How many rows of each kind this blanked or dropped. What a worker has in hand is left for the next time."""
    note_ends()
    terms = RetentionSettings.load().terms
    numbers = {kind: _in_batches(rows, BLANK[kind]) for kind, rows in _due(terms).items()}
    _stop_nobodys()
    return numbers | {Kind.CONTACT: numbers[Kind.CONTACT] + drop_unconfirmed()}


def _due(terms: Terms) -> dict[Kind, QuerySet[Model]]:
    """In the order in which they are dealt with: a code goes once its letter is nobody's."""
    letters = Letter.objects.all()
    return {
        Kind.WORDS: letters.words_to_blank(terms),
        Kind.CONTACT: letters.persons_to_blank(terms),
        Kind.CODE: letters.codes_to_blank(terms),
        Kind.NETWORK: networks_past_limit(),
        Kind.SENT_TO: Delivery.objects.filter(past_limit(terms, "letter__")).exclude(recipient_email=""),
        Kind.PLACE: LookupAnswer.objects.filter(answered_at__lt=timezone.now() - PLACES_KEPT),
    }


def _in_batches(rows: QuerySet[Model], blank: Callable[[list[int]], int]) -> int:
    done, last = 0, 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            done += blank(batch)
        last = batch[-1]
    return done


def _blank_words(letters: list[int]) -> int:
    mine = _nobody_has_in_hand(letters)
    mine.blank_words()
    return mine.count()


def _blank_persons(letters: list[int]) -> int:
    mine = _nobody_has_in_hand(letters)
    mine.blank_words()  # they may say who wrote
    number: int = mine.blank_persons()
    return number


def _nobody_has_in_hand(letters: list[int]) -> LetterQuerySet:
    """Locks the letters and cancels what has not left of them: it would be nobody's."""
    list(Letter.objects.select_for_update().filter(pk__in=letters).order_by("pk").values_list("pk"))
    in_hand: set[int] = set()
    for queue in (Delivery, Notice):
        mails = queue.objects.filter(letter__in=letters)
        mails.cancel(Reason.EXPIRED)
        in_hand.update(mails.unfinished().values_list("letter", flat=True))
    mine: LetterQuerySet = Letter.objects.filter(pk__in=set(letters) - in_hand)
    return mine


def _stop_nobodys() -> None:
    """What staff have queued again, or held, of letters that nobody has written any more."""
    for queue in (Delivery, Notice):
        queue.objects.unfinished().exclude(letter__erased_at=None).cancel(Reason.EXPIRED)


BLANK: dict[Kind, Callable[[list[int]], int]] = {
    Kind.WORDS: _blank_words,
    Kind.CONTACT: _blank_persons,
    Kind.CODE: lambda letters: Letter.objects.filter(pk__in=letters).update(email_key=""),
    Kind.NETWORK: lambda letters: Letter.objects.filter(pk__in=letters).forget_networks(),
    Kind.SENT_TO: lambda deliveries: Delivery.objects.settled().filter(pk__in=deliveries).update(recipient_email=""),
    Kind.PLACE: lambda answers: LookupAnswer.objects.filter(pk__in=answers).delete()[1]["campaigns.LookupAnswer"],
}
