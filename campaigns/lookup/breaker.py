"""Who may ask an upstream now: a circuit breaker and a budget of calls, kept by all processes together in one row.

The row is locked while a change to it is decided, never while somebody waits for a network: so both are exact with any
number of processes. SQLite locks by its IMMEDIATE transactions. Who is refused learns it from a plain read, at once.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns.lookup.base import BudgetSpent, LookupUnavailable, Resting
from campaigns.models import Upstream

FAILURES = 5  # in a row open the breaker
REST = timedelta(seconds=60)
MINUTE = 60.0  # seconds

Changes = dict[str, Any]

logger = logging.getLogger(__name__)


@contextmanager
def asking(name: str, *, calls_a_minute: int) -> Iterator[None]:
    """Around one call to the upstream `name`; an exception inside is a failure of that upstream.

    Raises Resting or BudgetSpent instead of entering. A call enters while fewer than `calls_a_minute`, whoever made
    them, did in the last 60 seconds. After a rest one call enters alone, as a probe: its end decides for all, and if
    its process dies the next probe is due a rest later. Not to be used inside a transaction, which would hide the call
    from other processes.
    """
    probe = _enter(name, calls_a_minute)
    try:
        yield
    except Exception as trouble:
        logger.warning("%s: %s", name, trouble if isinstance(trouble, LookupUnavailable) else type(trouble).__name__)
        _note_failure(name, probe)
        raise
    _note_success(name, probe)


def _change(name: str, decide: Callable[[Upstream, datetime], Changes]) -> Changes:
    """Apply what `decide` makes of the row, which may be nothing. It is asked twice: first without a lock."""
    row, _made = Upstream.objects.get_or_create(name=name)
    if not decide(row, timezone.now()):
        return {}
    with transaction.atomic(durable=True):
        mine = Upstream.objects.filter(pk=row.pk)
        changes = decide(mine.select_for_update().get(), timezone.now())
        if changes:
            mine.update(**changes)
    return changes


def _enter(name: str, calls_a_minute: int) -> datetime | None:
    """Take a place for one call. Returns the mark of a probe; None for a call like any other."""

    def decide(row: Upstream, now: datetime) -> Changes:
        if row.rests_until and row.rests_until > now:
            raise Resting(f"{name} is left alone", seconds=(row.rests_until - now).total_seconds())
        recent = [moment for moment in row.recent_calls if moment > now.timestamp() - MINUTE]
        if len(recent) >= calls_a_minute:
            raise BudgetSpent(f"{name}: calls spent", seconds=recent[-calls_a_minute] + MINUTE - now.timestamp())
        probe = now + REST if row.rests_until else None
        return {"recent_calls": [*recent, now.timestamp()], "rests_until": probe}

    mark: datetime | None = _change(name, decide)["rests_until"]
    return mark


def _note_failure(name: str, probe: datetime | None) -> None:
    def decide(row: Upstream, now: datetime) -> Changes:
        if row.rests_until != probe:
            return {}  # the breaker opened since; only its probe may speak
        failures = row.failures + 1
        return {"failures": failures, "rests_until": now + REST if failures >= FAILURES else None}

    _change(name, decide)


def _note_success(name: str, probe: datetime | None) -> None:
    def decide(row: Upstream, _now: datetime) -> Changes:
        if row.rests_until != probe or not row.failures:
            return {}
        return {"failures": 0, "rests_until": None}

    _change(name, decide)
