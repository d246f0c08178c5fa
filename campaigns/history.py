"""What the audit log says: how many mails, what was done with them, by whom, and why; and who saw supporters' data."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log

from cms.dates import date_format

LABELS = {
    "letters_send": _("Held letters sent"),
    "letters_requeue": _("Letters queued again"),
    "letters_arrived": _("Letters marked as sent"),
    "letters_hold": _("Letters held"),
    "letters_cancel": _("Letters cancelled"),
    "letters_paused": _("Campaign paused, letters held"),
    "letters_resumed": _("Campaign no longer paused, letters queued again"),
    "letters_concerned": _("Changed by an import; letters that have not left"),
    "letters_ended": _("Campaign ended, waiting letters cancelled"),
    "letters_invalid": _("Letters made invalid"),
    "notices_requeue": _("Notices queued again"),
    "notices_arrived": _("Notices marked as sent"),
    "notices_hold": _("Notices held"),
    "notices_cancel": _("Notices cancelled"),
    "mailed_to_editor": _("E-mails of the draft sent to the editor"),
    "test_run": _("Test run of the draft, e-mails sent to the tester"),
}

EXPORTS = {
    "letters_exported": _("Letters with their supporters exported"),
    "results_exported": _("Results exported"),
}

PERSONS = {
    "person_sought": _("A person's letters looked for"),
    "person_exported": _("A person's data exported"),
    "person_forgotten": _("A person's data erased"),
}
# What the report "Audit" tells, of all that stands in the history of campaigns.
AUDITED = (
    *LABELS,
    *EXPORTS,
    *PERSONS,
    "retention_changed",
    "switched",
    "letter_seen",
    "letter_erased",
    "sending_switched",
    "lane_started",
    "restored",
)


def note(about: Model, what: str, *, by: AbstractBaseUser | None, **data: Any) -> None:
    """An entry in the history of `about`; nobody did it where a date did. `what` is a key of LABELS; `data` has the
    number of `letters`, the `reason` and what else may be asked one day, but no name and no address."""
    log(instance=about, action=f"campaigns.{what}", user=by, data={"reason": "", **data})


def note_export(campaign: Model, what: str, *, kind: str, rows: int, by: AbstractBaseUser) -> None:
    """Likewise for what leaves the house as a file; `what` is a key of EXPORTS."""
    log(instance=campaign, action=f"campaigns.{what}", user=by, data={"format": kind.upper(), "rows": rows})


def note_person(what: str, letters: Iterable[Any], *, by: AbstractBaseUser | None) -> None:
    """In the history of each campaign that the person wrote in: letters by number. Where there is none, in that of
    whoever looked. `what` is a key of PERSONS."""
    of_campaign = defaultdict(list)
    for letter in letters:
        of_campaign[letter.campaign].append(letter.pk)
    for campaign, ids in of_campaign.items():
        log(instance=campaign, action=f"campaigns.{what}", user=by, data={"letters": ids})
    if by and not of_campaign:
        log(instance=by, action=f"campaigns.{what}", user=by, data={"letters": []})


def note_look(letter: Model, *, by: AbstractBaseUser) -> None:
    """Somebody opened a letter, with its supporter's name, address and words."""
    log(instance=letter, action="campaigns.letter_seen", user=by)


def note_erasure(letter: Model) -> None:
    """Its supporter asked for it, so nobody of the staff did it."""
    log(instance=letter, action="campaigns.letter_erased")


def note_restore(sending: Model, *, taken_at: datetime) -> None:
    """The site was restored from a backup that was made then. Whoever did it stood at a terminal."""
    log(instance=sending, action="campaigns.restored", data={"taken_at": taken_at.isoformat()})


def note_switch(campaign: Any, *, before: str, by: AbstractBaseUser) -> None:
    """Staff turned the switch of a campaign, from the state `before`."""
    log(instance=campaign, action="campaigns.switched", user=by, data={"before": before, "to": str(campaign.status)})


class _MailsChanged(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        return (gettext("%(label)s: %(letters)s. %(reason)s") % {"label": self.label, **log_entry.data}).strip()


class _Exported(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        return gettext("%(label)s as %(format)s, rows: %(rows)s") % {"label": self.label, **log_entry.data}


class _PersonsLetters(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        letters = ", ".join(map(str, log_entry.data["letters"])) or "–"
        return gettext("%(label)s: letters %(letters)s") % {"label": self.label, "letters": letters}


class _Switched(LogFormatter):
    label = _("Campaign switched")

    def format_message(self, log_entry: Any) -> str:
        return gettext("%(label)s: %(to)s, was %(before)s") % {"label": self.label, **log_entry.data}


class _Restored(LogFormatter):
    label = _("Site restored")

    def format_message(self, log_entry: Any) -> str:
        taken_at = timezone.localtime(datetime.fromisoformat(log_entry.data["taken_at"]))
        return gettext("Restored from the backup of %(backup)s") % {"backup": date_format(taken_at, "DATETIME_FORMAT")}


def register_actions(actions: Any) -> None:
    for what, label in LABELS.items():
        actions.register_action(f"campaigns.{what}")(type(what, (_MailsChanged,), {"label": label}))
    for what, label in EXPORTS.items():
        actions.register_action(f"campaigns.{what}")(type(what, (_Exported,), {"label": label}))
    for what, label in PERSONS.items():
        actions.register_action(f"campaigns.{what}")(type(what, (_PersonsLetters,), {"label": label}))
    actions.register_action("campaigns.letter_seen", _("Letter looked at"), _("Letter looked at"))
    actions.register_action("campaigns.letter_erased", _("Letter erased"), _("Letter erased"))
    actions.register_action("campaigns.switched")(_Switched)
    actions.register_action("campaigns.restored")(_Restored)
    actions.register_action("campaigns.review_link_made", _("Review link made"), _("Review link made"))
    actions.register_action("campaigns.review_link_revoked", _("Review link revoked"), _("Review link revoked"))
    actions.register_action("campaigns.in_line", _("Marked as up to date"), _("Marked as up to date"))
    actions.register_action("campaigns.lane_started", _("Sending started again"), _("Sending started again"))
