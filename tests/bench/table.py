"""The table that `make bench` prints: what was measured, what it is held against, and whether the goal holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`figure` in `unit`; it holds at or above `goal`, or at or below it where `is_ceiling`."""

    what: str
    figure: float
    unit: str
    goal: float
    is_ceiling: bool = False
    beside: str = ""

    @property
    def holds(self) -> bool:
        return self.figure <= self.goal if self.is_ceiling else self.figure >= self.goal

    def __str__(self) -> str:
        bound = "<=" if self.is_ceiling else ">="
        verdict = "holds" if self.holds else "short"
        measured = f"{self.what:<44} {self.figure:>12,.2f} {self.unit:<8}"
        return f"{measured} {bound} {self.goal:>9,.2f}  {verdict}  {self.beside}"
