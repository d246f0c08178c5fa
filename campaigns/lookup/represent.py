"""Open North's Represent, or a mirror of it, at `settings.REPRESENT_URL`: https://represent.opennorth.ca/api/

Only the postal code leaves this server. What comes back names districts; its representatives are not read: who sits for
a district is for the directory to say.
"""

import logging
import re
import time
from collections.abc import Sequence

from django.conf import settings

from campaigns.lookup.base import Answer, BadAnswer, Certainty, LookupUnavailable, NotConfigured
from campaigns.lookup.breaker import asking
from campaigns.lookup.fetch import IN_ALL, NotThere, fetch_json
from campaigns.models import District, Legislature

SOURCE = "represent"
CALLS_A_MINUTE = 50  # for all processes; Represent allows 60
UP_TO_VISITORS = 30  # only while fewer were made: so no crowd at the forms keeps a signed letter from being asked about

# (legislature, representation order) -> boundary set. By URL, never by name: both orders carry the same name.
BOUNDARY_SETS = {
    ("house-of-commons", "2013"): "/boundary-sets/federal-electoral-districts/",
    ("house-of-commons", "2023"): "/boundary-sets/federal-electoral-districts-2023-representation-order/",
}

POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]")
DISTRICT_CODE = re.compile(r"[A-Za-z0-9._-]{1,20}")

logger = logging.getLogger(__name__)
_proven: set[str] = set()  # addresses of boundary sets that this process has seen there


def covers(legislature: Legislature) -> bool:
    return bool(settings.REPRESENT_URL) and (legislature.code, legislature.current_order) in BOUNDARY_SETS


def lookup(postal_code: str, legislature: Legislature, *, for_visitor: bool = False) -> Answer:
    """Every district where Represent lists them for the code (certain), else the one of its middle (approximate)."""
    if not covers(legislature):
        raise NotConfigured("REPRESENT_URL is not set, or this legislature and order have no boundary set")
    if not POSTAL_CODE.fullmatch(postal_code):
        raise LookupUnavailable("not the form of a postal code")  # to which Represent says 404, as to an unknown one
    boundary_set = BOUNDARY_SETS[legislature.code, legislature.current_order]
    started, calls = time.monotonic(), UP_TO_VISITORS if for_visitor else CALLS_A_MINUTE
    with asking(SOURCE, calls_a_minute=calls):
        codes, certainty = _ask(postal_code, boundary_set)
    if codes:
        _proven.add(address(boundary_set))
    else:
        _make_sure_of(boundary_set, within=IN_ALL - (time.monotonic() - started), calls=calls)
    return Answer(_in_directory(codes, legislature), SOURCE, certainty)


def address(path: str) -> str:
    return f"{settings.REPRESENT_URL.rstrip('/')}{path}"


def _make_sure_of(boundary_set: str, *, within: float, calls: int) -> None:
    """ "Nothing found" is believed where the districts are: at a wrong REPRESENT_URL each code is a 404, too.

    Costs each process about one call, and none where another code was found before.
    """
    if address(boundary_set) in _proven:
        return
    with asking(SOURCE, calls_a_minute=calls):
        try:
            fetch_json(address(boundary_set), within=within)
        except NotThere:
            raise BadAnswer("it has no such districts; is REPRESENT_URL right?") from None
    _proven.add(address(boundary_set))


def _ask(postal_code: str, boundary_set: str) -> tuple[Sequence[str], Certainty]:
    try:
        document = fetch_json(address(f"/postcodes/{postal_code}/"))
    except NotThere:
        return [], Certainty.CERTAIN
    match document:
        case {"code": code, "boundaries_concordance": list(listed), "boundaries_centroid": list(middle)}:
            if code != postal_code:
                raise BadAnswer("an answer about another postal code")
            touched, nearest = _codes(listed, boundary_set), _codes(middle, boundary_set)
            return (nearest, Certainty.APPROXIMATE) if nearest and not touched else (touched, Certainty.CERTAIN)
    raise BadAnswer("not the shape of a postal code's answer")


def _codes(boundaries: list[object], boundary_set: str) -> list[str]:
    """The districts' codes among boundaries of all kinds: cities, provinces, older orders."""
    found = []
    for boundary in boundaries:
        match boundary:
            case {"external_id": str(code), "related": {"boundary_set_url": str(url)}}:
                if url == boundary_set:
                    found.append(code)
            case _:
                raise BadAnswer("not the shape of a boundary")
    if not all(map(DISTRICT_CODE.fullmatch, found)):
        raise BadAnswer("not the form of a district's code")
    return found


def _in_directory(codes: Sequence[str], legislature: Legislature) -> list[District]:
    districts = list(District.objects.of(legislature).filter(code__in=codes))
    missing = set(codes) - {district.code for district in districts}
    if missing:
        logger.warning("Represent names districts that the directory lacks: %s", sorted(missing))
    # The one that is left of several must not be taken for the answer.
    return [] if missing and len(districts) == 1 else districts
