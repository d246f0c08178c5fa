"""Placeholders in letters. Plain substitution, never a template engine; what a supporter wrote is never scanned."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

PLACEHOLDERS = {
    "recipient_salutation": _("how the recipient is addressed, such as Dear Minister"),
    "recipient_name": _("the recipient's name"),
    "recipient_role": _("the recipient's office"),
    "supporter_name": _("the supporter's first and last name"),
    "supporter_first_name": _("the supporter's first name"),
    "supporter_last_name": _("the supporter's last name"),
    "postal_code": _("the supporter's postal code"),
    "district": _("the supporter's riding; where it is not known, the postal code"),
}
ALLOWED = ", ".join(f"{{{{ {name} }}}}" for name in PLACEHOLDERS)
MOST_PROMPTS, LONGEST_PROMPT = 5, 120  # a list that is read at a glance
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def placeholders_in(text: str) -> list[str]:
    """The names between double braces, in their order, known or not."""
    return [match.strip() for match in _PLACEHOLDER.findall(text)]


def unknown_placeholders(texts: Iterable[str]) -> list[str]:
    return [name for text in texts for name in placeholders_in(text) if name not in PLACEHOLDERS]


def empty_placeholders(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Those that letters know and that are empty here."""
    used = {name for text in texts for name in placeholders_in(text)}
    return [name for name in sorted(used & values.keys()) if not values[name].strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each placeholder replaced once by its value; a value's own braces stay as they are.

    Raises KeyError on a placeholder without a value.
    """
    return _PLACEHOLDER.sub(lambda match: values[match[1].strip()], text)


def validate_placeholders(text: str) -> None:
    """A field's validator: every placeholder is one that letters know."""
    if unknown := unknown_placeholders([text]):
        raise ValidationError(unknown_placeholder_message(unknown))


def unknown_placeholder_message(unknown: list[str]) -> str:
    return format_lazy(
        _("Letters do not know {unknown}. Use one of these: {allowed}"),
        unknown=", ".join(f"{{{{ {name} }}}}" for name in unknown),
        allowed=ALLOWED,
    )


@dataclass(frozen=True)
class LetterWords:
    """The four parts of a letter as an author wrote them, or as a supporter signed them."""

    subject: str
    opening: str
    message: str
    closing: str

    def for_recipient(self, other: Any) -> "LetterWords":
        """These words, with the subject, opening and closing that `other` has for itself."""
        own = {part: getattr(other, part) for part in ("subject", "opening", "closing") if getattr(other, part)}
        return replace(self, **own)

    def version(self) -> str:
        """Changes when any part does: a form that was open meanwhile is not signed unseen."""
        return hashlib.sha256("\0".join(astuple(self)).encode()).hexdigest()[:16]


_HINT = re.compile(r"\[[^\[\]\n]*\w{3}[^\[\]\n]*\]")
_UNFINISHED = re.compile(r"\b(?:TODO|TBD|X{3,}|[Ll]orem [Ii]psum|À COMPLÉTER)\b")


def hints_in(text: str) -> list[str]:
    """What stands in square brackets for somebody to fill in, such as [name of the minister]. A letter that was left
    out or changed in a quotation, […] or [t], and [sic] are none."""
    return [hint for hint in _HINT.findall(text) if hint.casefold() != "[sic]"]


def unfinished_words(text: str) -> list[str]:
    """Marks of unfinished text, each once."""
    return list(dict.fromkeys(_UNFINISHED.findall(text)))


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def validate_prompts(text: str) -> None:
    prompts = lines_of(text)
    if len(prompts) > MOST_PROMPTS:
        raise ValidationError(_("At most %(most)s lines.") % {"most": MOST_PROMPTS})
    if any(len(prompt) > LONGEST_PROMPT for prompt in prompts):
        raise ValidationError(_("A line has at most %(most)s characters.") % {"most": LONGEST_PROMPT})
