"""One line for each thing that was checked, with its figure."""

import sys
from typing import Any


class Verdict:
    def __init__(self) -> None:
        self.failed = 0

    def check(self, what: str, holds: bool, figure: Any = "") -> bool:
        self.failed += not holds
        self._say(f"{'holds' if holds else 'FAILS'}  {what}{f': {figure}' if figure != '' else ''}")
        return holds

    def tell(self, what: str) -> None:
        """A figure that has no goal."""
        self._say(f"       {what}")

    def _say(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
