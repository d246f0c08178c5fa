"""What happens to workers in tests and, at length, in proofs."""

import random
import time
from typing import Any

from tests.ledger import wait_until_settled
from tests.sink import Sink
from tests.workers import Workers

IN_HAND = """
    SELECT count(*) FROM campaigns_delivery WHERE status IN ('handing_over', 'in_doubt') AND claimed_by <> ''
    GROUP BY claimed_by
"""
PATIENCE = 3.0  # seconds without a letter, after which a kill does not wait for more
TAIL = 150.0  # seconds for what the last one left behind: taken for dead, in doubt, sent again


def kill_workers(workers: Workers, sink: Sink, cursor: Any, *, letters: int, kills: int, chance: random.Random) -> int:
    """Two workers send; one of them is killed again and again, at random moments while letters leave, and replaced.

    Returns how many letters were in doubt after one kill, at most.
    """
    workers.start(2)
    most, pause = 0, letters / kills
    for _ in range(kills):
        _wait_for_letters(sink, sink.count() + chance.uniform(0.2, 1.4) * pause)
        workers.kill(chance.choice(workers.pids))
        workers.start()
        most = max(most, _most_in_doubt(cursor))
    wait_until_settled(cursor, within=TAIL)
    return most


def _wait_for_letters(sink: Sink, count: float) -> None:
    deadline = time.monotonic() + PATIENCE
    while sink.count() < count and time.monotonic() < deadline:
        time.sleep(0.002)


def _most_in_doubt(cursor: Any) -> int:
    cursor.execute(IN_HAND)
    return max((number for (number,) in cursor.fetchall()), default=0)
