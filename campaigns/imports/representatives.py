"""Who sits for each district, brought up to date from a list of all members.

A recipient is the office; its holder changes. A seat that the list no longer names becomes vacant: `until` says since
when, and the address goes too, so that a letter that is still queued is held for staff instead of reaching somebody who
has left. Deliveries themselves are left alone: staff are told of those that have not left yet, and decide.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.log_actions import log

from campaigns.imports import gates
from campaigns.imports.legislatures import districts_in_force, find_legislature, lock_or_make
from campaigns.imports.member_table import read_members_table
from campaigns.imports.members import Member, match_districts
from campaigns.imports.reading import start_of
from campaigns.imports.refused import Fault, refuse_any
from campaigns.imports.report import Report
from campaigns.imports.represent_pages import load, members_of
from campaigns.imports.seats import SeatChange, change_of, vacancy_of
from campaigns.models import Delivery, District, Legislature, Recipient

Source = Callable[[Legislature], list[Member]]  # raises Refused where the list is not whole


def import_representatives(
    *,
    source: Source,
    legislature: str = gates.HOUSE,
    allow_domains: Iterable[str] = (),
    election: bool = False,
    namesakes: bool = False,
    unattended: bool = False,
    expect: int | None = None,
    is_rehearsal: bool = False,
) -> Report:
    """All members of `source`, which gives one whole list, or none. What staff wrote (`kept_fields`) stays.

    Raises Refused, or what `source` raises, and Refused for a directory that would not pass the gates: `election` lifts
    the one about changes, `namesakes` lets two people have one name; `unattended` fills no more seats than may change.
    A rehearsal does all of it and takes it back.
    """
    house = find_legislature(legislature)
    limits = gates.Limits.of(
        house,
        expect=expect,
        allow_domains=allow_domains,
        election=election,
        namesakes=namesakes,
        unattended=unattended,
    )
    members = source(house)  # outside the transaction: it may ask over the network
    with transaction.atomic():
        house = lock_or_make(house)
        districts = list(districts_in_force(house))
        refuse_any(gates.wrong_number(len(districts), limits, advice="; import_districts comes first"))
        changes = plan(members, districts, house)
        refuse_any(faults_of(changes, districts, limits))
        report = write(changes, Report("Representatives", is_rehearsal))
        transaction.set_rollback(is_rehearsal)
    return report


def read_members(house: Legislature, *, files: Sequence[Path]) -> list[Member]:
    """Of saved pages of Represent together, then of each table. Raises Refused."""
    pages = [path for path in files if start_of(path)[:1] in (b"{", b"[")]
    members = members_of(list(map(load, pages)), legislature=house) if pages else []
    for path in files:
        members += [] if path in pages else read_members_table(path, legislature=house)
    return members


def plan(members: Sequence[Member], districts: Sequence[District], house: Legislature) -> list[SeatChange]:
    """What becomes of each district's seat, in their order; nothing is saved yet. Raises Refused."""
    sitting = match_districts(members, districts)
    of_house = Recipient.objects.select_for_update(of=("self",)).filter(district__in=districts)
    known = {recipient.district_id: recipient for recipient in of_house}
    today = timezone.localdate()
    return list(changes_of(districts, sitting, known, house, today))


def changes_of(
    districts: Sequence[District],
    sitting: dict[District, Member],
    known: dict[int | None, Recipient],
    house: Legislature,
    today: date,
) -> Iterator[SeatChange]:
    for district in districts:
        recipient = known.get(district.pk)
        if member := sitting.get(district):
            yield change_of(member, recipient, district=district, house=house, today=today)
        elif recipient:
            yield vacancy_of(recipient, district=district, today=today)


def faults_of(changes: Sequence[SeatChange], districts: Sequence[District], limits: gates.Limits) -> Iterator[Fault]:
    """What the gates say about the directory as it would be."""
    seats = [change.seat for change in changes if change.is_taken]
    yield from gates.all_of_seats(seats, [gates.label_of(district) for district in districts], limits)
    changed = [change.seat.district for change in changes if change.counts(with_new=limits.unattended)]
    yield from gates.too_many_changes(changed, limits, seats=len(districts))


def write(changes: Sequence[SeatChange], report: Report) -> Report:
    """One save each, as the search index follows saves."""
    for change in changes:
        for sign, line in change.lines():
            report.add(sign, line)
        if change.fields:
            change.recipient.save(update_fields=None if change.recipient.pk is None else change.fields.keys())
        else:
            report.unchanged += 1
    tell_staff_of_letters(changes, report)
    return report


def tell_staff_of_letters(changes: Sequence[SeatChange], report: Report) -> None:
    """Of those that have not left and would now go to somebody else, elsewhere, or to nobody."""
    concerned = {change.recipient.pk: change for change in changes if change.concerns_letters}
    letters = Delivery.objects.not_left().filter(recipient__in=concerned).order_by("recipient")
    for pk, number in letters.values_list("recipient").annotate(Count("pk")):
        change = concerned[pk]
        report.add("!", f"{change.seat.district}: {number} letters have not left; see Letters beside this recipient")
        log(instance=change.recipient, action="campaigns.letters_concerned", data={"letters": number, "reason": ""})
