"""Who sits where, as a file says it, whatever kind of file it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from campaigns.imports.names import DistrictNames, names_of, normal_form
from campaigns.imports.refused import Fault, refuse_any
from campaigns.imports.widths import too_wide
from campaigns.models import District, Recipient

TITLES = ("role_en", "role_fr", "salutation_en", "salutation_fr")


@dataclass(frozen=True)
class Member:
    """A seat of the file; without a name it is vacant. None: the file does not say.

    `code` may hold a name where the file has one column for either. `is_order_known`: the file says that its codes are
    of the order in force. `titles` has what it says of TITLES. `gender` is "f", "m" or "".
    """

    place: str
    name: str
    email: str
    code: str = ""
    district_name: str = ""
    is_order_known: bool = False
    gender: str = ""
    honorific: str | None = None
    language: str | None = None
    postal_address: str | None = None
    since: date | None = None
    source: str = ""
    titles: dict[str, str] = field(default_factory=dict)


def match_districts(members: Sequence[Member], districts: Sequence[District]) -> dict[District, Member]:
    """Who sits for each district; vacant ones are left out. Raises Refused for a line that fits no district, or one
    that has its line already."""
    by_code = {district.code: district for district in districts}
    names = DistrictNames(districts)
    found = [
        (member, by_code.get(member.code) or names.find(member.code or member.district_name)) for member in members
    ]
    refuse_any(fault for member, district in found for fault in unfit(member, district))
    refuse_any(named_twice(found))
    return {district: member for member, district in found if district and member.name}


def unfit(member: Member, district: District | None) -> Iterator[Fault]:
    yield from (Fault(member.place, reason) for reason in unfit_place(member, district))
    if member.email and not member.name:
        yield Fault(member.place, f"{member.email} is nobody's address: there is no name", gist="there is no name")
    texts = {"name": member.name, "honorific": member.honorific or "", "source": member.source, **member.titles}
    yield from (Fault(member.place, reason) for reason in too_wide(Recipient, texts))


def unfit_place(member: Member, district: District | None) -> Iterator[str]:
    if district is None:
        yield f"no district {member.code or member.district_name!r} is in force"
    elif not member.is_order_known and member.code and member.district_name and not is_called(district, member):
        # Codes are used again in later orders: a name that does not fit is the sign of another order's list.
        yield f"{district.code} is {district.name_en}, never called {member.district_name}"


def is_called(district: District, member: Member) -> bool:
    return normal_form(member.district_name) in map(normal_form, names_of(district))


def named_twice(found: Sequence[tuple[Member, District | None]]) -> Iterator[Fault]:
    first: dict[District | None, Member] = {}
    for member, district in found:
        if district and district in first:
            yield Fault(member.place, f"{district.code} {district.name_en} has a line already: {first[district].place}")
        first.setdefault(district, member)
