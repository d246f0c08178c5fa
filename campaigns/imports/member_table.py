"""Members as a plain table lists them, for any country's legislature.

Needed: `name`, `email` and the district: `district_code`, `district_name`, both, or `district` for either. A line with
an empty name is a vacant seat. May be there: representation_order, role_en, role_fr, salutation_en, salutation_fr,
honorific, gender, language, since (2025-04-28), postal_address, source.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from campaigns.cleaning import many_lines
from campaigns.imports.members import TITLES, Member
from campaigns.imports.reading import Row, Table, read_table
from campaigns.imports.refused import Fault, line_of, refuse_any
from campaigns.models import Legislature

LANGUAGES = {
    "": "", "en": "en", "english": "en", "anglais": "en", "fr": "fr", "french": "fr", "français": "fr", "francais": "fr"
}  # fmt: skip
GENDERS = {"f": "f", "female": "f", "femme": "f", "m": "m", "male": "m", "homme": "m"}
DISTRICT = ("district_code", "district_name", "district")


def read_members_table(path: Path, *, legislature: Legislature) -> list[Member]:
    """Raises Refused, for lines of another representation order too."""
    table = read_table(path)
    table.require("name", "email")
    refuse_any(without_district(table))
    refuse_any(Fault(row.place, reason) for row in table.rows for reason in faults_of(row, legislature))
    return [member_of(row, path.name) for row in table.rows]


def without_district(table: Table) -> Iterator[Fault]:
    if not set(DISTRICT) & set(table.columns):
        yield Fault(line_of(table.path, 1), f"no column {' or '.join(DISTRICT)} among: {', '.join(table.columns)}")


def faults_of(row: Row, legislature: Legislature) -> Iterator[str]:
    order = row.text("representation_order")
    if order and order != legislature.current_order:
        yield f"it is of the order of {order}, not of {legislature.current_order}"
    if not any(map(row.text, DISTRICT)):
        yield "it names no district"
    if row.text("language").casefold() not in LANGUAGES:
        yield f"its language {row.text('language')!r} is neither en nor fr"
    if row.text("since") and not date_of(row.text("since")):
        yield f"its since {row.text('since')!r} is no date such as 2025-04-28"


def member_of(row: Row, file: str) -> Member:
    """`row` was checked."""
    given = row.cells.keys()
    return Member(
        place=row.place,
        name=row.text("name"),
        email=row.text("email"),
        code=row.text("district_code") or row.text("district"),
        district_name=row.text("district_name"),
        is_order_known=bool(row.text("representation_order")),
        gender=GENDERS.get(row.text("gender").casefold(), ""),
        honorific=row.text("honorific") if "honorific" in given else None,
        language=LANGUAGES[row.text("language").casefold()] if "language" in given else None,
        postal_address=many_lines(row.cells["postal_address"]) if "postal_address" in given else None,
        since=date_of(row.text("since")),
        source=row.text("source") or file,
        titles={title: row.text(title) for title in TITLES if row.text(title)},
    )


def date_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
