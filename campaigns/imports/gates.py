"""What a directory has to look like before it may be believed. Each gate yields what is wrong, in words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campaigns.imports.names import normal_form
from campaigns.imports.refused import Fault
from campaigns.models import District, Legislature

HOUSE = "house-of-commons"
DISTRICTS = {(HOUSE, "2023"): 343}  # by legislature and representation order
DOMAINS = {HOUSE: ("parl.gc.ca",)}
VACANCIES = 15  # more seats than this were never vacant between two elections
CHANGED_SHARE = 0.10
KEPT_SHARE = 0.50  # of the postal codes, when a new list replaces them
LONGEST_ADDRESS = 254  # characters: RFC 5321, and the column
SHOWN = 5  # examples in one line


@dataclass(frozen=True)
class Limits:
    """`districts` None: any number. `domains` empty: any. `election`: members may change as they like.

    `unattended`: nobody looks on, so that seats which were vacant count among those that change, too.
    """

    districts: int | None = None
    domains: Set[str] = frozenset()
    election: bool = False
    namesakes: bool = False
    unattended: bool = False

    @classmethod
    def of(
        cls,
        legislature: Legislature,
        *,
        order: str = "",
        expect: int | None = None,
        allow_domains: Iterable[str] = (),
        **allowances: bool,
    ) -> "Limits":
        """What is known about `legislature`. `expect` is for a house that nothing is known about, or for a part."""
        known = DISTRICTS.get((legislature.code, order or legislature.current_order))
        domains = {domain.casefold().removeprefix("@") for domain in allow_domains}
        return cls(expect or known, domains.union(DOMAINS.get(legislature.code, ())), **allowances)


@dataclass(frozen=True)
class Seat:
    """Who sits for a district, and where that is said: a line of a file, or the directory."""

    place: str
    district: str  # "35079 Ottawa Centre"
    holder: str
    email: str


def label_of(district: District) -> str:
    return f"{district.code} {district.name_en}"


def all_of_seats(seats: Sequence[Seat], districts: Sequence[str], limits: Limits) -> Iterator[Fault]:
    """Whatever can be said about the seats of a directory without knowing what it was before."""
    reachable = {seat.district for seat in seats if seat.email}
    yield from bad_addresses(seats, limits)
    yield from shared_addresses(seats)
    yield from sitting_twice(seats, limits)
    yield from too_many_vacancies([district for district in districts if district not in reachable])


def wrong_number(districts: int, limits: Limits, *, advice: str = "") -> Iterator[Fault]:
    if limits.districts is not None and districts != limits.districts:
        yield Fault("", f"{districts} districts, {limits.districts} expected{advice}")


def too_many_renamed(renamed: Sequence[str], *, districts: int) -> Iterator[Fault]:
    """A list of another representation order has our codes for other places."""
    if len(renamed) > changes_expected(districts):
        reason = (
            f"{len(renamed)} of {districts} districts would change their name; is this another representation order?"
        )
        yield Fault("", f"{reason} (--order says which one it is): {some(renamed)}")


def too_many_vacancies(vacant: Sequence[str]) -> Iterator[Fault]:
    """`vacant` names the districts where no letter could go: nobody sits there, or without an address."""
    if len(vacant) > VACANCIES:
        number = f"{len(vacant)} seats vacant or without an address, at most {VACANCIES} expected"
        yield Fault("", f"{number}: {some(vacant)}")


def too_many_changes(changed: Sequence[str], limits: Limits, *, seats: int) -> Iterator[Fault]:
    """`changed` names the districts whose member, or whose member's address, is another one than before."""
    if not limits.election and len(changed) > changes_expected(seats):
        number = f"{len(changed)} of {seats} seats change their member or address, at most {changes_expected(seats)}"
        yield Fault("", f"{number} expected without --election: {some(changed)}")


def changes_expected(seats: int) -> int:
    """At most so many at once; in a small house at least one, for a by-election."""
    return max(1, int(seats * CHANGED_SHARE))


def too_few_codes(before: int, after: int) -> Iterator[Fault]:
    """A list of postal codes that was cut off at the end of a line looks whole."""
    if after < before * KEPT_SHARE:
        reason = f"{after} postal codes would be left of {before}; was the file cut off? If not, say --fewer"
        yield Fault("", reason)


def bad_addresses(seats: Iterable[Seat], limits: Limits) -> Iterator[Fault]:
    for seat in seats:
        if seat.email and (reason := why_bad(seat.email, limits.domains)):
            yield Fault(seat.place, f"{seat.district}: {reason}", gist=f"{seat.district}: no address to be used")


def why_bad(email: str, domains: Set[str]) -> str:
    """Why `email` is not one ASCII address in one of `domains` (empty: in any); "" if it is."""
    if not email.isascii():
        return f"the address {email!r} is not ASCII"
    try:
        validate_email(email)
    except ValidationError:
        return f"{email!r} is not one e-mail address"
    if '"' in email or len(email) > LONGEST_ADDRESS:
        return f"{email!r} is not an address that every server takes"
    if domains and email.rpartition("@")[2].casefold() not in domains:
        return f"the address {email} is outside {', '.join(sorted(domains))} (see --allow-domain)"
    return ""


def shared_addresses(seats: Iterable[Seat]) -> Iterator[Fault]:
    for seat, first in repeated(seats, key=lambda seat: seat.email.casefold()):
        reason = f"{seat.district}: {seat.email} is also the address of {first.holder} ({first.place})"
        yield Fault(seat.place, reason, gist=f"{seat.district}: the same address as {first.district}")


def sitting_twice(seats: Iterable[Seat], limits: Limits) -> Iterator[Fault]:
    if limits.namesakes:
        return
    for seat, first in repeated(seats, key=lambda seat: normal_form(seat.holder)):
        reason = f"{seat.holder} also sits for {first.district} ({first.place}); two people? say --namesakes"
        yield Fault(seat.place, f"{seat.district}: {reason}", gist=f"{seat.district}: also sits for {first.district}")


def repeated(seats: Iterable[Seat], *, key: Callable[[Seat], str]) -> Iterator[tuple[Seat, Seat]]:
    """Seats whose key was seen before, each with the first one of that key. An empty key is nobody's."""
    seen: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        seen[key(seat)].append(seat)
    seen.pop("", None)
    for first, *others in seen.values():
        yield from ((other, first) for other in others)


def some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
