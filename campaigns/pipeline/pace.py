"""The caps: how many letters an hour one recipient, and one domain, are asked to take. Exact for any number of workers.

What counts are the rows themselves: letters tried within the last hour. Whoever claims letters holds the lock of each
cap until they are marked. A letter over a cap is put off to a place of its own at the end of the line, so that those
behind it do not wait and it is not looked at again before. When its turn has come and its place is not quite free yet,
it gets the next one that comes free: nobody goes to the end of the line twice.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from campaigns.models import Delivery, Pace

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Candidate:
    """A letter that is due: its row, its campaign, its recipient, the domain it would go to, and whether it has waited
    in line before, or was tried."""

    pk: int
    campaign: int
    recipient: int
    domain: str
    has_had_turn: bool


@dataclass
class Cap:
    """One cap while letters are claimed. `free_at`: when the next place comes free, once there is none."""

    pace: Pace
    limit: int
    tried: int
    free_at: datetime

    @property
    def is_reached(self) -> bool:
        return self.tried >= self.limit

    def take_place(self) -> datetime:
        """The end of the line, which moves on by one place."""
        place = max(self.free_at, self.pace.next_at or self.free_at)
        self.pace.next_at = place + HOUR / self.limit
        return place

    def take_next_free(self) -> datetime:
        place = self.free_at
        self.free_at += HOUR / self.limit
        return place


@dataclass
class Admission:
    """Who may leave now, and until when the others are put off."""

    now: list[int] = field(default_factory=list)
    later: dict[int, datetime] = field(default_factory=dict)


def admit(candidates: Sequence[Candidate], *, recipient_cap: int | None, domain_cap: int | None) -> Admission:
    """Whoever comes first in `candidates` goes first.

    Keeps the caps' locks until the transaction ends: mark the letters in the same one.
    """
    caps = _caps("recipient", Counter(one.recipient for one in candidates), recipient_cap)
    caps |= _caps("domain", Counter(one.domain for one in candidates), domain_cap)
    admission = Admission()
    for one in candidates:
        its = [cap for key in (f"recipient:{one.recipient}", f"domain:{one.domain}") if (cap := caps.get(key))]
        if reached := [cap for cap in its if cap.is_reached]:
            places = [cap.take_next_free() if one.has_had_turn else cap.take_place() for cap in reached]
            admission.later[one.pk] = max(places)
            continue
        for cap in its:
            cap.tried += 1
        admission.now.append(one.pk)
    for cap in caps.values():
        cap.pace.save(update_fields=["next_at"])
    return admission


def _caps(kind: str, asked: Counter[int] | Counter[str], limit: int | None) -> dict[str, Cap]:
    """The caps of one kind, `asked` being how many letters want to leave under each; locked in a fixed order."""
    if limit is None:
        return {}
    paces = _lock(f"{kind}:{value}" for value in asked)
    now = timezone.now()
    recent = Delivery.objects.tried_since(now - HOUR).filter(**{f"{kind}__in": list(asked)}).order_by()
    found = {str(row[kind]): row for row in recent.values(kind).annotate(n=Count("pk"), first=Min("tried_at"))}
    caps = {}
    for key, pace in paces.items():
        row = found.get(key.removeprefix(f"{kind}:"), {"n": 0, "first": now})
        caps[key] = Cap(pace, limit, row["n"], row["first"] + HOUR)
    return caps


def _lock(keys: Iterable[str]) -> dict[str, Pace]:
    wanted = sorted(set(keys))
    known = set(Pace.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key in wanted:
        if key not in known:
            Pace.objects.get_or_create(key=key)
    rows = Pace.objects.filter(key__in=wanted).order_by("key").select_for_update()
    return {row.key: row for row in rows}
