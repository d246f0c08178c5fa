"""A table of a million postal codes: how fast it is filled, and how fast one code is found in it."""

import csv
import itertools
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from campaigns import lookup
from campaigns.imports.postal_codes import import_postal_codes
from campaigns.models import District
from tests import factories
from tests.bench.table import Row

CODES = 1_000_000
LOOKUPS = 5_000
LETTERS = "ABCEGHJKLMNPRSTVWXYZ"


def measure() -> Iterator[Row]:
    districts = factories.DistrictFactory.create_batch(343)
    with tempfile.TemporaryDirectory() as folder:
        yield from measure_import(Path(folder), [district.code for district in districts])
    yield from measure_lookup(districts[0])


def measure_import(folder: Path, districts: list[str]) -> Iterator[Row]:
    small, large = folder / "small.csv", folder / "large.csv"
    write_codes(small, CODES // 10, districts)
    write_codes(large, CODES, districts)
    import_postal_codes(file=small)
    memory_small, started = peak_memory(), time.perf_counter()
    import_postal_codes(file=large)
    ours = CODES / (time.perf_counter() - started)
    bare = CODES / copy_bare(large)
    yield Row("postal codes imported", ours, "rows/s", 20_000, beside=f"{ours / bare:.2f} of bare COPY")
    ratio = peak_memory() / memory_small
    yield Row("peak memory, ten times the rows", ratio, "times", 1.1, is_ceiling=True)


def measure_lookup(district: District) -> Iterator[Row]:
    codes = list(itertools.islice(postal_codes(), 0, CODES, CODES // LOOKUPS))
    ours = seconds_each(lambda code: lookup.known(code, district.legislature), codes)
    bare = seconds_each(select_bare, codes)
    p99 = 1000 * statistics.quantiles(ours, n=100)[98]
    beside = f"{statistics.median(ours) / statistics.median(bare):.1f} x a bare SELECT"
    yield Row("lookup among a million codes, p99", p99, "ms", 5, is_ceiling=True, beside=beside)


def postal_codes() -> Iterator[str]:
    for parts in itertools.product(LETTERS[:18], range(10), LETTERS, range(10), LETTERS, range(10)):
        yield "".join(map(str, parts))


def write_codes(file: Path, number: int, districts: list[str]) -> None:
    with file.open("w", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["postal_code", "district_code"])
        writer.writerows(zip(itertools.islice(postal_codes(), number), itertools.cycle(districts), strict=False))


def copy_bare(file: Path) -> float:
    """Seconds that PostgreSQL's own COPY takes for the same lines into a table without any check."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (code text, district text)")
        started = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)") as copy, file.open("rb") as lines:
            while block := lines.read(1 << 16):
                copy.write(block)
    return time.perf_counter() - started


def select_bare(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT district_id FROM campaigns_postalcode WHERE code = %s", [code])
        cursor.fetchall()


def seconds_each(job, codes: list[str]) -> list[float]:
    taken = []
    for code in codes:
        started = time.perf_counter()
        job(code)
        taken.append(time.perf_counter() - started)
    return taken


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
