"""What came of one campaign's letters: by day, language, source and riding, and with each recipient.

Letters that wait for their supporter's confirmation count nowhere. Nothing here names a supporter. Every question is
one statement that the database adds up, however many letters there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignRecipient, Delivery, District, Legislature, Letter, Recipient
from campaigns.models.deliveries import ARRIVED_OR_TAKEN
from campaigns.models.states import READINGS

SOURCES = 100  # that are told apart; an address can be given any name

READING_NAMES = {states[0].value: words for words, states in READINGS.items()}  # each goes by its first state


class Period(models.TextChoices):
    """Whole days, today among them, in the site's time zone."""

    ALL = "all", _("Since the campaign began")
    WEEK = "7", _("In the last 7 days")
    MONTH = "30", _("In the last 30 days")
    QUARTER = "90", _("In the last 90 days")

    @classmethod
    def asked(cls, value: str) -> "Period":
        return cls(value) if value in cls.values else cls.ALL

    @property
    def first_day(self) -> date | None:
        return None if self is Period.ALL else today() - timedelta(days=int(self.value) - 1)


@dataclass(frozen=True)
class Part:
    """Letters that have something in common. `name` is empty where it is not known."""

    name: str
    letters: int
    opt_ins: int = 0


@dataclass(frozen=True)
class Sending:
    """What became of the letters to one recipient, None for representatives who are not known yet: a number for each of
    READING_NAMES, and how many went to the `test` mailbox instead. `accepted`: a mail server has taken them."""

    recipient: Recipient | None
    readings: Mapping[str, int]
    accepted: int
    test: int


@dataclass(frozen=True)
class House:
    """How many of a legislature's seats have somebody whom at least one letter has reached."""

    legislature: Legislature
    seats: int
    reached: int


@dataclass(frozen=True)
class Results:
    """Of the letters signed in `period`. `days` has every day from the first to the last, those without letters too."""

    period: Period
    days: list[tuple[date, int]]
    languages: list[Part]
    sources: list[Part]
    districts: list[tuple[District | None, int]]
    abroad: int
    sendings: list[Sending]
    houses: list[House]

    @property
    def letters(self) -> int:
        return sum(part.letters for part in self.languages)

    @property
    def opt_ins(self) -> int:
        return sum(part.opt_ins for part in self.languages)

    @property
    def test(self) -> int:
        return sum(sending.test for sending in self.sendings)

    @property
    def peak(self) -> tuple[date, int] | None:
        """The first day with the most letters."""
        return max(self.days, key=lambda day: day[1], default=None) if self.letters else None


def today() -> date:
    """Whoever asks, and wherever: staff may have set another time zone for themselves."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def signed_letters(campaign: Campaign, period: Period) -> QuerySet[Letter]:
    """A campaign that is not stored has none."""
    letters: QuerySet[Letter] = Letter.objects.signed().filter(campaign=campaign.pk)
    return letters.filter(signed_at__gte=_midnight(period.first_day)) if period.first_day else letters


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def results_of(campaign: Campaign, *, period: Period) -> Results:
    """Eight queries."""
    letters = signed_letters(campaign, period).order_by()
    languages, sendings = _per_language(letters), _per_recipient(letters)
    districts, abroad = _per_district(letters)
    return Results(
        period=period,
        days=_days(letters, since=period.first_day, until=None if campaign.has_ended else today()),
        languages=languages,
        sources=_per_source(letters, total=sum(part.letters for part in languages)),
        districts=districts,
        abroad=abroad,
        sendings=sendings,
        houses=_houses(campaign, sendings),
    )


def _days(letters: QuerySet[Letter], *, since: date | None, until: date | None) -> list[tuple[date, int]]:
    day = TruncDate("signed_at", tzinfo=timezone.get_default_timezone())
    numbers = dict(letters.values_list(day).annotate(letters=Count("pk")))
    last = max([*numbers, *([until or today()] if since or until else [])], default=None)
    first = since or min(numbers, default=last)
    if first is None or last is None:
        return []
    return [(one, numbers.get(one, 0)) for one in (first + timedelta(days=n) for n in range((last - first).days + 1))]


def _per_language(letters: QuerySet[Letter]) -> list[Part]:
    opt_ins = Count("pk", filter=Q(consent_updates=True))
    rows = letters.values_list("language").annotate(letters=Count("pk"), opt_ins=opt_ins)
    return [Part(*row) for row in rows.order_by("-letters", "language")]


def _per_source(letters: QuerySet[Letter], *, total: int) -> list[Part]:
    """The rest stands together, under a name that no source can have."""
    rows = letters.values_list("source").annotate(letters=Count("pk")).order_by("-letters", "source")
    parts = [Part(*row) for row in rows[:SOURCES]]
    others = total - sum(part.letters for part in parts)
    return [*parts, Part("…", others)] if others > 0 else parts


def _per_district(letters: QuerySet[Letter]) -> tuple[list[tuple[District | None, int]], int]:
    """Letters from each riding, the most first, None for those whose riding is not known; and those from abroad."""
    abroad = Count("pk", filter=Q(outside_country=True))
    rows = list(letters.values_list("district").annotate(letters=Count("pk"), abroad=abroad).order_by("-letters"))
    known = District.objects.in_bulk([pk for pk, _letters, _abroad in rows if pk])
    at_home = [(known.get(pk), number - outside) for pk, number, outside in rows if number > outside]
    return at_home, sum(outside for _pk, _number, outside in rows)


def _per_recipient(letters: QuerySet[Letter]) -> list[Sending]:
    real = Q(is_test=False)
    counts: dict[str, Count] = {
        f"n_{states[0].value}": Count("pk", filter=real & Q(status__in=states)) for states in READINGS.values()
    }
    counts |= {"accepted": Count("pk", filter=real & Q(status__in=ARRIVED_OR_TAKEN))}
    deliveries = Delivery.objects.filter(letter__in=letters).order_by().values("recipient")
    rows = list(deliveries.annotate(test=Count("pk", filter=~real), all=Count("pk"), **counts).order_by("-all"))
    known = Recipient.objects.select_related("district").in_bulk([row["recipient"] for row in rows if row["recipient"]])
    return [_sending(row, known.get(row["recipient"])) for row in rows]


def _sending(row: Mapping[str, Any], recipient: Recipient | None) -> Sending:
    readings = {name: row[f"n_{name}"] for name in READING_NAMES}
    return Sending(recipient, readings, row["accepted"], row["test"])


def _houses(campaign: Campaign, sendings: list[Sending]) -> list[House]:
    """The legislatures that the campaign's pages name; of their seats those of the representation order in force."""
    in_force = Q(districts__representation_order=F("current_order"))
    rows = CampaignRecipient.objects.filter(page__translation_key=campaign.key).exclude(legislature=None)
    named = Legislature.objects.filter(pk__in=rows.values("legislature"))
    reached = [sending.recipient for sending in sendings if sending.accepted and sending.recipient]
    return [
        House(house, house.seats, sum(_sits_in(house, recipient) for recipient in reached))
        for house in named.annotate(seats=Count("districts", filter=in_force))
    ]


def _sits_in(house: Legislature, recipient: Recipient) -> bool:
    seat = recipient.district
    return bool(seat and seat.legislature_id == house.pk and seat.representation_order == house.current_order)
