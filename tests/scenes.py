"""What happens to workers in tests and, at length, in proofs."""

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.sink import Sink
from tests.workers import Workers

IN_DOUBT = """
    SELECT count(*) FROM campaigns_delivery WHERE status IN ('handing_over', 'in_doubt') AND claimed_by <> ''
    GROUP BY claimed_by
"""
PATIENCE = 3.0  # seconds without enough letters, after which a kill does not wait for more


def launcher_for_file(folder: Path, sink: Sink, **options: Any) -> tuple[Workers, sqlite3.Connection]:
    """Workers on an SQLite file of their own with the demo in it, and a connection to that file."""
    file = folder / "letters.sqlite3"
    workers = Workers(database=f"sqlite:///{file}", mail=sink.url, log=folder / "log", **options)
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        done = subprocess.run([sys.executable, "manage.py", *command], env=workers.environment, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
    return workers, sqlite3.connect(file, timeout=20)


def kill_workers(
    workers: Workers, sink: Sink, cursor: Any, *, number: int = 2, letters: int, kills: int, chance: random.Random
) -> int:
    """So many workers send; one of them is killed again and again, at random moments while letters leave, and replaced.

    Returns how many letters were in doubt after one kill, at most. Does not wait for what the kills leave behind.
    """
    workers.start(number)
    most, pause = 0, letters / max(1, kills)
    for _ in range(kills):
        _wait_for_letters(sink, sink.count() + chance.uniform(0.2, 1.4) * pause)
        workers.kill(chance.choice(workers.pids))
        workers.start()
        most = max(most, _most_in_doubt(cursor))
    return most


def _wait_for_letters(sink: Sink, count: float) -> None:
    deadline = time.monotonic() + PATIENCE
    while sink.count() < count and time.monotonic() < deadline:
        time.sleep(0.002)


def _most_in_doubt(cursor: Any) -> int:
    cursor.execute(IN_DOUBT)
    return max((number for (number,) in cursor.fetchall()), default=0)
