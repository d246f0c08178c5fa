"""Who is asked about a postal code, in order: the local table, what others answered before, the network backend."""

from importlib import import_module
from typing import cast

from django.conf import settings

from campaigns.lookup import cached, database
from campaigns.lookup.base import Answer, Backend, LookupUnavailable
from campaigns.meters import Lookup, count_lookup
from campaigns.models import Legislature


def can_ask_others(legislature: Legislature) -> bool:
    """Whether `find` might learn over the network what `known` does not know."""
    return _backend().covers(legislature)


def known(postal_code: str, legislature: Legislature) -> Answer | None:
    """What is known without a network. None: not known; without districts: known to be nowhere, since a day at most.

    Reads only, and is safe inside a transaction. An answer past its time is given too: its districts still exist.
    """
    local = database.lookup(postal_code, legislature)
    if local.districts:
        return local
    return _recall(postal_code, legislature, even_stale=True)


def find(postal_code: str, legislature: Legislature, *, for_visitor: bool = False) -> Answer:
    """Everything that can be learned within 2.5 seconds; without districts: whoever could know says that it is nowhere.

    Raises LookupUnavailable only where somebody could know but does not answer now. Counts how often each code is asked
    for in vain. `for_visitor`: nothing is signed yet. Not inside a transaction, see `breaker.asking`.
    """
    try:
        answer, outcome = _find(postal_code, legislature, for_visitor=for_visitor)
    except LookupUnavailable:
        count_lookup(Lookup.UNAVAILABLE)
        raise
    count_lookup(outcome if answer.districts else Lookup.NOTHING)
    return answer


def _find(postal_code: str, legislature: Legislature, *, for_visitor: bool) -> tuple[Answer, Lookup]:
    local = database.lookup(postal_code, legislature)
    if local.districts:
        return local, Lookup.LOCAL
    answer = _recall(postal_code, legislature)
    if answer and not answer.districts:
        cached.count_asked(postal_code, legislature)
    if answer:
        return answer, Lookup.REMEMBERED
    return _ask_others(postal_code, legislature, local, for_visitor=for_visitor)


def _backend() -> Backend:
    return cast(Backend, import_module(settings.LOOKUP_BACKEND))


def _recall(postal_code: str, legislature: Legislature, *, even_stale: bool = False) -> Answer | None:
    answer = cached.recall(postal_code, legislature, even_stale=even_stale)
    # The local table is here to be asked again: its "nothing found" is kept only to count.
    return None if answer and answer.source == database.SOURCE else answer


def _ask_others(
    postal_code: str, legislature: Legislature, local: Answer, *, for_visitor: bool
) -> tuple[Answer, Lookup]:
    stale = _recall(postal_code, legislature, even_stale=True)
    if not can_ask_others(legislature):
        return stale or cached.remember(postal_code, legislature, local), Lookup.STALE
    try:
        answer = _backend().lookup(postal_code, legislature, for_visitor=for_visitor)
    except LookupUnavailable:
        if stale:
            return stale, Lookup.STALE
        raise
    return cached.remember(postal_code, legislature, answer), Lookup.ASKED
