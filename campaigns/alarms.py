"""Trouble that an operator has to be told of: found, raised once while it lasts, and ended when it is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from campaigns.abuse.surge import surges
from campaigns.models import Alarm, ClockJob, Delivery, Lane, Notice, Pace, Recipient, SendingSettings
from campaigns.tell import readers_language, tell_alarms
from cms.dates import date_format

__all__ = ["look_for_trouble", "tell_alarms"]

OLD = timedelta(minutes=15)
Trouble = tuple[Alarm.Kind, str, str]  # what kind, about what, in words without a supporter's name or address


def look_for_trouble() -> int:
    """How many alarms this raised or ended."""
    with translation.override(readers_language()):
        found = list(_trouble())
    lasting = {(alarm.kind, alarm.about): alarm for alarm in Alarm.objects.lasting()}
    over = [alarm.pk for key, alarm in lasting.items() if key not in {(kind, about) for kind, about, _words in found}]
    raised = [_raise(*trouble) for trouble in found if trouble[:2] not in lasting]
    ended: int = Alarm.objects.lasting().filter(pk__in=over).update(ended_at=timezone.now())
    return sum(raised) + ended


def _raise(kind: Alarm.Kind, about: str, words: str) -> bool:
    """Whether nobody else was faster."""
    words = words[: Alarm._meta.get_field("words").max_length]
    return Alarm.objects.get_or_create(kind=kind, about=about, ended_at=None, defaults={"words": words})[1]


def _trouble() -> Iterator[Trouble]:
    oldest = oldest_due()
    if oldest and timezone.now() - oldest > OLD and not SendingSettings.load().stopped:
        since = date_format(timezone.localtime(oldest), "DATETIME_FORMAT")
        yield Alarm.Kind.QUEUE_OLD, "", _waited_for() % {"time": since, "limit": settings.LETTERS_A_DAY}
    if lane := Lane.objects.stopped():
        words = _("The mail server refuses us, so nothing is sent: %(reason)s")
        yield Alarm.Kind.LANE_STOPPED, lane.name, words % {"reason": lane.reason}
    for recipient in Recipient.objects.filter(status=Recipient.Status.FAILING).order_by("pk"):
        words = _("Letters do not reach recipient %(number)s (%(office)s). They are held.")
        office = recipient.role or recipient.get_kind_display()
        yield Alarm.Kind.RECIPIENT_FAILING, str(recipient.pk), words % {"number": recipient.pk, "office": office}
    for job in ClockJob.objects.filter(has_failed=True):
        yield Alarm.Kind.WORK_FAILED, job.name, _("%(work)s: %(words)s") % {"work": job.name, "words": job.words}

    yield from _surges()


def _waited_for() -> str:
    if Pace.objects.room_today() == 0:
        return _(
            "Today's limit of %(limit)s mails (LETTERS_A_DAY) is reached. The oldest in the queue has been due since "
            "%(time)s, and leaves after midnight."
        )
    return _("The oldest letter in the queue has been due since %(time)s.")


def _surges() -> Iterator[Trouble]:
    for surge in surges():
        words = _(
            "Campaign %(number)s: %(letters)s letters in ten minutes, %(doubts)s of them in doubt. Usually there are "
            "%(usual)s."
        )
        numbers = {"number": surge.campaign, "letters": surge.letters, "doubts": surge.doubts}
        yield Alarm.Kind.SURGE, str(surge.campaign), words % {**numbers, "usual": number_format(surge.usual, 1)}


def oldest_due() -> datetime | None:
    """Since when the row has been due that waits longest for a worker; None where none waits."""
    due = [queue.objects.due().values_list("due_at", flat=True).first() for queue in (Delivery, Notice)]
    return min((moment for moment in due if moment), default=None)
