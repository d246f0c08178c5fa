"""The table that `make bench` prints: what was measured, what it is held against, and whether the goal holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """`figure` in `unit`; it holds at or above `goal`, or at or below it where `is_ceiling`. `spread`: the least and
    the most of several rounds, whose median the figure is."""

    what: str
    figure: float
    unit: str
    goal: float
    is_ceiling: bool = False
    beside: str = ""
    spread: tuple[float, float] | None = None

    @property
    def holds(self) -> bool:
        return self.figure <= self.goal if self.is_ceiling else self.figure >= self.goal

    @property
    def cells(self) -> list[str]:
        bound = "≤" if self.is_ceiling else "≥"
        figure, goal = f"{self.figure:,.2f} {self.unit}".strip(), f"{bound} {self.goal:,.2f}"
        spread = f"{self.spread[0]:,.2f}–{self.spread[1]:,.2f}" if self.spread else ""
        return [self.what, figure, spread, goal, "holds" if self.holds else "short", self.beside]

    def __str__(self) -> str:
        what, figure, spread, goal, verdict, beside = self.cells
        return f"{what:<52} {figure:>16} {spread:>15}  {goal:>10}  {verdict}  {beside}"


def of_rounds(what: str, figures: Sequence[float], unit: str, goal: float, **more) -> Row:
    return Row(what, median(figures), unit, goal, spread=(min(figures), max(figures)), **more)


def side_by_side(
    what: str, ours: Callable[[], float], theirs: Callable[[], float], goal: float, *, unit: str = "/s", **more
) -> Row:
    """How many times theirs ours is, in ROUNDS rounds after one that warms both up: in each, one right after the
    other."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS + 1)][1:]
    beside = " beside ".join(f"{median(column):,.1f}{unit}" for column in zip(*pairs, strict=True))
    return of_rounds(what, [mine / other for mine, other in pairs], "", goal, beside=beside, **more)
