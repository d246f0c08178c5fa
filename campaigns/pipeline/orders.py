"""What staff have ordered about sending, read again twice a second: it holds for every worker within a second."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from campaigns.models import Campaign, Lane, Pace, SendingSettings


@dataclass(frozen=True)
class Orders:
    """`mailbox`: where all mail goes while sending is not live; "" where it is. Caps in letters an hour, None: none."""

    is_stopped: bool
    is_lane_stopped: bool
    mailbox: str
    recipient_cap: int | None
    domain_cap: int | None
    paused: frozenset[int]  # campaigns
    room_today: int | None  # mails that may still leave today; None: as many as there are

    @classmethod
    def of_now(cls) -> "Orders":
        row = SendingSettings.objects.first() or SendingSettings()
        return cls(
            is_stopped=row.stopped,
            is_lane_stopped=Lane.objects.stopped() is not None,
            mailbox="" if row.live else row.mailbox,
            recipient_cap=row.recipient_cap,
            domain_cap=row.domain_cap,
            paused=frozenset(Campaign.objects.filter(status=Campaign.Status.PAUSED).values_list("pk", flat=True)),
            room_today=Pace.objects.room_today(),
        )

    @property
    def may_send(self) -> bool:
        return not (self.is_stopped or self.is_lane_stopped or self.room_today == 0)


def take_of_today(wanted: int) -> int:
    """How many of the `wanted` mails may leave today; they count from now on. Call it last in the transaction that
    marks them: it holds the day's row until the commit."""
    if settings.LETTERS_A_DAY is None or not wanted:
        return wanted
    today, _made = Pace.objects.get_or_create(key=Pace.objects.key_of_today)
    today = Pace.objects.select_for_update().get(pk=today.pk)
    granted: int = max(0, min(wanted, settings.LETTERS_A_DAY - today.left))
    Pace.objects.filter(pk=today.pk).update(left=today.left + granted)
    return granted


def next_day() -> datetime:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)
