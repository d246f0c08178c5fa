"""Why a file may not change the directory, and where in the file that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

LISTED = 20  # faults that are shown; more would only hide what they have in common
MANY = 1000  # faults after which nobody needs the rest of the file to be read
LONGEST_LOGGED = 300  # characters: a reason may quote what a server sent


@dataclass(frozen=True)
class Fault:
    """`place` is "members.csv, line 12", or empty where no line of a file is to blame.

    `gist` says it without anybody's name or address, for logs, where `reason` has some.
    """

    place: str
    reason: str
    gist: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason

    @property
    def for_logs(self) -> str:
        """One line that names nobody."""
        gist = (self.gist or self.reason)[:LONGEST_LOGGED]
        return f"{self.place}: {gist}" if self.place else gist


class Refused(Exception):
    """Nothing was changed. Its text names the places and reasons, a line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = ["Refused. Nothing was changed."]
        lines += [f"  {fault}" for fault in self.faults[:LISTED]]
        if len(self.faults) > LISTED:
            lines.append(f"  ... and {len(self.faults) - LISTED} more")
        return "\n".join(lines)


def refuse_any(faults: Iterable[Fault]) -> None:
    """Raises Refused if there is a fault; reads no further than MANY."""
    if found := list(islice(faults, MANY)):
        raise Refused(found)


def line_of(path: Path, number: int) -> str:
    return f"{path.name}, line {number}"
