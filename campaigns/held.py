"""All that is held on a person, for that person: as data, and as text to read."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.models import Delivery, Letter, MailEvent, Notice

Row = dict[str, Any]

LETTER = (
    *("id", "public_id", "status", "signed_at", "language", "source", "first_name", "last_name", "email"),
    *("postal_code", "street", "city", "outside_country", "district", "subject", "subject_is_own"),
    *("opening", "message", "message_is_own", "closing", "withdrawn_at", "erasure_asked_at", "erased_at"),
)
MAIL = ("status", "reason", "message_id", "is_test", "attempts", "created_at", "tried_at", "sent_at")
DELIVERY = ("recipient", "recipient_email", "hides_address", "subject", "opening", "closing", *MAIL)
NOTICE = ("kind", *MAIL)
EVENT = ("status", "reason", "happened_at")


def what_is_held(address: str) -> list[Row]:
    """A row for each letter of the person, with what came of it. The keyed hash itself is left out: it says nothing."""
    letters = Letter.objects.of_person(address).select_related("campaign", "page", "district").order_by("pk")
    return [_letter(letter) for letter in letters]


def _letter(letter: Letter) -> Row:
    row = {"campaign": letter.page.title} | _values(letter, LETTER)
    row["consent"] = _consent(letter)
    row["deliveries"] = [_mail(one, DELIVERY) for one in letter.deliveries.select_related("recipient").order_by("pk")]
    row["notices"] = [_mail(one, NOTICE) for one in letter.notices.order_by("pk")]
    return row


def _consent(letter: Letter) -> Row:
    """Wording, version, language and time; empty where the person asked for no news."""
    if not letter.consent_updates:
        return {}
    words = {"consent_words": letter.consent_words, "consent_version": letter.consent_version}
    return words | {"language": letter.language, "signed_at": letter.signed_at}


def _mail(mail: Delivery | Notice, names: tuple[str, ...]) -> Row:
    events = MailEvent.objects.filter(message_id=mail.message_id).order_by("happened_at")
    return _values(mail, names) | {"events": [_values(event, EVENT) for event in events]}


def _values(row: Model, names: tuple[str, ...]) -> Row:
    """What is empty is left out."""
    values = ((name, getattr(row, name)) for name in names)
    return {
        name: str(value) if isinstance(value, Model) else value for name, value in values if value not in ("", None)
    }


def as_text(letters: list[Row]) -> str:
    """In the active language; a blank line between letters, what came of each one indented."""
    if not letters:
        return _("Nothing is held.") + "\n"
    return "\n".join("\n".join(_lines(letter)) + "\n" for letter in letters)


def _lines(row: Row, indent: str = "") -> Iterator[str]:
    for name, value in row.items():
        parts = [value] if isinstance(value, dict) else value
        if isinstance(parts, list):
            for part in filter(None, parts):
                yield f"{indent}{_label(name)}"
                yield from _lines(part, indent + "    ")
        else:
            yield _("%(name)s: %(value)s") % {"name": f"{indent}{_label(name)}", "value": _shown(value, indent)}


def _label(name: str) -> str:
    """As the admin calls the field."""
    own = {"campaign": _("Campaign"), "consent": _("Consent"), "deliveries": _("Letter to"), "notices": _("E-mail")}
    own |= {"events": _("Reported"), "happened_at": _("at"), "consent_version": _("version of the wording")}
    own |= {"id": _("No.")}
    return own.get(name) or str(_field(name).verbose_name)


def _field(name: str) -> Any:
    return next(model._meta.get_field(name) for model in (Letter, Delivery, Notice, MailEvent) if hasattr(model, name))


def _shown(value: Any, indent: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(value, "tzinfo"):
        return date_format(localtime(value), "DATETIME_FORMAT")
    return str(value).replace("\n", f"\n{indent}    ")
