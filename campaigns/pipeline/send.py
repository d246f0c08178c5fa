"""Claim what is due, compose it, hand it over, record the answer."""

import logging
import smtplib
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from campaigns import compose
from campaigns.models import Delivery, Notice
from campaigns.models.outbox import OutgoingQuerySet

log = logging.getLogger(__name__)

BATCH = 50
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
ATTEMPTS = 24  # after the steps above one every six hours: five days in all


Mail = Delivery | Notice


class Unreachable(Exception):
    """The recipient turned vacant, failing or blocked while the letter waited: staff decide."""


class Dissolved(Exception):
    """The member's house was dissolved while the letter waited. It goes on once the house sits again."""


class LaneDown(Exception):
    """The mail server cannot be reached. The letters are queued again and no attempt is spent."""


def send_due(*, worker: str, limit: int = BATCH) -> int:
    """Send up to `limit` letters and as many notices; return how many were taken. Raises LaneDown."""
    taken = [mail for queue in (Delivery, Notice) for mail in queue.objects.claim(worker=worker, limit=limit)]
    if taken:
        _send_over_one_connection(taken, worker)
    return len(taken)


def _send_over_one_connection(taken: list[Mail], worker: str) -> None:
    connection = get_connection()
    try:
        connection.open()
    except OSError as trouble:
        for mail in taken:
            _row(mail).release()
        raise LaneDown(type(trouble).__name__) from trouble
    try:
        for mail in taken:
            _send(mail, connection, worker)
    finally:
        connection.close()


def _send(mail: Mail, connection: BaseEmailBackend, worker: str) -> None:
    row = _row(mail)
    try:
        message = _compose(mail)
    except Exception as trouble:  # one letter's trouble never stops the others
        log.warning("%s %s is held: %s", type(mail).__name__, mail.pk, type(trouble).__name__)  # no text, no address
        row.hold(type(trouble).__name__)
        return
    if row.hand_over(worker=worker):
        _record(mail, _hand_over(message, connection))


def _compose(mail: Mail) -> EmailMessage:
    organisation = mail.letter.page.organisation
    if isinstance(mail, Notice):
        return _compose_notice(mail, organisation)
    if mail.recipient is None or mail.recipient.is_vacant or mail.recipient.is_unreachable:
        raise Unreachable
    if mail.awaits_election:
        raise Dissolved
    message = compose.letter_message(mail, organisation=organisation)
    Delivery.objects.filter(pk=mail.pk).update(recipient_email=parseaddr(message.to[0])[1])
    return message


def _compose_notice(notice: Notice, organisation: str) -> EmailMessage:
    letter = notice.letter
    receipt, confirmation = settings.SITE_URL + letter.receipt_path, settings.SITE_URL + letter.confirmation_path
    match notice.kind:
        case Notice.Kind.CONFIRMATION:
            return compose.confirmation_message(notice, organisation=organisation, link=confirmation)
        case Notice.Kind.GAVE_UP:
            return compose.gave_up_message(notice, organisation=organisation, link=receipt)
    copies = letter.deliveries.select_related("recipient").order_by("pk")
    return compose.receipt_message(notice, organisation=organisation, link=receipt, deliveries=copies)


def _hand_over(message: EmailMessage, connection: BaseEmailBackend) -> Exception | None:
    try:
        connection.send_messages([message])
    except (OSError, smtplib.SMTPException) as trouble:
        return trouble
    return None


def _record(mail: Mail, trouble: Exception | None) -> None:
    """Accepted: sent. Refused for good: failed. Refused for now: again later. No answer: in doubt, for staff."""
    row, code = _row(mail), smtp_code(trouble)
    if trouble is None:
        row.mark_sent()
    elif code is None:
        row.mark_in_doubt(type(trouble).__name__)
    elif code >= 500 or mail.attempts + 1 >= ATTEMPTS:
        row.mark_failed(f"{code}")
    else:
        row.retry(after=BACK_OFF[min(mail.attempts, len(BACK_OFF) - 1)], reason=f"{code}")


def smtp_code(trouble: Exception | None) -> int | None:
    """The server's three digits; None when the conversation ended without them."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return next(iter(trouble.recipients.values()))[0]
    return trouble.smtp_code if isinstance(trouble, smtplib.SMTPResponseException) else None


def _row(mail: Mail) -> OutgoingQuerySet:
    return type(mail).objects.filter(pk=mail.pk)
