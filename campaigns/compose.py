"""Objects in, finished messages out. The editor's preview and the e-mail that leaves are both made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.cleaning import one_line
from campaigns.headers import Mailbox
from campaigns.letterhead import Letterhead
from campaigns.message import MalformedMessage, Message, as_bytes, as_received, checked
from campaigns.wording import LetterWords, fill

if TYPE_CHECKING:  # handed over, never looked up: this module knows no models
    from campaigns.models import Delivery, Letter, Notice, Recipient

__all__ = ["MalformedMessage", "as_bytes", "as_received"]  # what callers need of campaigns.message


def letter_message(delivery: Delivery, *, letterhead: Letterhead) -> Message:
    """The e-mail that `delivery.recipient`, known by now, gets. Raises MalformedMessage."""
    return checked(_letter(delivery, letterhead=letterhead))


def _letter(delivery: Delivery, *, letterhead: Letterhead) -> Message:
    """From our own domain, replies to the supporter; where the recipient is to learn no address, replies to us, and the
    riding in place of where the supporter lives."""
    letter, recipient = delivery.letter, cast("Recipient", delivery.recipient)
    with translation.override(letter.language):
        words = filled(letter, delivery, recipient)
        hides = delivery.hides_address
        context = {"words": words, "letter": letter, "letterhead": letterhead, "hides_address": hides}
        context["address"] = shown_place(letter, hides_address=hides)
        names = {"name": letter.supporter_name, "organisation": letterhead.shown_name}
        return Message(
            language=letter.language,
            sender=letterhead.mailbox(_("%(name)s via %(organisation)s") % names),
            to=Mailbox.of(recipient.name, recipient.email),
            reply_to=letterhead.answers_to if hides else Mailbox.of(letter.supporter_name, letter.email),
            subject=words.subject,
            body=render_to_string("campaigns/mail/letter.txt", context),
            message_id=delivery.message_id,
        )


def for_test_mailbox(message: Message, mailbox: str) -> Message:
    """The same message to the test mailbox instead: marked, and its first line says who would have got it."""
    with translation.override(message.language):
        line = _("TEST. This mail would have gone to %(recipient)s.") % {"recipient": message.addressee}
    test = Message(
        language=message.language,
        sender=message.sender,
        to=Mailbox.of("", mailbox),
        reply_to=message.answers_to,
        subject=f"[TEST] {message.subject}",
        body=f"{line}\n\n{message.body}",
        message_id=message.message_id,
        is_automatic=message.is_automatic,
    )
    return checked(test)


def receipt_message(
    notice: Notice, *, letterhead: Letterhead, link: str, denial: str, deliveries: Iterable[Delivery]
) -> Message:
    """The supporter's copy: who gets the letter, the letter as it was signed, and where to see what became of it, or to
    say that it is somebody else's."""
    letter, copies = notice.letter, list(deliveries)
    with translation.override(letter.language):
        context = {
            "copies": [_copy_for_supporter(letter, copy) for copy in copies if copy.recipient],
            "hides_address": any(copy.hides_address for copy in copies),
            "waits": any(copy.recipient is None for copy in copies),
        }
        subject = _("Your letter: %(campaign)s") % {"campaign": letter.page.title}
        to = Mailbox.of(letter.supporter_name, letter.email)
        return _notice(notice, "receipt", subject, to, letterhead, link=link, denial=denial, **context)


def _copy_for_supporter(letter: Letter, copy: Delivery) -> tuple[Delivery, LetterWords, str]:
    words = filled(letter, copy, cast("Recipient", copy.recipient))
    return copy, words, shown_place(letter, hides_address=copy.hides_address)


def gave_up_message(notice: Notice, *, letterhead: Letterhead, link: str) -> Message:
    """Says that nobody could be found who represents the supporter."""
    letter = notice.letter
    with translation.override(letter.language):
        subject = _("Your letter did not go to a representative: %(campaign)s") % {"campaign": letter.page.title}
        to = Mailbox.of(letter.supporter_name, letter.email)
        return _notice(notice, "gave_up", subject, to, letterhead, link=link)


def not_delivered_message(
    notice: Notice, *, letterhead: Letterhead, link: str, deliveries: Iterable[Delivery]
) -> Message:
    """Says who did not get the letter, who did, and to whom it is still on its way. Why is for staff to know."""
    letter = notice.letter
    known = [delivery for delivery in deliveries if delivery.recipient]
    with translation.override(letter.language):
        context = {
            "lost": [delivery.recipient for delivery in known if delivery.is_not_delivered],
            "arrived": [delivery.recipient for delivery in known if delivery.has_left],
            "under_way": [d.recipient for d in known if not (d.is_not_delivered or d.has_left)],
        }
        subject = _("Your letter could not be delivered: %(campaign)s") % {"campaign": letter.page.title}
        to = Mailbox.of(letter.supporter_name, letter.email)
        return _notice(notice, "not_delivered", subject, to, letterhead, link=link, **context)


