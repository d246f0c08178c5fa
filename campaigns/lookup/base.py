"""From a postal code to districts. A backend that cannot answer says so; it never passes for "nothing found"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from campaigns.models import District, Legislature
from campaigns.models.lookups import Certainty as Certainty


class LookupUnavailable(Exception):
    """The backend could not answer. Says nothing about the postal code, and never contains it."""


class NotConfigured(LookupUnavailable):
    """Nobody set this backend up, or not for this legislature."""


class NoAnswer(LookupUnavailable):
    """Down, slow, or not speaking as agreed: status, type, size."""


class BadAnswer(LookupUnavailable):
    """An answer came, of a shape that nobody promised."""


class TryLater(LookupUnavailable):
    """Not asked at all, and answered at once. Ask again after `seconds`."""

    def __init__(self, message: str, *, seconds: float):
        super().__init__(message)
        self.seconds = seconds


class Resting(TryLater):
    """The backend failed several times in a row and is left alone for a while."""


class BudgetSpent(TryLater):
    """All processes together have made as many calls as are allowed in a minute."""


@dataclass(frozen=True)
class Answer:
    """`districts` is empty when the source knows of none; two or more when the code lies in several."""

    districts: Sequence[District]
    source: str
    certainty: Certainty = Certainty.CERTAIN

    @property
    def only(self) -> District | None:
        """The one district to write to without asking the supporter, if it is one."""
        return self.districts[0] if len(self.districts) == 1 else None


class Backend(Protocol):
    """A module with these two functions, asked over the network when nobody nearer knows."""

    def covers(self, legislature: Legislature) -> bool:
        """Whether it is set up and can know this legislature's districts."""
        ...

    def lookup(self, postal_code: str, legislature: Legislature, *, for_visitor: bool = False) -> Answer:
        """`postal_code` is six characters, upper case, no space. What is asked `for_visitor` leaves calls for letters
        that are signed. Raises LookupUnavailable."""
        ...
