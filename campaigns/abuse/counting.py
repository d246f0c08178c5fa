"""How many valid forms came from one place lately. Whole hours and days: what counts is the same for everybody."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from campaigns.abuse.places import Place
from campaigns.keyed import keyed
from campaigns.models import FormCount

HOUR, DAY = 3600, 24 * 3600  # seconds


@dataclass(frozen=True)
class Counts:
    """This form among them; 0 where it is not counted."""

    address_hour: int = 0
    address_day: int = 0
    network_hour: int = 0
    domain_hour: int = 0


def count_form(place: Place) -> Counts:
    """Count one more valid form from `place`, in a transaction of its own: call it before the letter's begins.

    No counter is shared by more than a network or a small mail domain, so that writers seldom wait for each other.
    """
    windows = {
        "address_hour": (place.computer, HOUR),
        "address_day": (place.computer, DAY),
        "network_hour": (place.network, HOUR),
        "domain_hour": (place.counted_domain, HOUR),
    }
    now = time.time()
    rows = {name: _window(name, value, now, seconds) for name, (value, seconds) in windows.items() if value}
    numbers = FormCount.objects.add(dict(rows.values()))
    return Counts(**{name: numbers[key] for name, (key, _ends_at) in rows.items()})


def _window(name: str, value: str, now: float, seconds: int) -> tuple[str, datetime]:
    """What the window that we are in is counted by, and when it ends."""
    number = int(now // seconds)
    return keyed(f"{name}:{value}:{number}"), datetime.fromtimestamp((number + 1) * seconds, UTC)


def forget_counts() -> int:
    """What is over counts no more. Returns how many windows were."""
    over: int = FormCount.objects.over().delete()[0]
    return over
