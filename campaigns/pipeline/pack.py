"""A claimed mail becomes a finished message, or a reason why it stays here."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.message import Message
from campaigns.models import Delivery, Notice
from campaigns.models.reasons import Reason
from campaigns.pipeline.claim import Mail
from campaigns.pipeline.orders import Orders

log = logging.getLogger(__name__)


class StaysHere(Exception):
    """The mail is not sent now; staff decide. Holds the Reason."""


@dataclass(frozen=True, eq=False)
class Parcel:
    """One mail on its way through a worker."""

    mail: Mail
    message: EmailMessage
    is_test: bool

    def __str__(self) -> str:
        return f"{self.queue.__name__} {self.mail.pk}"

    @property
    def queue(self) -> type[Mail]:
        return type(self.mail)


def pack(mail: Mail, *, orders: Orders, letterhead: Letterhead) -> Parcel:
    """Raises StaysHere."""
    if mail.letter.is_invalid:
        raise StaysHere(Reason.INVALID)
    if mail.letter.is_stopped and (isinstance(mail, Delivery) or mail.letter.erasure_asked_at):
        raise StaysHere(Reason.WITHDRAWN)
    if mail.letter.has_expired:
        raise StaysHere(Reason.EXPIRED)
    if isinstance(mail, Delivery) and (mail.recipient is None or not mail.recipient.takes_letters):
        raise StaysHere(Reason.UNREACHABLE)
    if isinstance(mail, Delivery) and mail.awaits_election:
        raise StaysHere(Reason.DISSOLVED)
    try:
        message = _compose(mail, letterhead)
        if orders.mailbox:
            message = compose.for_test_mailbox(message, orders.mailbox)
    except Exception as trouble:  # one letter's trouble never stops the others
        log.warning("%s %s is held: %s", type(mail).__name__, mail.pk, type(trouble).__name__)  # no text, no address
        raise StaysHere(Reason.NOT_COMPOSED) from trouble
    return Parcel(mail, message, bool(orders.mailbox))


def _compose(mail: Mail, letterhead: Letterhead) -> Message:
    if isinstance(mail, Delivery):
        return compose.letter_message(mail, letterhead=letterhead)
    letter = mail.letter
    denial = settings.SITE_URL + letter.denial_path
    match mail.kind:
        case Notice.Kind.CONFIRMATION | Notice.Kind.REMINDER:
            link, reminds = settings.SITE_URL + letter.confirmation_path, mail.kind == Notice.Kind.REMINDER
            return compose.confirmation_message(mail, letterhead=letterhead, link=link, denial=denial, reminds=reminds)
        case Notice.Kind.ALREADY_SENT:
            link = settings.SITE_URL + letter.receipt_path
            return compose.already_sent_message(mail, letterhead=letterhead, link=link)
        case Notice.Kind.GAVE_UP:
            link = settings.SITE_URL + letter.receipt_path
            return compose.gave_up_message(mail, letterhead=letterhead, link=link)
    link, copies = settings.SITE_URL + letter.receipt_path, letter.deliveries.all()
    if mail.kind == Notice.Kind.NOT_DELIVERED:
        return compose.not_delivered_message(mail, letterhead=letterhead, link=link, deliveries=copies)
    return compose.receipt_message(mail, letterhead=letterhead, link=link, denial=denial, deliveries=copies)
