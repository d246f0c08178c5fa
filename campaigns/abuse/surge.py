"""Campaigns to which much more comes than usual: a machine, or good news."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from campaigns.models import Letter
from campaigns.models.letters import LetterQuerySet

WINDOW, USUALLY = timedelta(minutes=10), timedelta(days=7)
TIMES = 10  # as much as usual
LETTERS, DOUBTS = 100, 20  # in a WINDOW; fewer are no surge, however few there usually are


@dataclass(frozen=True)
class Surge:
    """In the last ten minutes; `usual` letters in as many minutes of the week before."""

    campaign: int
    letters: int
    doubts: int
    usual: float


def surges() -> Iterator[Surge]:
    """One statement, and one more for each campaign that is busy."""
    since = timezone.now() - WINDOW
    recent = Letter.objects.with_network().filter(signed_at__gte=since)
    for campaign, letters, doubts in _numbers(recent):
        if letters > LETTERS or doubts > DOUBTS:
            usual = _usual(campaign)
            if letters > max(LETTERS, TIMES * usual[0]) or doubts > max(DOUBTS, TIMES * usual[1]):
                yield Surge(campaign, letters, doubts, usual[0])


def _usual(campaign: int) -> tuple[float, float]:
    """Letters and doubts."""
    until = timezone.now() - WINDOW
    week = Letter.objects.with_network().filter(campaign=campaign, signed_at__lt=until, signed_at__gte=until - USUALLY)
    found = next(_numbers(week), (campaign, 0, 0))
    return found[1] / (USUALLY / WINDOW), found[2] / (USUALLY / WINDOW)


def _numbers(letters: LetterQuerySet) -> Iterator[tuple[int, int, int]]:
    """Campaign, letters, and those of them in doubt."""
    counted = letters.order_by("campaign").values("campaign")
    rows = counted.annotate(letters=Count("pk"), doubted=Count("pk", filter=~Q(doubts="")))
    return iter(rows.values_list("campaign", "letters", "doubted"))
