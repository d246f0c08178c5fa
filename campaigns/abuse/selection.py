"""Letters that belong together by what is doubtful about them: staff choose them by rule, never one by one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from campaigns.models import Campaign, Delivery, Letter
from campaigns.models.letters import LetterQuerySet
from campaigns.models.states import NOT_LEFT, Status


@dataclass(frozen=True)
class Numbers:
    """`left`: deliveries that cannot be called back, those in a worker's hands among them."""

    letters: int
    not_left: int
    left: int


@dataclass(frozen=True)
class Selection:
    """Letters of `campaign` signed from `since` until before `until` to which all of the rest applies.

    `like`: a letter whose network it is; one of which that is not known any more selects none. `doubts`: at least one.
    """

    campaign: Campaign
    since: datetime
    until: datetime
    domain: str = ""
    like: Letter | None = None
    doubts: tuple[str, ...] = ()

    @property
    def letters(self) -> LetterQuerySet:
        rows: LetterQuerySet = Letter.objects.valid().filter(
            campaign=self.campaign, signed_at__gte=self.since, signed_at__lt=self.until
        )
        if self.domain:
            rows = rows.filter(email__iendswith=f"@{self.domain}")
        if self.like:
            rows = rows.with_network().filter(network_key=self.like.network_key)
        if self.doubts:
            rows = rows.filter(_any_of(self.doubts))
        return rows

    @property
    def numbers(self) -> Numbers:
        deliveries = Delivery.objects.filter(letter__in=self.letters.order_by().values("pk"))
        not_left = deliveries.filter(status__in=NOT_LEFT).count()
        gone = deliveries.exclude(status__in=[*NOT_LEFT, Status.CANCELLED]).count()
        return Numbers(self.letters.count(), not_left, gone)

    @property
    def words(self) -> str:
        """For the history: no name and no address, and times that all read alike."""
        since, until = (moment.astimezone(UTC) for moment in (self.since, self.until))
        parts = [f"{since:%Y-%m-%d %H:%M} – {until:%Y-%m-%d %H:%M} UTC", self.domain and f"@{self.domain}"]
        parts += [f"network of {self.like.pk}" if self.like else "", *self.doubts]
        return ", ".join(filter(None, parts))


def _any_of(doubts: tuple[str, ...]) -> Q:
    found = Q()
    for doubt in doubts:
        found |= Q(doubts__contains=doubt)
    return found
