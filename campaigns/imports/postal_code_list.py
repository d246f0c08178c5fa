"""A list of postal codes, with or without their districts, as long as a country: a line in memory at a time."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from campaigns.imports.reading import CsvFile, column_name
from campaigns.imports.refused import MANY, Fault, Refused, line_of, refuse_any
from campaigns.lookup.represent import POSTAL_CODE

CODE = ("postal_code", "postalcode", "code_postal", "pc")
DISTRICT = ("district_code", "district", "fed_num", "fed", "feduid")
SEPARATORS = re.compile(r"[\s-]+")
PROGRESS_EVERY = 20_000  # lines

Progress = Callable[[int, float], None]  # lines so far, share of the file


def ignore_progress(lines: int, share: float) -> None:
    """For whoever does not watch."""


def read_pairs(
    path: Path, *, districts: Mapping[str, int], on_progress: Progress = ignore_progress
) -> Iterator[tuple[str, int]]:
    """Each line's postal code and district, as its primary key, which `districts` tells by code.

    Raises Refused, but only at the end: whoever uses the pairs before must be able to take them back.
    """
    faults = []
    for number, (code, district) in picked(path, columns=(CODE, DISTRICT), on_progress=on_progress):
        reason = why_no_postal_code(code) or ("" if district in districts else f"no district {district!r} is in force")
        if not reason:
            yield compact(code), districts[district]
            continue
        faults.append(Fault(line_of(path, number), reason))
        if len(faults) == MANY:
            break
    refuse_any(faults)


def read_codes(path: Path) -> Iterator[str]:
    """Each line's postal code. Raises Refused at the first one that is none."""
    for number, (code,) in picked(path, columns=(CODE,)):
        if reason := why_no_postal_code(code):
            raise Refused([Fault(line_of(path, number), reason)])
        yield compact(code)


def compact(postal_code: str) -> str:
    """Six characters, upper case: K1A0A6."""
    return SEPARATORS.sub("", postal_code).upper()


def why_no_postal_code(text: str) -> str:
    return "" if POSTAL_CODE.fullmatch(compact(text)) else f"{text!r} is no postal code"


def picked(
    path: Path, *, columns: Sequence[Sequence[str]], on_progress: Progress = ignore_progress
) -> Iterator[tuple[int, list[str]]]:
    """Line numbers, and the cells of `columns` (of each the names it may have); of a line cut short they are empty."""
    file = CsvFile(path)
    lines = iter(file)
    first = next(lines)
    places, has_names = layout_of(first[1], columns, place=line_of(path, first[0]))
    read = 0
    for number, cells in lines if has_names else chain([first], lines):
        yield number, [cells[place].strip() if place < len(cells) else "" for place in places]
        read += 1
        if read % PROGRESS_EVERY == 0:
            on_progress(read, file.share_read)
    refuse_any([] if read else [Fault(path.name, "it has no line but the first")])
    on_progress(read, 1.0)


def layout_of(cells: Sequence[str], columns: Sequence[Sequence[str]], *, place: str) -> tuple[list[int], bool]:
    """Where the columns are, and if the first line names them; one that starts with a postal code does not."""
    if not why_no_postal_code(cells[0]):
        return list(range(len(columns))), False
    names = [column_name(cell) for cell in cells]
    found = [next((names.index(name) for name in of_one if name in names), None) for of_one in columns]
    lacking = [of_one[0] for of_one, index in zip(columns, found, strict=True) if index is None]
    refuse_any(Fault(place, f"no column “{name}” among: {', '.join(names)}") for name in lacking)
    return [index for index in found if index is not None], True
