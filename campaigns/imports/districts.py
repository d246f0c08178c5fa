"""The districts of a legislature, brought up to date from a list. None is ever removed: letters point at them."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from campaigns.imports import gates
from campaigns.imports.division_list import Division, read_divisions
from campaigns.imports.legislatures import find_legislature, lock_or_make
from campaigns.imports.names import names_of, normal_form
from campaigns.imports.refused import refuse_any
from campaigns.imports.report import Report
from campaigns.models import District, Legislature

UPDATED = ("name_en", "name_fr", "province", "aliases")


def import_districts(
    *,
    file: Path,
    legislature: str = gates.HOUSE,
    order: str = "",
    expect: int | None = None,
    is_rehearsal: bool = False,
) -> Report:
    """All districts of `file`, or none. Districts stay the same rows: their key is legislature, order and code.

    `order` is the legislature's own in force unless said otherwise; `expect` is how many there must be, where the gates
    do not know it. A former name stays as an alias. Raises Refused. A rehearsal does all of it and takes it back.
    """
    house = find_legislature(legislature)
    in_order = order or house.current_order
    divisions = read_divisions(file, order=in_order, is_federal=legislature == gates.HOUSE)
    refuse_any(gates.wrong_number(len(divisions), gates.Limits.of(house, order=in_order, expect=expect)))
    with transaction.atomic():
        house = lock_or_make(house)
        known = {row.code: row for row in District.objects.filter(legislature=house, representation_order=in_order)}
        if not (order or divisions[0].order):  # nobody has said whether these codes are of our order
            refuse_any(gates.too_many_renamed(renamed(divisions, known), districts=len(known)))
        report = update_districts(house, in_order, divisions, known, is_rehearsal=is_rehearsal)
        transaction.set_rollback(is_rehearsal)
    return report


def renamed(divisions: list[Division], known: dict[str, District]) -> list[str]:
    """Districts that the list calls by a name they never had."""
    pairs = [(division, known[division.code]) for division in divisions if division.code in known]
    return [
        f"{division.place}: {district.code} {district.name_en} -> {division.name_en}"
        for division, district in pairs
        if normal_form(division.name_en) not in map(normal_form, names_of(district))
    ]


def update_districts(
    house: Legislature, order: str, divisions: list[Division], known: dict[str, District], *, is_rehearsal: bool
) -> Report:
    report = Report("Districts", is_rehearsal)
    new: list[District] = []
    changed: list[District] = []
    for division in divisions:
        district = known.get(division.code) or District(legislature=house, representation_order=order)
        differences = list(apply(division, district))
        if district.pk is None:
            new.append(district)
            report.add("+", f"{division.code} {division.name_en}")
        elif differences:
            changed.append(district)
            report.add("~", f"{division.code} {division.name_en}: {'; '.join(differences)}")
        else:
            report.unchanged += 1
    District.objects.bulk_create(new)
    District.objects.bulk_update(changed, UPDATED)
    for code in sorted(known.keys() - {division.code for division in divisions}):
        report.add("!", f"{code} {known[code].name_en}: not in the list; it stays, as letters may point at it")
    return report


def apply(division: Division, district: District) -> Iterator[str]:
    """Write what the list says into `district`, unsaved; yields each difference in words. Silence changes nothing."""
    aliases = aliases_of(division, district)
    for column in ("code", "name_en", "name_fr", "province"):
        before, now = getattr(district, column), getattr(division, column)
        if now and now != before:
            setattr(district, column, now)
            yield f"{column} {before} -> {now}" if before else f"{column} {now}"
    if aliases != district.aliases.splitlines():
        district.aliases = "\n".join(aliases)
        yield f"aliases {', '.join(aliases)}"


def aliases_of(division: Division, district: District) -> list[str]:
    """What it was called before and is called elsewhere, each form once; another spelling of a name is no alias."""
    aliases = district.aliases.splitlines()
    known = {normal_form(name) for name in (division.name_en, division.name_fr or district.name_fr, *aliases)}
    for name in (district.name_en, district.name_fr, *division.aliases):
        if name and normal_form(name) not in known:
            known.add(normal_form(name))
            aliases.append(name)
    return aliases
