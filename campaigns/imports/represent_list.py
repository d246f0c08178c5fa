"""The members of a legislature as Represent lists them now: its pages, asked for one by one as lookups are."""

from typing import Any

from campaigns.imports.members import Member
from campaigns.imports.refused import Fault, Refused
from campaigns.imports.represent_pages import Page, members_of
from campaigns.lookup.base import BadAnswer
from campaigns.lookup.breaker import asking
from campaigns.lookup.fetch import NotThere, fetch_json
from campaigns.lookup.represent import CALLS_A_MINUTE, SOURCE, address, covers
from campaigns.models import Legislature

LIMIT = 100  # members a page: half of the bytes that are read at most
MOST = 20  # pages


def listed_members(house: Legislature) -> list[Member]:
    """All of them. Raises Refused, and LookupUnavailable where a page does not come. Not inside a transaction."""
    if not covers(house):
        raise Refused([Fault("", f"there is nobody to ask about {house.code}: set REPRESENT_URL")])
    return members_of(fetch_pages(house), legislature=house)


def fetch_pages(house: Legislature) -> list[Page]:
    """Where the next page begins is counted here: no address that a server names is ever followed."""
    pages: list[Page] = []
    there = 0
    while len(pages) < MOST:
        page = fetch_page(house, offset=there)
        pages.append((f"page from {there}", page))
        there += len(page["objects"])
        if there >= page["meta"]["total_count"]:
            return pages
    raise BadAnswer(f"more than {MOST} pages")


def fetch_page(house: Legislature, *, offset: int) -> Any:
    """Each page is a call of the budget that lookups share."""
    url = address(f"/representatives/{house.code}/?limit={LIMIT}&offset={offset}")
    with asking(SOURCE, calls_a_minute=CALLS_A_MINUTE):
        try:
            page = fetch_json(url)
        except NotThere:
            raise BadAnswer("there is no such list; is REPRESENT_URL right?") from None
        match page:
            case {"objects": list(objects), "meta": {"total_count": int(total)}} if objects or total <= offset:
                return page
        raise BadAnswer("not the shape of a page of members")
