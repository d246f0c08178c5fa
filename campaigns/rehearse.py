"""Every letter that a campaign could send, rendered before the first one leaves, and what is wrong with them."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import cast

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns import compose
from campaigns.doubles import double_title
from campaigns.letterhead import Letterhead
from campaigns.models import CampaignPage, CampaignRecipient, Delivery, District, Legislature, Letter, Recipient
from campaigns.wording import empty_placeholders, placeholders_in, unknown_placeholder_message, unknown_placeholders
from cms.dates import date_format

LONGEST_SUBJECT = 78  # RFC 5322 section 2.1.1: a longer line should be folded; lists of mail cut it long before


@dataclass(frozen=True)
class Rehearsed:
    """One letter to one recipient; without a message where none can be made, or nobody would get it."""

    page: CampaignPage
    delivery: Delivery
    message: EmailMessage | None
    trouble: str = ""  # why composing failed

    @property
    def recipient(self) -> Recipient:
        return cast("Recipient", self.delivery.recipient)

    @property
    def texts(self) -> list[str]:
        words = self.delivery.letter.words.for_recipient(self.delivery)
        return [words.subject, words.opening, words.message, words.closing]


@dataclass(frozen=True)
class Finding:
    """What is wrong with the letters of one page, and with whose: names in the order of the campaign."""

    page: CampaignPage
    what: str
    recipients: tuple[str, ...]

    @property
    def who(self) -> str:
        shown = ", ".join(self.recipients[:3])
        more = len(self.recipients) - 3
        return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown


def rehearse(page: CampaignPage) -> list[Finding]:
    """What is wrong with the letters of all languages of the page's campaign, drafts included. Stores nothing."""
    return findings_in(letters_of(page))


def findings_in(letters: Iterable[Rehearsed]) -> list[Finding]:
    """The same words about many recipients are one finding."""
    found: dict[tuple[CampaignPage, str], dict[str, None]] = {}
    for rehearsed in letters:
        for what in _wrong_with(rehearsed):
            found.setdefault((rehearsed.page, what), {})[str(rehearsed.recipient)] = None
    return [Finding(page, what, tuple(names)) for (page, what), names in found.items()]


# Whom the letters go to


def letters_of(page: CampaignPage) -> Iterator[Rehearsed]:
    """In each language a letter to everybody who could be reached: fixed recipients, members, who stands in."""
    pages = page.drafts()
    reached: dict[int, tuple[CampaignRecipient, Recipient]] = {}
    for row in pages[0].rows:
        for recipient in _reached_by(pages[0], row):
            reached.setdefault(recipient.pk, (row, recipient))  # whoever is both gets one letter
    for draft in pages:
        sample, letterhead = draft.sample_letter(), draft.letterhead
        for row, recipient in reached.values():
            yield _rehearsed(draft, sample, row, recipient, letterhead)


def _reached_by(lead: CampaignPage, row: CampaignRecipient) -> Iterator[Recipient]:
    if row.recipient:
        yield row.recipient
        return
    members = Recipient.objects.in_office().filter(
        district__in=District.objects.of(cast("Legislature", row.legislature))
    )
    yield from members.select_related("district__legislature")
    if lead.stand_in:
        yield lead.stand_in


def _rehearsed(
    page: CampaignPage, sample: Letter, row: CampaignRecipient, recipient: Recipient, letterhead: Letterhead
) -> Rehearsed:
    letter, own = copy(sample), page.own_row(row)
    letter.district = recipient.district or sample.district
    words = {part: getattr(own, part) for part in ("subject", "opening", "closing")} if own else {}
    delivery = Delivery(letter=letter, recipient=recipient, hides_address=row.hides_address, **words)
    texts = Rehearsed(page, delivery, None).texts
    if not recipient.email or unknown_placeholders(texts):
        return Rehearsed(page, delivery, None)
    try:
        return Rehearsed(page, delivery, compose.letter_message(delivery, letterhead=letterhead))
    except (compose.MalformedMessage, ValueError) as trouble:
        return Rehearsed(page, delivery, None, trouble=type(trouble).__name__)


# What is wrong with them


def _wrong_with(rehearsed: Rehearsed) -> Iterator[str]:
    recipient, language = rehearsed.recipient, rehearsed.delivery.letter.language
    if not recipient.email:
        yield _("There is no e-mail address.")
    elif recipient.is_vacant and recipient.until:
        yield _("The term ended on %(date)s.") % {"date": date_format(recipient.until)}
    if rehearsed.trouble:
        yield _("The message cannot be made: %(trouble)s.") % {"trouble": rehearsed.trouble}
    if unknown := unknown_placeholders(rehearsed.texts):
        yield str(unknown_placeholder_message(unknown))
    yield from _wrong_in_language(rehearsed, language)
    if rehearsed.message:
        yield from _wrong_with_message(rehearsed.message, recipient)


def _wrong_in_language(rehearsed: Rehearsed, language: str) -> Iterator[str]:
    """Placeholders that stay empty; a French letter's salutation is English where there is no other."""
    delivery = rehearsed.delivery
    with translation.override(language):
        values = compose.values_for(delivery.letter, rehearsed.recipient, hides_address=delivery.hides_address)
    for name in empty_placeholders(rehearsed.texts, values):
        yield _("{{ %(name)s }} stays empty.") % {"name": name}
    used = {name for text in rehearsed.texts for name in placeholders_in(text)}
    if "recipient_salutation" in used and not getattr(rehearsed.recipient, f"salutation_{language}", ""):
        yield _("There is no salutation in %(language)s.") % {"language": _language(language)}


def _language(code: str) -> str:
    return str(translation.get_language_info(code)["name_translated"])


def _wrong_with_message(message: EmailMessage, recipient: Recipient) -> Iterator[str]:
    if len(message.subject) > LONGEST_SUBJECT:
        yield _("The subject is longer than %(most)s characters.") % {"most": LONGEST_SUBJECT}
    titles = _titles_of(recipient)
    for text in (str(message.subject), *str(message.body).splitlines()):
        if double := double_title(text, titles):
            yield _("Said twice: “%(words)s”.") % {"words": double}


def _titles_of(recipient: Recipient) -> list[str]:
    said = [recipient.name, recipient.honorific, recipient.role_en, recipient.role_fr]
    return [*said, recipient.salutation_en, recipient.salutation_fr]
