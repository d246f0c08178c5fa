"""The finished message: one sender, one recipient, plain text, and bytes that were read again before they leave."""

from __future__ import annotations

import binascii
import email.policy
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage as Received
from email.message import Message as Parsed
from email.parser import BytesHeaderParser, BytesParser
from email.utils import format_datetime, getaddresses
from functools import cached_property
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.message import MIMEMixin
from django.utils import timezone

from campaigns.cleaning import many_lines, one_line
from campaigns.headers import Mailbox, folded, in_ascii

ALWAYS = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"}
SOMETIMES = {"reply-to", "auto-submitted"}
_SEVEN_BITS = b"\t\r\n" + bytes(range(0x20, 0x7F))
LONGEST_LINE = 998  # octets without CRLF: RFC 5322 section 2.1.1


class MalformedMessage(Exception):
    """The finished message is not what was meant; it must not leave."""


class Message(EmailMessage):
    """Plain text to one mailbox. Texts are cleaned here; the bytes are made once and are what leaves."""

    def __init__(
        self,
        *,
        language: str,
        sender: Mailbox,
        to: Mailbox,
        subject: str,
        body: str,
        message_id: str,
        reply_to: Mailbox | None = None,
        is_automatic: bool = False,
    ):
        self.language, self.sender, self.addressee, self.answers_to = language, sender, to, reply_to
        self.message_id, self.is_automatic = message_id, is_automatic
        own = {"Date": format_datetime(timezone.now()), "Message-ID": message_id}
        super().__init__(
            subject=one_line(subject),
            body=many_lines(body) + "\n",
            from_email=str(sender),
            to=[str(to)],
            reply_to=[str(reply_to)] if reply_to else [],
            headers=own | ({"Auto-Submitted": "auto-generated"} if is_automatic else {}),
        )

    def recipients(self) -> list[str]:
        """The envelope's: one, without a name."""
        return [self.addressee.address]

    def message(self) -> Any:  # type: ignore[override]  # typed for a later Django
        """What Django's own backends ask for: the message as it is sent, read again."""
        return message_from_bytes(self.as_sent.replace(b"\r\n", b"\n"), _class=_Parsed)

    @cached_property
    def as_sent(self) -> bytes:
        text, encoding = _for_seven_bits(str(self.body))
        mime = {"MIME-Version": "1.0", "Content-Type": 'text/plain; charset="utf-8"'}
        headers = [*self._headers(), *mime.items(), ("Content-Transfer-Encoding", encoding)]
        head = "\n".join(folded(name, value) for name, value in headers)
        return f"{head}\n\n{text}".replace("\n", "\r\n").encode("ascii")

    def _headers(self) -> Iterator[tuple[str, str]]:
        yield "From", self.sender.header
        yield "To", self.addressee.header
        if self.answers_to:
            yield "Reply-To", self.answers_to.header
        yield "Subject", in_ascii(str(self.subject))
        yield from self.extra_headers.items()


class _Parsed(MIMEMixin, Parsed):  # type: ignore[misc]  # as Django does it
    """One that Django's SMTP backend can ask for CRLF."""


def _for_seven_bits(text: str) -> tuple[str, str]:
    """Any server passes it on; by `binascii`, as the email package takes twenty times as long."""
    if text.isascii() and max(map(len, text.split("\n"))) <= LONGEST_LINE:
        return text, "7bit"
    return binascii.b2a_qp(text.encode(), istext=True).decode("ascii"), "quoted-printable"


def as_bytes(message: EmailMessage) -> bytes:
    """What leaves by SMTP: CRLF line ends, nothing but ASCII. Dots at the beginnings of lines are the transport's."""
    return message.as_sent if isinstance(message, Message) else bytes(message.message()).replace(b"\n", b"\r\n")


def as_received(message: EmailMessage) -> Received:
    """The message as a mail program reads it, from the bytes that would leave."""
    return BytesParser(policy=email.policy.default).parsebytes(as_bytes(message).replace(b"\r\n", b"\n"))


def checked(message: Message) -> Message:
    """`message`, after the headers in the bytes that leave were read again.

    Raises MalformedMessage where a header is missing, doubled or was added by somebody's text, where it names another
    mailbox than was meant, and where a byte or a line would not pass a mail server.
    """
    raw = as_bytes(message)
    headers = BytesHeaderParser().parsebytes(raw.partition(b"\r\n\r\n")[0])
    names = [name.lower() for name in headers]
    meant = {"From": message.sender, "To": message.addressee, "Reply-To": message.answers_to}
    if (
        len(names) != len(set(names))
        or not ALWAYS <= set(names) <= ALWAYS | SOMETIMES
        or any(_mailboxes(headers.get_all(name, [])) != _expected(box) for name, box in meant.items())
        or not _passes_smtp(raw)
    ):
        raise MalformedMessage(message.message_id)
    return message


def _passes_smtp(raw: bytes) -> bool:
    ends = raw.count(b"\r\n")
    is_clean = not raw.translate(None, _SEVEN_BITS) and ends == raw.count(b"\r") == raw.count(b"\n")
    return is_clean and max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE


def _mailboxes(values: list[str]) -> list[str]:
    return [address for _name, address in getaddresses(values)]


def _expected(mailbox: Mailbox | None) -> list[str]:
    """Raises MalformedMessage on an address that mail programs may read as something else."""
    if mailbox and not mailbox.is_sound:
        raise MalformedMessage
    return [mailbox.address] if mailbox else []
