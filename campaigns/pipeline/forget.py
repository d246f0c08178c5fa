"""Everything that is held on a person goes, whatever they wrote and whenever."""

import time
from dataclasses import dataclass

from campaigns.models import Letter
from campaigns.pipeline.erase import erase_letter
from campaigns.pipeline.prune import drop_unconfirmed_of
from campaigns.pipeline.sweep import sweep

PATIENCE = 50.0  # seconds for what workers have in hand
AGAIN = 0.5  # seconds between two looks


@dataclass(frozen=True)
class Forgotten:
    """Letters by what became of them. Those `in_hand` of a worker are erased by the clock once they have left."""

    dropped: int
    erased: int
    in_hand: int


def forget_supporter(address: str, *, patience: float = PATIENCE) -> Forgotten:
    """What has not left is cancelled, what nobody confirmed is dropped, and every other letter becomes nobody's: a
    keyed hash of the address stays. Takes no longer than `patience` seconds beyond its own work."""
    letters = Letter.objects.of_person(address)
    dropped = drop_unconfirmed_of(letters)
    mine = list(letters)
    left, until = [letter for letter in mine if not erase_letter(letter)], time.monotonic() + patience
    while left and time.monotonic() < until:
        time.sleep(AGAIN)
        sweep()  # what dead workers had in hand, where no other worker runs
        left = [letter for letter in left if not erase_letter(letter)]
    return Forgotten(dropped=dropped, erased=len(mine) - len(left), in_hand=len(left))
