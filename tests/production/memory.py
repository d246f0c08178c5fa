"""How much memory a process holds, as Linux says."""

from pathlib import Path
from typing import NamedTuple

KILO = 1024


class Memory(NamedTuple):
    """In MB. `own`: what would be free if the process ended (USS); `resident` also counts what it shares (RSS)."""

    own: float
    resident: float

    def __str__(self) -> str:
        return f"{self.own:.0f} MB own, {self.resident:.0f} MB resident"


def of_process(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, _, size in (line.partition(":") for line in lines)}
    return Memory((sizes["Private_Clean"] + sizes["Private_Dirty"]) / KILO, sizes["Rss"] / KILO)


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def largest(pids: list[int]) -> Memory:
    return max(map(of_process, pids), key=lambda memory: memory.resident)
