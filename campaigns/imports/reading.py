"""Files as people save them. What cannot be read is refused with its line and what to do about it, never half used."""

import csv
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from campaigns.cleaning import one_line
from campaigns.imports.refused import Fault, Refused, line_of, refuse_any

START = 4096  # bytes that tell what kind of file it is
DELIMITERS = ",;\t"
# What a file is when it starts like this, which is never what was asked for.
FOREIGN = {
    b"<": "it is a web page (HTML), not data; was it saved from an error page?",
    b"PK": "it is a spreadsheet or an archive; save it as “CSV UTF-8”",
}
UTF16 = "it is UTF-16; save it as “CSV UTF-8”"
EMPTY = "it is empty"
NOT_UTF8 = "it is not UTF-8 (an older encoding?); save it as “CSV UTF-8”"


def start_of(path: Path) -> bytes:
    """The first bytes, without a byte order mark. Raises Refused where they are those of another kind of file."""
    try:
        with path.open("rb") as file:
            start = file.read(START)
    except OSError as trouble:
        raise Refused([Fault(path.name, str(trouble.strerror))]) from None
    if b"\0" in start or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused([Fault(path.name, UTF16)])
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise Refused([Fault(path.name, EMPTY)])
    refuse_any(Fault(path.name, reason) for sign, reason in FOREIGN.items() if start.startswith(sign))
    return start


def text_of(path: Path) -> str:
    """A whole file in UTF-8, with or without a byte order mark. Raises Refused."""
    start_of(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([Fault(first_line_not_utf8(path), NOT_UTF8)]) from None


class CsvFile:
    """The lines of a CSV file with their numbers, the header first; one in memory at a time. Raises Refused, also where
    no line has anything between its separators: whoever reads may take the first for granted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        first_line = start_of(path).split(b"\n", 1)[0].decode("utf-8", errors="replace")
        self._delimiter = max(DELIMITERS, key=first_line.count)
        self._size = path.stat().st_size
        self._file: TextIOWrapper | None = None

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding="utf-8-sig", newline="") as self._file:
            lines = csv.reader(self._file, delimiter=self._delimiter, strict=True)
            is_empty = True
            try:
                for cells in lines:
                    if any(cells):
                        is_empty = False
                        yield lines.line_num, cells
            except csv.Error as trouble:
                raise Refused([Fault(line_of(self.path, lines.line_num), f"it is not CSV: {trouble}")]) from None
            except UnicodeDecodeError:
                raise Refused([Fault(first_line_not_utf8(self.path), NOT_UTF8)]) from None
            refuse_any([Fault(self.path.name, EMPTY)] if is_empty else [])

    @property
    def share_read(self) -> float:
        """From 0 to 1."""
        is_open = self._file is not None and not self._file.closed
        return os.lseek(self._file.fileno(), 0, os.SEEK_CUR) / self._size if self._file and is_open else 1.0


def first_line_not_utf8(path: Path) -> str:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return line_of(path, number)
    return path.name


@dataclass(frozen=True)
class Row:
    """A line of a table: its cells by the name of their column."""

    place: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """One clean line; empty where the file has no such column."""
        return one_line(self.cells.get(column, ""))


@dataclass(frozen=True)
class Table:
    path: Path
    columns: tuple[str, ...]
    rows: list[Row]

    def require(self, *columns: str) -> None:
        """Raises Refused for the columns it lacks."""
        there = ", ".join(filter(None, self.columns))
        lacking = [column for column in columns if column not in self.columns]
        refuse_any(Fault(line_of(self.path, 1), f"no column “{column}” among: {there}") for column in lacking)


def read_table(path: Path) -> Table:
    """A table whose first line names its columns, small enough for memory. Raises Refused, for a ragged line too."""
    lines = iter(CsvFile(path))
    _number, first = next(lines)
    columns = tuple(column_name(cell) for cell in first)
    rows, faults = [], []
    for number, cells in lines:
        if reason := why_ragged(cells, len(columns)):
            faults.append(Fault(line_of(path, number), reason))
        rows.append(Row(line_of(path, number), dict(zip(columns, cells, strict=False))))
    refuse_any(faults or ([] if rows else [Fault(path.name, "it has no line but the first")]))
    return Table(path, columns, rows)


def why_ragged(cells: list[str], columns: int) -> str:
    if len(cells) < columns:
        return f"the line ends early: {len(cells)} of {columns} columns"
    return f"the line has more than its {columns} columns" if any(cells[columns:]) else ""


def column_name(cell: str) -> str:
    """ "Postal Code" and "postal_code" name one column."""
    return re.sub(r"[\W_]+", "_", cell.strip().casefold()).strip("_")
