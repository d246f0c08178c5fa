"""The mail server's side: a conversation up to the point where a letter would follow, and one test letter."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import get_connection

from campaigns.checkup.finding import Finding, fine, mend, note, unknown
from campaigns.headers import Mailbox
from campaigns.letterhead import Letterhead
from campaigns.message import MalformedMessage, Message, checked
from campaigns.models.outbox import new_message_id

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def check_alignment() -> Finding:
    """DMARC wants the domain of From to be the envelope sender's, or the one that signs."""
    domain = settings.LETTERS_DOMAIN
    if settings.ANYMAIL_PROVIDER:
        return unknown(
            f"Alignment: {settings.ANYMAIL_PROVIDER} chooses the envelope sender. Have it sign with DKIM for {domain},"
            " or give it a return path below that domain."
        )
    return fine(f"Alignment: From and the envelope sender are both of {domain}.")


def check_server() -> Iterator[Finding]:
    """What the server of EMAIL_URL answers, as far as MAIL FROM. No letter leaves."""
    if settings.ANYMAIL_PROVIDER:
        yield note(
            f"Mail server: letters leave through {settings.ANYMAIL_PROVIDER}; only a test letter (--to) tells more."
        )
    elif settings.EMAIL_BACKEND != SMTP:
        yield note(f"Mail server: none. Letters are handed to {settings.EMAIL_BACKEND}.")
    else:
        yield from _conversation(f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")


def _conversation(name: str) -> Iterator[Finding]:
    try:
        with _connected() as server:
            yield from _steps(server, name)
    except smtplib.SMTPResponseException as answer:
        yield mend(f"Mail server: {name} refused: {_words(answer.smtp_code, answer.smtp_error)}")
    except ssl.SSLError as trouble:
        yield mend(f"Mail server: no encryption that can be trusted with {name}: {trouble.reason or trouble}.")
    except (OSError, smtplib.SMTPException) as trouble:
        yield mend(f"Mail server: {name} could not be asked: {trouble or type(trouble).__name__}.")


def _connected() -> smtplib.SMTP:
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    return kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)


def _steps(server: smtplib.SMTP, name: str) -> Iterator[Finding]:
    """Raises what smtplib raises where a step fails."""
    server.ehlo_or_helo_if_needed()
    yield fine(f"Mail server: {name} answers.")
    yield _encrypt(server, name)
    if settings.EMAIL_HOST_USER:
        server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        yield fine("Mail server: the login of EMAIL_URL is accepted.")
    code, answer = server.mail(settings.LETTERS_FROM_EMAIL)
    if code >= 400:
        raise smtplib.SMTPResponseException(code, answer)
    yield fine(f"Mail server: it takes mail from {settings.LETTERS_FROM_EMAIL}: {_words(code, answer)}")
    server.rset()


def _encrypt(server: smtplib.SMTP, name: str) -> Finding:
    if settings.EMAIL_USE_SSL:
        return fine("Mail server: the connection is encrypted from the start.")
    if settings.EMAIL_USE_TLS:
        code, answer = server.starttls(context=ssl.create_default_context())
        if code >= 400:
            raise smtplib.SMTPResponseException(code, answer)
        server.ehlo()
        return fine("Mail server: the connection is encrypted (STARTTLS), the certificate is valid.")
    if settings.EMAIL_HOST_USER:
        return mend("Mail server: the password goes over the line in clear. Write EMAIL_URL as smtp+tls://…")
    if server.has_extn("starttls"):
        return note(f"Mail server: {name} offers encryption. Letters use it with EMAIL_URL=smtp+tls://…")
    return note("Mail server: the connection is not encrypted, which is well only on this machine.")


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}".strip()


def send_test_letter(address: str) -> Finding:
    """Handed over as letters are, whether sending is live or not."""
    message_id = new_message_id()
    try:
        message = _test_letter(address, message_id)
        get_connection().send_messages([message])
    except (MalformedMessage, ValueError):
        return mend(f"Test letter: {address} is not an address that letters can go to.")
    except (OSError, smtplib.SMTPException, AnymailError) as trouble:
        return mend(f"Test letter: not accepted: {' '.join(str(trouble).split()) or type(trouble).__name__}")
    return fine(f"Test letter: handed over for {address}, Message-ID {message_id}. Look for it, and at spf=, dkim= and"
                " dmarc= in the header Authentication-Results.")  # fmt: skip


def _test_letter(address: str, message_id: str) -> Message:
    site = settings.WAGTAIL_SITE_NAME
    message = Message(
        language="en",
        sender=Letterhead(site).mailbox(),
        to=Mailbox.of("", address),
        subject=f"Test letter from {site}",
        body=f"This is the test letter that check_sending sends. It came from {settings.SITE_URL}.",
        message_id=message_id,
        is_automatic=True,
    )
    return checked(message)
