"""What letters add up to: by day, language, source and riding, and with each recipient.

Each is one statement that the database adds up, however many letters there are. Only plain values come of it, keys in
place of rows, so that they can be kept: see campaigns.kept_sums.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from campaigns.models import Delivery, Letter
from campaigns.models.deliveries import ARRIVED_OR_TAKEN
from campaigns.models.states import READINGS


@dataclass(frozen=True)
class Sums:
    """`sources` has the most frequent ones, `districts` (key or None, letters, of these from abroad) the most first;
    `recipients` a number by reading, as `n_queued`, and how many were `accepted` or went to the `test` mailbox."""

    added_up_at: datetime
    days: dict[date, int]
    languages: list[tuple[str, int, int]]
    sources: list[tuple[str, int]]
    districts: list[tuple[int | None, int, int]]
    recipients: list[dict[str, Any]]


SOURCES = 100  # that are told apart; an address can be given any name


def add_up(letters: QuerySet[Letter]) -> Sums:
    """Five queries."""
    letters = letters.order_by()
    day = TruncDate("signed_at", tzinfo=timezone.get_default_timezone())
    opt_ins, abroad = (Count("pk", filter=Q(**{name: True})) for name in ("consent_updates", "outside_country"))
    languages = _by("language", letters, opt_ins=opt_ins).order_by("-letters", "language")
    sources = _by("source", letters).order_by("-letters", "source")
    districts = _by("district", letters, abroad=abroad).order_by("-letters")
    return Sums(
        added_up_at=timezone.now(),
        days=dict(_by(day, letters)),
        languages=list(languages),
        sources=list(sources[:SOURCES]),
        districts=list(districts),
        recipients=_by_recipient(letters),
    )


def _by(what: str | TruncDate, letters: QuerySet[Letter], **others: Count) -> QuerySet:
    return letters.values_list(what).annotate(letters=Count("pk"), **others)


def _by_recipient(letters: QuerySet[Letter]) -> list[dict[str, Any]]:
    real = Q(is_test=False)
    counts: dict[str, Count] = {
        f"n_{states[0].value}": Count("pk", filter=real & Q(status__in=states)) for states in READINGS.values()
    }
    counts |= {"accepted": Count("pk", filter=real & Q(status__in=ARRIVED_OR_TAKEN))}
    deliveries = Delivery.objects.filter(letter__in=letters).order_by().values("recipient")
    return list(deliveries.annotate(test=Count("pk", filter=~real), all=Count("pk"), **counts).order_by("-all"))
