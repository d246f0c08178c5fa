"""What keeps a campaign page from being open, asked wherever a page is published and by the POST of a letter; and what
its editors should know before they publish it, which keeps nobody from anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.wording import placeholders_in, unknown_placeholder_message, unknown_placeholders


@dataclass(frozen=True)
class Problem:
    """`field` is the form field to mend. With `stops_letters` no letter can be made at all."""

    field: str
    message: str
    stops_letters: bool = False


class PublishRefused(ValidationError):
    """Raised where a page with problems would have gone live. The page stays as it was."""

    def __init__(self, page, found: list[Problem]):
        self.page, self.problems = page, found
        super().__init__([problem.message for problem in found])


def problems(page) -> list[Problem]:
    """All that is wrong with a campaign page, the draft in memory included; empty when it may be published."""
    return [*_letter_problems(page), *_recipient_problems(page), *_page_problems(page)]


def warnings(page) -> list[Problem]:
    """All that may be wrong with a campaign page, for its editors to judge."""
    return [*_recipient_warnings(page)]


def letter_problems(page) -> list[Problem]:
    """Only what makes a letter impossible: a live page with one of these is shown as not open."""
    return [problem for problem in problems(page) if problem.stops_letters]


def _letter_problems(page) -> Iterator[Problem]:
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


def _recipient_problems(page) -> Iterator[Problem]:
    rows = page.lead_page.rows
    if not rows:
        yield Problem("recipient_rows", _("Choose at least one recipient."), stops_letters=True)
    for row in rows:
        if row.recipient and row.recipient.is_unreachable:
            yield Problem(
                "recipient_rows", _("Letters do not reach %(recipient)s.") % {"recipient": row.recipient.name}
            )


def _recipient_warnings(page) -> Iterator[Problem]:
    for row in page.lead_page.rows:
        if row.recipient and row.recipient.is_unverified:
            yield Problem(
                "recipient_rows",
                _("Nobody has verified the address of %(recipient)s yet.") % {"recipient": row.recipient.name},
            )


def _page_problems(page) -> Iterator[Problem]:
    if not any(block.block_type == "letter_action" for block in page.body):
        yield Problem("body", _("Place a letter action on the page."), stops_letters=True)
    if page.lead_page is not page and not page.lead_page.live:
        yield Problem(
            "",
            _("Publish “%(title)s” first: it holds the recipients for all languages.")
            % {"title": page.lead_page.title},
        )
