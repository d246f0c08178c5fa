"""What an import did, or would do, as lines to read."""

from collections import Counter
from dataclasses import dataclass, field

# The signs that lines start with, in the order of the summary.
SIGNS = {"+": "added", "~": "changed", "-": "vacant now", "!": "to look at"}


@dataclass
class Report:
    """`unchanged` counts what the file says as the directory does."""

    what: str
    is_rehearsal: bool
    unchanged: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, sign: str, line: str) -> None:
        self.lines.append(f"{sign} {line}")

    @property
    def summary(self) -> str:
        """One line that names nobody."""
        counts = Counter(line[0] for line in self.lines)
        parts = [f"{counts[sign]} {words}" for sign, words in SIGNS.items() if counts[sign]]
        return f"{self.what}: {', '.join([*parts, f'{self.unchanged} unchanged'])}."

    def __str__(self) -> str:
        ending = ["Nothing was changed: this was a dry run."] if self.is_rehearsal else []
        return "\n".join([*self.lines, self.summary, *ending])