def confirmation_message(
    notice: Notice, *, letterhead: Letterhead, link: str, denial: str, reminds: bool = False
) -> Message:
    """Asks whoever owns the address to confirm. Holds nothing that the supporter typed: it may reach a stranger."""
    with translation.override(notice.letter.language):
        words = _("Still to be confirmed: %(campaign)s") if reminds else _("Please confirm your letter: %(campaign)s")
        subject = words % {"campaign": notice.letter.page.title}
        to = Mailbox.of("", notice.letter.email)  # the name may be a stranger's
        days = settings.UNCONFIRMED_KEPT.days
        links = {"link": link, "denial": denial}
        return _notice(notice, "confirmation", subject, to, letterhead, days=days, reminds=reminds, **links)


def already_sent_message(notice: Notice, *, letterhead: Letterhead, link: str) -> Message:
    """Tells the owner of the address that a second letter came in for it. Holds nothing of that one."""
    with translation.override(notice.letter.language):
        subject = _("You have already sent this letter: %(campaign)s") % {"campaign": notice.letter.page.title}
        to = Mailbox.of("", notice.letter.email)
        return _notice(notice, "already_sent", subject, to, letterhead, link=link)


def letter_copies(letter: Letter, deliveries: Iterable[Delivery], *, letterhead: Letterhead) -> str:
    """The letter to each recipient as it was sent, or will be, for its supporter to keep: of one whose seat is vacant
    by now, too, who has no address any more."""
    with translation.override(letter.language):
        mails = [(one, _letter(one, letterhead=letterhead)) for one in deliveries if one.recipient]
        return render_to_string("campaigns/letter_copies.txt", {"mails": mails, "letter": letter})


def _notice(
    notice: Notice, template: str, subject: str, to: Mailbox, letterhead: Letterhead, **context: Any
) -> Message:
    """A mail of the organisation's own; made while the letter's language is active."""
    context |= {"letter": notice.letter, "campaign": notice.letter.page.title, "letterhead": letterhead}
    message = Message(
        language=notice.letter.language,
        sender=letterhead.mailbox(),
        to=to,
        subject=subject,
        body=render_to_string(f"campaigns/mail/{template}.txt", context),
        message_id=notice.message_id,
        is_automatic=True,
    )
    return checked(message)


def filled(letter: Letter, own_words: Delivery, recipient: Recipient) -> LetterWords:
    """The letter's words for one recipient. What the supporter wrote is never scanned for placeholders."""
    words = letter.words.for_recipient(own_words)
    values = values_for(letter, recipient, hides_address=own_words.hides_address)
    return LetterWords(
        subject=one_line(letter.subject if letter.subject_is_own else fill(words.subject, values)),
        opening=fill(words.opening, values),
        message=letter.message if letter.message_is_own else fill(words.message, values),
        closing=fill(words.closing, values),
    )


def values_for(letter: Letter, recipient: Recipient, *, hides_address: bool = False) -> Mapping[str, str]:
    riding = riding_of(letter)
    return {
        "recipient_salutation": recipient.salutation,
        "recipient_name": recipient.name,
        "recipient_role": recipient.role,
        "supporter_name": letter.supporter_name,
        "supporter_first_name": letter.first_name,
        "supporter_last_name": letter.last_name,
        "postal_code": riding if hides_address else spaced(letter.postal_code),
        "district": riding if hides_address or letter.district else place_of(letter),
    }


class _Braces(dict[str, str]):
    """Leaves a placeholder that it does not know as it stands, where a draft is only looked at."""

    def __missing__(self, name: str) -> str:
        return f"{{{{ {name} }}}}"


def shown(words: LetterWords, salutation: str) -> LetterWords:
    """The words as the form shows them, before anybody has filled it in."""
    values = _Braces(
        {
            "recipient_salutation": salutation,
            "recipient_name": _("[recipient's name]"),
            "recipient_role": _("[recipient's office]"),
            "supporter_name": _("[your name]"),
            "supporter_first_name": _("[your first name]"),
            "supporter_last_name": _("[your last name]"),
            "postal_code": _("[your postal code]"),
            "district": _("[your riding]"),
        }
    )
    return LetterWords(*(fill(part, values) for part in (words.subject, words.opening, words.message, words.closing)))


def address_of(letter: Letter) -> str:
    """Where the supporter lives, as far as the campaign asks: street, city and place, or the place alone."""
    return ", ".join(filter(None, (letter.street, letter.city, place_of(letter))))


def shown_place(letter: Letter, *, hides_address: bool) -> str:
    """Where the supporter lives, as far as the recipient is to learn it."""
    return riding_of(letter) if hides_address else address_of(letter)


def riding_of(letter: Letter) -> str:
    """Never the postal code, which says more."""
    if letter.district:
        return str(letter.district.name)
    return _("outside Canada") if letter.outside_country else _("Canada")


def place_of(letter: Letter) -> str:
    return _("outside Canada") if letter.outside_country else spaced(letter.postal_code)


def spaced(postal_code: str) -> str:
    return f"{postal_code[:3]} {postal_code[3:]}".strip()
