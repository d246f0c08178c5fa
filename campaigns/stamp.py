"""What a form carries instead of a cookie: a signed note of the page that showed it, and when.

A page shows the same stamp to everybody for an hour, so it may be cached. A script asks for a renewed one when somebody
begins to fill the form in; only that tells how long they took.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

LIFETIME = timedelta(days=7)
HOUR = 3600  # seconds
SIGNER = signing.Signer(salt="campaigns.stamp")
LONGEST = 100  # characters


class NoStamp(ValueError):
    """It is missing, forged, of another page, or older than LIFETIME."""


@dataclass(frozen=True)
class Stamp:
    at: int  # seconds since 1970, the beginning of the hour unless renewed
    is_renewed: bool

    @property
    def seconds(self) -> float | None:
        """How long the form was being filled in, so far; None where that is not known."""
        return time.time() - self.at if self.is_renewed else None


def stamp_for(page_id: int | None) -> str:
    """The stamp that stands in the page. A page that is not stored yet has one that no POST can use."""
    return _sign(page_id, int(time.time()) // HOUR * HOUR, "shown")


def renewed_stamp_for(page_id: int) -> str:
    """For whoever begins to fill in the form of this page."""
    return _sign(page_id, int(time.time()), "renewed")


def read_stamp(text: str, *, page_id: int) -> Stamp:
    """Raises NoStamp. A form may be sent as often as it has to be: one person, one letter."""
    try:
        page, at, manner = SIGNER.unsign(text).split(".")
    except (ValueError, signing.BadSignature):
        raise NoStamp from None
    if page != str(page_id) or time.time() - int(at) > LIFETIME.total_seconds():
        raise NoStamp
    return Stamp(int(at), manner == "renewed")


def _sign(page_id: int | None, at: int, manner: str) -> str:
    return SIGNER.sign(f"{page_id}.{at}.{manner}")
