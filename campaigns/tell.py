"""Tells alarms by e-mail and to ALARM_URL: two ways, as the mail may be what is broken. Neither can hang."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from campaigns.lookup.base import NoAnswer
from campaigns.lookup.fetch import connection_to
from campaigns.models import Alarm, SendingSettings
from cms.dates import date_format

log = logging.getLogger(__name__)

HEADERS = {"User-Agent": "DearMinister (alarms)", "Content-Type": "application/json", "Connection": "close"}
MAIL_TAKES, POST_TAKES = 15.0, 5.0  # seconds in all, then it is told again later
MOST = 6  # alarms at a time, so that telling them takes a minute at the longest


def tell_alarms() -> int:
    """How many new alarms, and ends of alarms, were told one way or the other. What fails is told again next time."""
    addressees, language = _addressees(), readers_language()
    mailed = _tell("mailed_at", lambda alarms: _mail(alarms, addressees, language), seconds=MAIL_TAKES, at_once=MOST)
    posted = _tell("posted_at", _post, seconds=POST_TAKES, at_once=1) if settings.ALARM_URL else set()
    return len(mailed | posted)


def _tell(told: str, how: Callable[[list[Alarm]], None], *, seconds: float, at_once: int) -> set[int]:
    """Marks the alarms with the moment at which they were read: what ends while we tell is told next time."""
    read_at, done = timezone.now(), set()
    alarms = list(Alarm.objects.to_tell(told)[:MOST])
    for first in range(0, len(alarms), at_once):
        group = alarms[first : first + at_once]
        if not _done_within(seconds, partial(how, group)):
            break
        done |= {alarm.pk for alarm in group}
        Alarm.objects.filter(pk__in=[alarm.pk for alarm in group]).update(**{told: read_at})
    return done


def _done_within(seconds: float, work: Callable[[], None]) -> bool:
    """Whether `work` ended well in time. It runs in a thread of its own, because only so one can stop waiting for it;
    it touches no database."""
    errors: list[str] = ["TimeoutError"]

    def run() -> None:
        try:
            work()
            errors.clear()
        except Exception as error:  # whatever is broken, the worker goes on
            errors[:] = [type(error).__name__]  # its text may contain an address

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        log.warning("alarms could not be told: %s", errors[0])
    return not errors


def _addressees() -> list[str]:
    """Who is told by e-mail: the address in the settings, else the administrators."""
    if chosen := SendingSettings.load().alarm_email:
        return [chosen]
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(email="")
    return list(administrators.values_list("email", flat=True))


def readers_language() -> str:
    """That of the people who are told, where they have accounts and have all chosen the same; else the site's first."""
    chosen = UserProfile.objects.filter(user__email__in=_addressees()).values_list("preferred_language", flat=True)
    languages = set(chosen)
    return str(languages.pop() if len(languages) == 1 else "") or settings.LANGUAGE_CODE


def _mail(alarms: list[Alarm], addressees: list[str], language: str) -> None:
    """One mail about all of them. Raises where nobody is there to read it."""
    if not addressees:
        raise LookupError
    connection = get_connection(timeout=POST_TAKES)
    with translation.override(language):  # this is a thread of its own
        names = {"site": settings.WAGTAIL_SITE_NAME, "alarm": alarms[0].get_kind_display()}
        subject = _("%(site)s: %(alarm)s") % names
        body = "\n\n".join(map(_in_words, alarms)) + f"\n\n-- \n{settings.SITE_URL}\n"
    EmailMessage(subject, body, to=addressees, connection=connection).send()


def _in_words(alarm: Alarm) -> str:
    said = [alarm.words, _("Since: %(time)s") % {"time": _moment(alarm.raised_at)}]
    if alarm.ended_at:
        said = [_("Over:"), *said, _("Until: %(time)s") % {"time": _moment(alarm.ended_at)}]
    return "\n".join([*said, _("What to do: %(runbook)s") % {"runbook": alarm.runbook}])


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _post(alarms: list[Alarm]) -> None:
    """Whatever is no success, a redirect too, is a refusal."""
    parts = urlsplit(settings.ALARM_URL)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    connection = connection_to(settings.ALARM_URL)
    connection.timeout = POST_TAKES
    try:
        for alarm in alarms:
            connection.request("POST", path, json.dumps(_as_json(alarm)), HEADERS)
            status = connection.getresponse().status
            if status >= 300:
                raise NoAnswer(f"status {status}")
    finally:
        connection.close()


def _as_json(alarm: Alarm) -> dict[str, str | None]:
    return {
        "alarm": alarm.kind,
        "words": alarm.words,
        "since": alarm.raised_at.isoformat(),
        "until": alarm.ended_at.isoformat() if alarm.ended_at else None,
        "runbook": alarm.runbook,
    }
