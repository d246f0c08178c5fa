"""What came of one campaign's letters: by day, language, source and riding, and with each recipient.

Letters that wait for their supporter's confirmation count nowhere. Nothing here names a supporter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignRecipient, District, Legislature, Letter, Recipient
from campaigns.models.states import READINGS
from campaigns.sums import Sums, add_up

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
    as_of: datetime | None = None  # of sums that were kept; None is now

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


def results_of(campaign: Campaign, *, period: Period, sums: Sums | None = None) -> Results:
    """Of `sums` that were kept, three queries; else five more, that read all the campaign's letters."""
    kept, sums = sums, sums or add_up(signed_letters(campaign, period))
    sendings = _sendings(sums)
    return Results(
        period=period,
        days=_days(sums.days, since=period.first_day, until=None if campaign.has_ended else today()),
        languages=[Part(*row) for row in sums.languages],
        sources=_sources(sums),
        districts=_districts(sums),
        abroad=sum(abroad for _key, _letters, abroad in sums.districts),
        sendings=sendings,
        houses=_houses(campaign, sendings),
        as_of=kept.added_up_at if kept else None,
    )


def _days(numbers: Mapping[date, int], *, since: date | None, until: date | None) -> list[tuple[date, int]]:
    last = max([*numbers, *([until or today()] if since or until else [])], default=None)
    first = since or min(numbers, default=last)
    if first is None or last is None:
        return []
    return [(one, numbers.get(one, 0)) for one in (first + timedelta(days=n) for n in range((last - first).days + 1))]


def _sources(sums: Sums) -> list[Part]:
    """The rest stands together, under a name that no source can have."""
    total = sum(letters for _language, letters, _opt_ins in sums.languages)
    others = total - sum(letters for _source, letters in sums.sources)
    return [*(Part(*row) for row in sums.sources), *([Part("…", others)] if others > 0 else [])]


def _districts(sums: Sums) -> list[tuple[District | None, int]]:
    """Letters from each riding, the most first, None for those whose riding is not known."""
    known = District.objects.in_bulk([key for key, _letters, _abroad in sums.districts if key])
    return [(known.get(key), letters - abroad) for key, letters, abroad in sums.districts if letters > abroad]


def _sendings(sums: Sums) -> list[Sending]:
    keys = [row["recipient"] for row in sums.recipients if row["recipient"]]
    known = Recipient.objects.select_related("district").in_bulk(keys)
    return [_sending(row, known.get(row["recipient"])) for row in sums.recipients]


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
