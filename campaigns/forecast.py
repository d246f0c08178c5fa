"""When the last letter of a queue leaves, as the caps allow. Knows no models: it is handed numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Waiting:
    """Letters for one recipient: a key that says who, the domain of the address, how many."""

    recipient: str
    domain: str
    letters: int


@dataclass(frozen=True)
class Caps:
    """Letters an hour to one recipient and to one domain, and a day to anybody; None is no cap."""

    recipient: int | None = None
    domain: int | None = None
    a_day: int | None = None


def last_letter_leaves(
    waiting: Iterable[Waiting], *, caps: Caps, now: datetime, left_today: int = 0
) -> datetime | None:
    """About when the last of these letters leaves; None where there is none.

    Each hour takes as many as its caps allow, the first one at once, and each day as many as it may. How long a letter
    itself takes is not counted. `now` has the time zone in which a day ends; `left_today` have left on it already.
    """
    queue = [line for line in waiting if line.letters > 0]
    if not queue:
        return None
    by_hour = now + _hours(queue, caps) * HOUR
    days = _days(sum(line.letters for line in queue), caps.a_day, left_today)
    by_day = datetime.combine(now.date() + timedelta(days=days), time(), tzinfo=now.tzinfo) if days else now
    return max(by_hour, by_day)


def _hours(queue: list[Waiting], caps: Caps) -> int:
    """Whole hours between the first letters and the last. All go side by side: the slowest one tells."""
    recipients, domains = Counter[str](), Counter[str]()
    for line in queue:
        recipients[line.recipient] += line.letters
        domains[line.domain.lower()] += line.letters
    return max(_steps(recipients, caps.recipient), _steps(domains, caps.domain))


def _steps(letters: Counter[str], cap: int | None) -> int:
    return (max(letters.values()) - 1) // cap if cap else 0


def _days(letters: int, a_day: int | None, left_today: int) -> int:
    """On which day after today the last one leaves."""
    if a_day is None:
        return 0
    beyond_today = letters - max(a_day - left_today, 0)
    return max(-(-beyond_today // a_day), 0)
