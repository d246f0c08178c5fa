"""The directory's health as a table for a spreadsheet, which must not run what the table says."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from campaigns.cleaning import harmless_cell
from campaigns.imports.health import Health
from campaigns.models import Recipient

COLUMNS = (
    "about", "legislature", "code", "name", "finding", "recipient", "email", "status", "verified on", "source",
    "letters bounced", "times asked",
)  # fmt: skip

Cells = Mapping[str, object]


def write_health_table(path: Path, healths: Iterable[Health]) -> int:
    """A line for each seat, each other recipient and each postal code that was not found; returns how many.

    In UTF-8 with a byte order mark, without which Excel garbles accents. Raises OSError.
    """
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, restval="")
        table.writeheader()
        for health in healths:
            for cells in lines_of(health):
                table.writerow({column: harmless_cell(cell) for column, cell in cells.items()})
                written += 1
    return written


def lines_of(health: Health) -> Iterator[Cells]:
    house = health.legislature.code if health.legislature else ""
    for district in health.vacant:
        seat = {"about": "riding", "legislature": house, "code": district.code, "name": district.name_en}
        yield seat | {"finding": "vacant"}
    for recipient in health.recipients:
        found = [finding for finding, recipients in health.findings.items() if recipient in recipients]
        yield {**line_of(recipient), "legislature": house, "finding": ", ".join(found)}
    for answer in health.not_found:
        asked = {"about": "postal code", "legislature": house, "code": answer.postal_code}
        yield asked | {"finding": "not found", "times asked": str(answer.times_asked)}


def line_of(recipient: Recipient) -> Cells:
    district = recipient.district
    return {
        "about": "riding" if district else "recipient",
        "code": district.code if district else "",
        "name": district.name_en if district else recipient.role_en,
        "recipient": recipient.name,
        "email": recipient.email,
        "status": recipient.status,
        "verified on": recipient.verified_on,
        "source": recipient.source,
        "letters bounced": getattr(recipient, "bounced", ""),
    }
