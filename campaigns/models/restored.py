"""Why nothing leaves after a restore: the audit log has it, until somebody turns the switch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from wagtail.models import ModelLogEntry

from campaigns.models.deliveries import Delivery
from campaigns.models.notices import Notice
from campaigns.models.reasons import Reason
from campaigns.models.states import Status
from cms.dates import date_format

IN_DOUBT = {"status": Status.IN_DOUBT, "reason__in": (Reason.RESTORED, Reason.RESTORED_HELD)}


@dataclass(frozen=True)
class Restored:
    """When, and when the backup was made."""

    at: datetime
    taken_at: datetime

    @property
    def in_doubt(self) -> int:
        """How many mails still are, because the site was restored."""
        return sum(model.objects.filter(**IN_DOUBT).count() for model in (Delivery, Notice))

    @property
    def words(self) -> str:
        text = gettext("Restored on %(date)s from the backup of %(backup)s.")
        return text % {"date": _shown(self.at), "backup": _shown(self.taken_at).rstrip(".")}  # it ends the sentence

    @property
    def advice(self) -> str:
        """What is to be done about it."""
        if not (number := self.in_doubt):
            return gettext("No mail is in doubt because of it. Once all looks well, switch “stop everything” off.")
        text = ngettext(
            "%(number)s mail is in doubt: it may have left after the backup was made. Look at it, and decide whether"
            " it is sent again, marked as sent, or cancelled. Then switch “stop everything” off.",
            "%(number)s mails are in doubt: they may have left after the backup was made. Look at them, and decide"
            " whether they are sent again, marked as sent, or cancelled. Then switch “stop everything” off.",
            number,
        )
        return text % {"number": intcomma(number)}


def last_restore() -> Restored | None:
    """None where there was none, or where somebody has turned the switch “stop everything” since."""
    sending = ContentType.objects.get_by_natural_key("campaigns", "sendingsettings")
    entries = ModelLogEntry.objects.filter(content_type=sending)
    entry = entries.filter(action="campaigns.restored").order_by("pk").last()
    switched = {"action": "campaigns.sending_switched", "data__changes__has_key": "stopped"}
    if entry is None or entries.filter(pk__gt=entry.pk, **switched).exists():
        return None
    return Restored(at=entry.timestamp, taken_at=datetime.fromisoformat(entry.data["taken_at"]))


def _shown(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
