"""The books of a proof: what the rows say, held against what the mail server took."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from campaigns.models.states import FINAL, Status
from tests.sink import Sink, Taken

TABLES = ("campaigns_delivery", "campaigns_notice")
SELECT = " UNION ALL ".join(f"SELECT message_id, status, doubts, attempts FROM {table}" for table in TABLES)


class Row(NamedTuple):
    message_id: str
    status: str
    doubts: int
    attempts: int

    @property
    def is_settled(self) -> bool:
        """Whether no worker moves it on any more: final, or twice in doubt, which is staff's to decide."""
        return self.status in FINAL or (self.status == Status.IN_DOUBT and self.doubts > 1)


@dataclass
class Ledger:
    rows: list[Row]
    taken: Counter[str]  # how often the server took each Message-ID

    @classmethod
    def of(cls, cursor: Any, taken: Iterable[Taken]) -> Ledger:
        return cls(read_rows(cursor), Counter(one.message_id for one in taken))

    @property
    def lost(self) -> list[Row]:
        """Not sent and not listed for staff either, or said to be sent while no server has it."""
        return [
            row for row in self.rows if not row.is_settled or (row.status == Status.SENT and not self.taken[row[0]])
        ]

    @property
    def silent_doubles(self) -> list[Row]:
        """Taken more often than the row's doubts explain."""
        return [row for row in self.rows if self.taken[row.message_id] > 1 + row.doubts]

    @property
    def strangers(self) -> list[str]:
        """Message-IDs that no row knows."""
        return list(self.taken.keys() - {row.message_id for row in self.rows})

    @property
    def failures(self) -> int:
        return len(self.lost) + len(self.silent_doubles) + len(self.strangers)

    @property
    def figures(self) -> dict[str, int]:
        return {
            "lost": len(self.lost),
            "silent_doubles": len(self.silent_doubles),
            "doubles_listed": sum(self.taken[row.message_id] > 1 for row in self.rows),
            "doubts": sum(row.doubts for row in self.rows),
            "for_staff": sum(row.status == Status.IN_DOUBT for row in self.rows),
        }


def read_rows(cursor: Any) -> list[Row]:
    cursor.execute(SELECT)
    return [Row(*row) for row in cursor.fetchall()]


def wait_for(what: Callable[[], Any], *, within: float, every: float = 0.1) -> Any:
    """The first true answer of `what`; fails when there is none in so many seconds."""
    deadline = time.monotonic() + within
    while not (answer := what()):
        assert time.monotonic() < deadline, f"waited {within} s in vain for {what}"
        time.sleep(every)
    return answer


def wait_for_more(sink: Sink, number: int, *, within: float, at_most: int | None = None) -> None:
    """Until the server has taken so many letters more, or `at_most` in all."""
    enough = min(sink.count() + number, at_most or sys.maxsize)
    wait_for(lambda: sink.count() >= enough, within=within, every=0.01)


def wait_until_settled(cursor: Any, *, within: float) -> None:
    wait_for(lambda: all(row.is_settled for row in read_rows(cursor)), within=within, every=0.5)
