"""What becomes of one seat: the fields that change, and whether it is another person's now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from campaigns.imports import gates
from campaigns.imports.members import TITLES, Member
from campaigns.imports.names import names_of, normal_form
from campaigns.imports.titles import default_titles
from campaigns.models import District, Legislature, Recipient

Fields = dict[str, Any]
SHOWN = ("name", "email", "honorific", "language", *TITLES, "since", "until", "status")
OF_A_PERSON = {"name", "email", "honorific", "salutation_en", "salutation_fr", "until"}


@dataclass(frozen=True)
class SeatChange:
    """`recipient` has the new values, unsaved; `fields` are those that changed, with what was there before."""

    recipient: Recipient
    seat: gates.Seat
    fields: Fields
    is_taken: bool  # somebody sits there now
    was_taken: bool = True
    is_other_holder: bool = False  # in a seat that was taken
    is_other_address: bool = False
    notes: list[str] = field(default_factory=list)

    def counts(self, *, with_new: bool) -> bool:
        """Whether it is one of those of which few are expected at once; a seat that was vacant only `with_new`."""
        return self.is_other_holder or self.is_other_address or (with_new and not self.was_taken)

    @property
    def concerns_letters(self) -> bool:
        """Whether letters would now go to somebody else, elsewhere, or to nobody."""
        return self.is_other_holder or self.is_other_address or bool(self.fields and not self.is_taken)

    def lines(self) -> Iterator[tuple[str, str]]:
        """With the signs of a report. To be asked before the recipient is saved."""
        label = self.seat.district
        if self.recipient.pk is None:
            yield "+", f"{label}: {self.recipient.name} <{self.recipient.email}>"
        elif self.fields and not self.is_taken:
            yield "-", f"{label}: {self.recipient.name} has left"
        elif self.fields:
            yield "~", f"{label}: {'; '.join(self.differences())}"
        yield from (("!", f"{label}: {note}") for note in self.notes)

    def differences(self) -> Iterator[str]:
        for column in [column for column in SHOWN if column in self.fields] or sorted(self.fields):
            yield f"{column} {self.fields[column] or 'empty'} -> {getattr(self.recipient, column) or 'empty'}"


def vacancy_of(recipient: Recipient, *, district: District, today: date) -> SeatChange:
    """Nobody sits there any more. What staff keep stays kept, so they may keep the seat taken."""
    fields = assign(recipient, {"until": today, "email": ""}) if is_in_office(recipient, today) else {}
    seat = gates.Seat("the directory", gates.label_of(district), recipient.name, recipient.email)
    return SeatChange(recipient, seat, fields, is_taken=is_in_office(recipient, today))


def change_of(
    member: Member, known: Recipient | None, *, district: District, house: Legislature, today: date
) -> SeatChange:
    """`member` sits there. The seat's recipient is made where there is none yet."""
    recipient = known or Recipient(district=district)
    was_taken = known is not None and is_in_office(recipient, today)
    is_same = is_same_person(member, recipient)
    values = facts_of(member, recipient, district, house, is_same=is_same)
    values["since"] = member.since or (recipient.since if is_same else today if known else None)
    fields = assign(recipient, values)
    if fields.keys() & {"name", "email"} or not recipient.source:
        fields |= assign(recipient, unverified(recipient, member.source))
    return SeatChange(
        recipient=recipient,
        seat=gates.Seat(member.place, gates.label_of(district), recipient.name, recipient.email),
        fields=fields,
        is_taken=is_in_office(recipient, today),
        was_taken=was_taken,
        is_other_holder=was_taken and not is_same,
        is_other_address=was_taken and fields.get("email", "").casefold() not in ("", recipient.email.casefold()),
        notes=list(notes_on(member, recipient, is_other=known is not None and not is_same)),
    )


def is_in_office(recipient: Recipient, today: date) -> bool:
    """As `Recipient.objects.in_office()` asks the database."""
    return recipient.until is None or recipient.until > today


def is_same_person(member: Member, recipient: Recipient) -> bool:
    """Where staff write the name themselves, they say who sits there."""
    return "name" in recipient.kept_fields or normal_form(recipient.name) == normal_form(member.name)


def facts_of(member: Member, recipient: Recipient, district: District, house: Legislature, *, is_same: bool) -> Fields:
    """The values the seat should have. What the file does not say stays, for the same person; else it is unknown."""
    name = recipient.name if "name" in recipient.kept_fields else member.name
    facts: Fields = {"name": name, "email": member.email, "until": None}
    for column in ("honorific", "language", "postal_address"):
        said = getattr(member, column)
        facts[column] = said if said is not None else getattr(recipient, column) if is_same else ""
    defaults = default_titles(
        name=name,
        honorific=facts["honorific"],
        gender=member.gender,
        district_en=district.name_en,
        district_fr=district.name_fr,
        legislature=house,
    )
    own = own_titles(recipient, district, house) if is_same else {}
    return facts | defaults | own | member.titles


def own_titles(recipient: Recipient, district: District, house: Legislature) -> dict[str, str]:
    """The titles that the seat has and that are not just the default ones, under whichever name of the district."""
    defaults = [
        default_titles(
            name=recipient.name,
            honorific=recipient.honorific,
            gender="",
            district_en=place,
            district_fr=place,
            legislature=house,
        )
        for place in names_of(district)
    ]
    titles = {column: getattr(recipient, column) for column in TITLES}
    return {
        column: text for column, text in titles.items() if text and all(text != default[column] for default in defaults)
    }


def unverified(recipient: Recipient, source: str) -> Fields:
    """Whoever verified the seat verified another name or address. A block is for staff to end."""
    is_blocked = recipient.status == Recipient.Status.BLOCKED
    status = recipient.status if is_blocked else Recipient.Status.UNVERIFIED
    return {"source": source, "status": status, "verified_on": None, "verified_by_id": None}


def assign(recipient: Recipient, values: Fields) -> Fields:
    """Set the values on `recipient`, but for what staff keep; returns those that changed, as they were before."""
    before = {column: getattr(recipient, column) for column in values if column not in recipient.kept_fields}
    changed = {column: old for column, old in before.items() if old != values[column]}
    for column in changed:
        setattr(recipient, column, values[column])
    return changed


def notes_on(member: Member, recipient: Recipient, *, is_other: bool) -> Iterator[str]:
    """What staff should look at, as they have written something that the file may have overtaken."""
    if normal_form(recipient.name) != normal_form(member.name):
        yield f"the file says {member.name}; staff's own {recipient.name} stays"
    elif is_other and (kept := sorted(OF_A_PERSON.intersection(recipient.kept_fields))):
        yield f"another member now, but staff's own {', '.join(kept)} stay"
    if is_other and recipient.status == Recipient.Status.BLOCKED:
        yield "another member now, but the seat is still blocked"
