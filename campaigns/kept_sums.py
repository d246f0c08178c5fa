"""To add a hundred thousand letters up takes a third of a second, and a million three. Of such campaigns workers do it
every few minutes, and staff are shown what came of it, and when that was."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import caches
from django.db.models import QuerySet, Sum
from django.utils import timezone

from campaigns.counts import Period, signed_letters
from campaigns.models import Campaign
from campaigns.sums import Sums, add_up

LARGE = 50_000  # letters; a campaign with fewer is added up whenever somebody looks
WHILE_LETTERS_COME = timedelta(minutes=5)  # until they are added up anew
AFTERWARDS = timedelta(hours=1)  # mails still arrive, or bounce
KEPT_FOR = timedelta(days=2)  # so that none is missing while workers rest
SHAPE = 1  # of Kept and Sums; another number for another shape, so that an upgrade reads nothing old


@dataclass(frozen=True)
class Kept:
    signed: int  # the campaign's tally at that moment
    sums: Sums


def sums_of(campaign: Campaign, period: Period) -> Sums | None:
    """None where they are to be added up by whoever asks. The first look at a campaign that has grown large does so,
    and keeps them."""
    tallied = large().filter(pk=campaign.pk).first()
    return (find(tallied, period) or renew(tallied, period)).sums if tallied else None


def large() -> QuerySet[Campaign]:
    """With what they have `signed`."""
    return Campaign.objects.annotate(signed=Sum("tallies__letters")).filter(signed__gte=LARGE)


def find(campaign: Campaign, period: Period) -> Kept | None:
    return caches["shared"].get(_name(campaign, period))


def renew(campaign: Campaign, period: Period) -> Kept:
    kept = Kept(campaign.signed, add_up(signed_letters(campaign, period)))
    caches["shared"].set(_name(campaign, period), kept, KEPT_FOR.total_seconds())
    return kept


def renew_due() -> int:
    """How many there were."""
    due = [(campaign, period) for campaign in large() for period in Period if is_due(campaign, period)]
    for campaign, period in due:
        renew(campaign, period)
    return len(due)


def is_due(campaign: Campaign, period: Period) -> bool:
    if not (kept := find(campaign, period)):
        return True
    limit = AFTERWARDS if kept.signed == campaign.signed else WHILE_LETTERS_COME
    return timezone.now() - kept.sums.added_up_at >= limit


def _name(campaign: Campaign, period: Period) -> str:
    return f"sums-{SHAPE}:{campaign.pk}:{period.value}"
