"""Hours in seconds: the workers' clock jumps to the next letter that is due, as soon as nothing is in their hands."""

import time
from typing import Any

from campaigns.models.states import IN_HAND, Status
from tests.ledger import TABLES
from tests.workers import Workers

LOOK_EVERY = 0.05  # seconds
NEXT = " UNION ALL ".join(
    f"SELECT min(CASE WHEN status = '{Status.QUEUED}' THEN due_at END),"
    f" count(CASE WHEN status IN ('{IN_HAND[0]}', '{IN_HAND[1]}') THEN 1 END) FROM {table}"
    for table in TABLES
)


class ClockDriver:
    """`cursor` is the database's own, so that it sees what the workers commit."""

    def __init__(self, workers: Workers, cursor: Any):
        self.workers, self.cursor = workers, cursor
        self.started_at = time.time()

    @property
    def now(self) -> float:
        return self.workers.simulated(time.time())

    @property
    def passed(self) -> float:
        """Simulated seconds since the start."""
        return self.now - self.started_at

    def run(self, *, hours: float = 1000, within: float) -> None:
        """Until all letters that are due in so many simulated hours are out of the queue; `within` real seconds."""
        deadline, end = time.monotonic() + within, self.started_at + hours * 3600
        while (due := self._wait_for_quiet(deadline)) is not None and due < end:
            self.workers.advance(max(0.0, due - self.now) + 0.01)

    def _wait_for_quiet(self, deadline: float) -> float | None:
        """When the next letter is due, once all that are due by now have left and nothing is in hand."""
        while True:
            due, in_hand = self._look()
            if not in_hand and (due is None or due > self.now):
                return due
            assert time.monotonic() < deadline, (
                f"{in_hand} letters in hand, the next one due in {due and due - self.now} s"
            )
            time.sleep(LOOK_EVERY)

    def _look(self) -> tuple[float | None, int]:
        self.cursor.execute(NEXT)
        rows = self.cursor.fetchall()
        moments = [due.timestamp() for due, _ in rows if due]
        return min(moments, default=None), sum(in_hand for _, in_hand in rows)
