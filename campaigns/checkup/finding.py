from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    FINE = "ok"
    NOTE = "note"  # worth knowing
    UNKNOWN = "?"  # could not be asked, or nobody can tell
    MEND = "MEND"


@dataclass(frozen=True)
class Finding:
    """One line about one thing."""

    mark: Mark
    words: str

    def __str__(self) -> str:
        return f"{self.mark.value:<5} {self.words}"


def fine(words: str) -> Finding:
    return Finding(Mark.FINE, words)


def note(words: str) -> Finding:
    return Finding(Mark.NOTE, words)


def unknown(words: str) -> Finding:
    return Finding(Mark.UNKNOWN, words)


def mend(words: str) -> Finding:
    return Finding(Mark.MEND, words)
