"""For tests: knows what it is told, and can be down. `settings.LOOKUP_BACKEND = "campaigns.lookup.memory"`.

Change it with pytest's monkeypatch, which puts it back: `setitem(memory.districts, "K1A0A6", [district])`,
`setattr(memory, "is_down", True)`.
"""

from campaigns.lookup.base import Answer, LookupUnavailable
from campaigns.models import District, Legislature

districts: dict[str, list[District]] = {}
is_down = False


def covers(legislature: Legislature) -> bool:
    return True


def lookup(postal_code: str, legislature: Legislature, *, for_visitor: bool = False) -> Answer:
    if is_down:
        raise LookupUnavailable("told to be down")
    return Answer(districts.get(postal_code, []), source="memory")
