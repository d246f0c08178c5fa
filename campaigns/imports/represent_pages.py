"""Members as Open North's Represent lists them: its pages /representatives/<legislature>/, as they were served.

Unknown text is "" there, and a vacant seat is simply absent, so that a missing page looks like many vacant seats: pages
say how many members they list together, and that many must be there.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from campaigns.cleaning import many_lines, one_line
from campaigns.imports.members import Member
from campaigns.imports.reading import text_of
from campaigns.imports.refused import Fault, Refused, line_of, refuse_any
from campaigns.lookup.represent import BOUNDARY_SETS
from campaigns.models import Legislature

BOUNDARY = re.compile(r"/boundaries/(?P<set>[^/]+)/(?P<code>[^/]+)/?")
LANGUAGES = {"English": "en", "French": "fr"}
TEXTS = ("name", "email", "district_name")


Page = tuple[str, Any]  # what people know it by, such as the name of its file, and the document


def members_of(pages: Sequence[Page], *, legislature: Legislature) -> list[Member]:
    """The members of all pages together. Raises Refused, for a page that is missing, broken or of another list too."""
    refuse_any(fault for name, page in pages for fault in faults_of_page(name, page))
    refuse_any(faults_of_series(pages))
    places = [
        (f"{name}, member {number}", obj) for name, page in pages for number, obj in enumerate(page["objects"], start=1)
    ]
    refuse_any(Fault(place, reason) for place, obj in places for reason in faults_of_member(obj, legislature))
    return [member_of(place, obj) for place, obj in places]


def load(path: Path) -> Page:
    """A saved page. Raises Refused where it is no whole document."""
    try:
        return path.name, json.loads(text_of(path))
    except json.JSONDecodeError as trouble:
        place = f"{line_of(path, trouble.lineno)}, column {trouble.colno}"
        raise Refused([Fault(place, f"the JSON is broken or cut off: {trouble.msg}")]) from None
    except RecursionError:
        raise Refused([Fault(path.name, "the JSON is nested too deep")]) from None


def faults_of_page(name: str, page: Any) -> Iterator[Fault]:
    objects, meta = (page.get("objects"), page.get("meta")) if isinstance(page, dict) else (None, None)
    if not isinstance(objects, list) or not isinstance(meta, dict):
        yield Fault(name, "it is no page of Represent: “objects” and “meta” are expected")
    elif not isinstance(meta.get("total_count"), int) or not isinstance(meta.get("offset"), int):
        yield Fault(name, "its “meta” has no “total_count” or no “offset”")


def faults_of_series(pages: Sequence[Page]) -> Iterator[Fault]:
    """All members of one list, each once."""
    totals = {page["meta"]["total_count"] for _name, page in pages}
    offsets: dict[int, str] = {}
    for name, page in pages:
        offset = page["meta"]["offset"]
        if offset in offsets:
            yield Fault(name, f"it is the same page as {offsets[offset]}: both begin at {offset}")
        offsets.setdefault(offset, name)
    there = sum(len(page["objects"]) for _name, page in pages)
    if totals != {there}:
        told = " or ".join(map(str, sorted(totals)))
        yield Fault(
            "", f"the pages list {there} members of {told}; is a page missing, or were they saved at two times?"
        )


def faults_of_member(obj: Any, legislature: Legislature) -> Iterator[str]:
    if not isinstance(obj, dict) or not isinstance(obj.get("related"), dict):
        yield "it is no member: “related” is expected"
        return
    yield from (f"its “{key}” is no text" for key in TEXTS if not isinstance(obj.get(key), str))
    if not (isinstance(obj.get("name"), str) and one_line(obj["name"])):
        yield "it has no name"
    if obj["related"].get("representative_set_url") != f"/representative-sets/{legislature.code}/":
        yield f"it is of the list {obj['related'].get('representative_set_url')!r}, not of {legislature.code}"
    yield from faults_of_boundary(obj["related"].get("boundary_url"), legislature)


def faults_of_boundary(url: Any, legislature: Legislature) -> Iterator[str]:
    """A boundary of another set never falls back to its name, which may be that of another place today."""
    expected = BOUNDARY_SETS.get((legislature.code, legislature.current_order))
    found = BOUNDARY.fullmatch(url) if isinstance(url, str) else None
    if url is not None and not found:
        yield f"its district {url!r} is no boundary"
    elif found and expected and boundary_set_of(found) != expected:
        yield f"its district {found['code']} is of {boundary_set_of(found)}, not of {expected}"


def boundary_set_of(found: re.Match[str]) -> str:
    return f"/boundary-sets/{found['set']}/"


def member_of(place: str, obj: dict[str, Any]) -> Member:
    """`obj` was checked. Only of sets that we know is the end of their address a district's code."""
    found = BOUNDARY.fullmatch(obj["related"].get("boundary_url") or "")
    code = found["code"] if found and boundary_set_of(found) in BOUNDARY_SETS.values() else ""
    return Member(
        place=place,
        name=one_line(obj["name"]),
        email=obj["email"].strip(),
        code=code,
        district_name=one_line(obj["district_name"]),
        is_order_known=bool(code),
        gender={"f": "f", "m": "m"}.get(str(obj.get("gender") or "")[:1].casefold(), ""),
        language=language_of(obj.get("extra")),
        postal_address=postal_address_of(obj.get("offices")),
        source=first_text(obj.get("url"), obj.get("source_url")) or "Represent",
    )


def language_of(extra: Any) -> str | None:
    """ "en" or "fr" where the member prefers one of the two; both, or neither, tells nothing."""
    preferred = extra.get("preferred_languages") if isinstance(extra, dict) else None
    names = preferred if isinstance(preferred, list) else []
    known = {LANGUAGES[name] for name in names if isinstance(name, str) and name in LANGUAGES}
    return known.pop() if len(known) == 1 else None


def postal_address_of(offices: Any) -> str | None:
    """Of the office at the legislature: letters on paper need no stamp there."""
    for office in offices if isinstance(offices, list) else ():
        if isinstance(office, dict) and office.get("type") == "legislature" and isinstance(office.get("postal"), str):
            return many_lines(office["postal"])
    return None


def first_text(*texts: Any) -> str:
    return next((one_line(text) for text in texts if isinstance(text, str) and text), "")
