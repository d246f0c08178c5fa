"""From a postal code to districts. A backend that cannot answer says so; it never passes for "nothing found"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from campaigns.models import District, Legislature


class LookupUnavailable(Exception):
    """The backend could not answer: down, slow or out of budget. Says nothing about the postal code."""


@dataclass(frozen=True)
class Answer:
    """`districts` is empty when the source knows of none; two or more when the code lies in several."""

    districts: Sequence[District]
    source: str


class Lookup(Protocol):
    def __call__(self, postal_code: str, legislature: Legislature) -> Answer:
        """`postal_code` is six characters, upper case, no space. Raises LookupUnavailable."""
        ...
