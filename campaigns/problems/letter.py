"""What is wrong with the letter's words."""

from collections.abc import Iterator
from dataclasses import astuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from campaigns.problems.problem import Problem
from campaigns.wording import (
    hints_in,
    placeholders_in,
    unfinished_words,
    unknown_placeholder_message,
    unknown_placeholders,
)

# What a recipient may lack in one language: another language would stand there, or nothing.
FILLED_FROM = {"recipient_salutation": "salutation", "recipient_role": "role"}
LACKING = {
    "salutation": {
        "en": _("%(recipient)s has no salutation in English. Write it in the list of recipients."),
        "fr": _("%(recipient)s has no salutation in French. Write it in the list of recipients."),
    },
    "role": {
        "en": _("%(recipient)s has no office in English. Write it in the list of recipients."),
        "fr": _("%(recipient)s has no office in French. Write it in the list of recipients."),
    },
}


def problems(page) -> Iterator[Problem]:
    if not page.subject.strip():
        yield Problem("subject", _("Write a subject for the letter."), stops_letters=True)
    if not page.message.strip():
        yield Problem("message", _("Write the letter."), stops_letters=True)
    for field, text in page.letter_texts():
        if unknown := unknown_placeholders([text]):
            yield Problem(field, unknown_placeholder_message(unknown), stops_letters=True)
    for field in page.editable_fields:
        if placeholders_in(getattr(page, field)):
            yield Problem(field, _("Supporters may change this text, so it cannot hold placeholders."))


def unfilled(page) -> Iterator[Problem]:
    """Placeholders that would come out in another language, or empty, in the letter to a chosen recipient."""
    language = page.locale.language_code[:2]
    for row in page.lead_page.rows:
        used = {name for text in astuple(page.words_for(row)) for name in placeholders_in(text)}
        for name in sorted(used & FILLED_FROM.keys()):
            fact = FILLED_FROM[name]
            words = LACKING[fact].get(language)
            if row.recipient and words and not getattr(row.recipient, f"{fact}_{language}").strip():
                yield Problem("recipient_rows", words % {"recipient": row.recipient.name})


def unfinished(page) -> Iterator[Problem]:
    """Hints that were left for somebody to fill in."""
    for field, text in page.letter_texts():
        for hint in [*hints_in(text), *unfinished_words(text)]:
            yield Problem(field, _("“%(words)s” is still to be filled in.") % {"words": hint})


def warnings(page) -> Iterator[Problem]:
    words = sum(len(text.split()) for text in (page.opening, page.message, page.closing))
    if words > settings.LETTER_WORDS:
        told = ngettext_lazy(
            "The letter has %(words)s word. Offices read one page, which is about %(most)s.",
            "The letter has %(words)s words. Offices read one page, which is about %(most)s.",
            "words",
        )
        yield Problem("message", told % {"words": words, "most": settings.LETTER_WORDS})
