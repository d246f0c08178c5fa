"""docs/benchmarks.md: the table, with the machine and the versions that it was measured on."""

import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.utils import timezone

from tests.bench.table import Row

FILE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEAD = ["what", "figure", "least–most", "goal", "", "beside"]
PACKAGES = ("Django", "wagtail", "gunicorn", "psycopg")
ABOUT = """# Benchmarks

Written by `make bench-record`, and not by hand. A ratio is of the same minutes on the same machine: what ours is held
against runs beside it, from `tests/bench/anchors`. Where a goal is missed, [capacity.md](capacity.md) says why and what
was tried.
"""


def record(rows: Sequence[Row]) -> None:
    FILE.write_text("\n".join([ABOUT, *machine(), "", *table(rows), ""]))


def machine() -> Iterator[str]:
    yield f"- {timezone.localdate():%-d %B %Y}; {processors()}; {platform.system()} {platform.release()}"
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres") as server:
        database = server.execute("SHOW server_version").fetchone()[0].split()[0]
    names = [f"{name} {version(name)}" for name in PACKAGES]
    yield f"- Python {platform.python_version()}, PostgreSQL {database}, {', '.join(names)}"


def processors() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}"


def table(rows: Sequence[Row]) -> Iterator[str]:
    for cells in (HEAD, ["---"] * len(HEAD), *(row.cells for row in rows)):
        yield f"| {' | '.join(cells)} |"
