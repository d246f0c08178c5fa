"""Districts as a file lists them: Open Civic Data's divisions of Canada, or a plain table for any country."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from campaigns.cleaning import one_line
from campaigns.imports.names import tidy
from campaigns.imports.reading import Row, Table, read_table
from campaigns.imports.refused import Fault, Refused, refuse_any
from campaigns.imports.widths import too_wide
from campaigns.models import District

DIVISION = "ocd-division/"
FEDERAL = "ocd-division/country:ca/ed:"
CODE_AND_ORDER = re.compile(r"(?P<code>\d{5})(?:-(?P<order>\d{4}))?", re.ASCII)
BETWEEN_ALIASES = re.compile(r"[\n;|]")
# What a federal district's code begins with: Statistics Canada's numbers of provinces and territories.
PROVINCES = {
    "10": "NL", "11": "PE", "12": "NS", "13": "NB", "24": "QC", "35": "ON", "46": "MB", "47": "SK", "48": "AB",
    "59": "BC", "60": "YT", "61": "NT", "62": "NU",
}  # fmt: skip


@dataclass(frozen=True)
class Division:
    """A line of the list. `order`, `name_fr` and `province` are empty where the file does not tell."""

    place: str
    order: str
    code: str
    name_en: str
    name_fr: str
    province: str
    aliases: tuple[str, ...] = ()


def read_divisions(path: Path, *, order: str, is_federal: bool) -> list[Division]:
    """The districts of the representation order `order`, each code once. Raises Refused; other orders never pass.

    In Open Civic Data's list the order is part of the id, and lines of other orders or of other kinds of divisions are
    left out. A plain table is of one order; where it has a column that says so, it must be this one.
    """
    table = read_table(path)
    if any(row.text("id").startswith(DIVISION) for row in table.rows):
        divisions = from_open_civic_data(table, order=order)
    else:
        divisions = from_table(table, order=order, is_federal=is_federal)
    refuse_any(faults_of(divisions, is_federal=is_federal))
    return divisions


def from_open_civic_data(table: Table, *, order: str) -> list[Division]:
    federal = [row for row in table.rows if row.text("id").startswith(FEDERAL)]
    ids = [(row, CODE_AND_ORDER.fullmatch(row.text("id").removeprefix(FEDERAL))) for row in federal]
    refuse_any(Fault(row.place, f"{row.text('id')!r} is no district's id") for row, parts in ids if not parts)
    of_order = [(row, parts["code"]) for row, parts in ids if parts and parts["order"] == order]
    if not of_order:
        others = Counter(parts["order"] or "an order without a year" for _row, parts in ids if parts)
        found = ", ".join(f"{number} of {other}" for other, number in others.items()) or "none at all"
        raise Refused([Fault(table.path.name, f"it has no federal districts of the order of {order}, but {found}")])
    return [
        Division(row.place, order, code, tidy(row.text("name")), tidy(row.text("name_fr")), PROVINCES.get(code[:2], ""))
        for row, code in of_order
    ]


def from_table(table: Table, *, order: str, is_federal: bool) -> list[Division]:
    table.require("code", "name_en")
    divisions = [division_of(row, is_federal=is_federal) for row in table.rows]
    refuse_any(
        Fault(division.place, f"it is of the order of {division.order}, not of {order}")
        for division in divisions
        if division.order not in ("", order)
    )
    return divisions


def division_of(row: Row, *, is_federal: bool) -> Division:
    code = row.text("code")
    return Division(
        place=row.place,
        order=row.text("representation_order"),
        code=code,
        name_en=tidy(row.text("name_en")),
        name_fr=tidy(row.text("name_fr")),
        province=row.text("province").upper() or (PROVINCES.get(code[:2], "") if is_federal else ""),
        aliases=tuple(filter(None, map(one_line, BETWEEN_ALIASES.split(row.cells.get("aliases", ""))))),
    )


def faults_of(divisions: list[Division], *, is_federal: bool) -> Iterator[Fault]:
    first: dict[str, Division] = {}
    for division in divisions:
        if division.code in first:
            yield Fault(division.place, f"the code {division.code} is also on {first[division.code].place}")
        first.setdefault(division.code, division)
        if is_federal and not (division.code[:2] in PROVINCES and CODE_AND_ORDER.fullmatch(division.code)):
            yield Fault(division.place, f"{division.code!r} is no federal district's code")
        yield from (Fault(division.place, reason) for reason in unfit(division))


def unfit(division: Division) -> Iterator[str]:
    for column in ("code", "name_en"):
        if not getattr(division, column):
            yield f"its {column} is empty"
    columns = ("code", "name_en", "name_fr", "province")
    yield from too_wide(District, {column: getattr(division, column) for column in columns})
