"""Ask about postal codes before supporters do, slowly enough that supporters are answered meanwhile."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event

from campaigns import lookup
from campaigns.imports import gates
from campaigns.imports.legislatures import districts_in_force, find_legislature
from campaigns.imports.postal_code_list import read_codes
from campaigns.imports.refused import Fault, Refused
from campaigns.lookup import cached, database
from campaigns.lookup.base import TryLater
from campaigns.models import Legislature

CALLS_A_MINUTE = 20  # visitors are asked for while all made fewer than 30: some of these are left to them
PAUSE = 10.0  # seconds after a call that had no answer
TRIES = 10  # calls without an answer, one after the other


class UpstreamDown(Exception):
    """Whoever is asked does not answer. What was learned before is kept."""


def warm_postal_codes(
    *,
    file: Path,
    stop: Event,
    legislature: str = gates.HOUSE,
    calls_a_minute: int = CALLS_A_MINUTE,
    on_progress: Callable[[Counter[str]], None] = lambda _done: None,
) -> Counter[str]:
    """Ask about each postal code of `file` until `stop` is set; returns how many were "known", "found", "not found".

    Each answer is kept at once, and what is known freshly is not asked again: stopped at any time, it goes on where it
    was. Raises Refused before the first call, and UpstreamDown. Not to be called in a transaction.
    """
    house = find_legislature(legislature)
    districts_in_force(house)
    if not lookup.can_ask_others(house):
        raise Refused([Fault("", "there is nobody to ask: set REPRESENT_URL")])
    for _code in read_codes(file):
        pass  # a list with a fault is refused before it costs a call
    done: Counter[str] = Counter()
    for code in read_codes(file):
        if stop.is_set():
            break
        is_known = is_fresh(code, house)
        done["known" if is_known else ask(code, house, stop)] += 1
        on_progress(done)
        if not is_known:
            stop.wait(60 / calls_a_minute)
    return done


def is_fresh(code: str, house: Legislature) -> bool:
    """Whether `lookup.find` would answer without a call."""
    if database.lookup(code, house).districts:
        return True
    answer = cached.recall(code, house)
    return answer is not None and answer.source != database.SOURCE


def ask(code: str, house: Legislature, stop: Event) -> str:
    """Until there is an answer, or `stop`. Waiting for one's turn is no failure."""
    failures = 0
    while not stop.is_set():
        try:
            answer = lookup.find(code, house)
        except TryLater as reason:
            stop.wait(max(reason.seconds, 1.0))
            continue
        except lookup.LookupUnavailable:
            answer = None
        if answer is not None and is_fresh(code, house):  # a stale answer is given where nobody answers
            return "found" if answer.districts else "not found"
        failures += 1
        if failures == TRIES:
            raise UpstreamDown
        stop.wait(PAUSE)
    return "stopped"
