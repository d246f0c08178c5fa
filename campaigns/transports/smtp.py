"""SMTP, one step at a time: a drop before the content left is told from one after it.

What an answer means depends on the step. Before MAIL it is about us or about the way to the server; RCPT is about the
recipient; after the final dot only an answer of the server says what became of the letter.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMessage

from campaigns.bounces import codes_in
from campaigns.compose import as_bytes
from campaigns.transports.base import Answer, NotAccepted, Outcome

NOT_UNDERSTOOD = (500, 502, 504)  # to EHLO: an old server, which may know HELO
CLOSING = 421  # the server ends the connection, at whatever step
QUIT_WITHIN = 2  # seconds
VERDICT = 5  # times as long as other answers: a server may look through the whole letter first, and giving up is doubt
_DOT_AT_START = re.compile(rb"(?m)^\.")

Reply = tuple[int, bytes]


class SmtpTransport:
    """Keeps its connection from letter to letter; one that the server has closed meanwhile is opened again, unseen."""

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None
        self.is_fresh = False

    def prepare(self, message: EmailMessage) -> None:
        if self.server is None:
            self._connect()
        try:
            self._say_sender(message)
        except NotAccepted:
            if self.is_fresh or self.server is not None:
                raise
            self._connect()
            self._say_sender(message)
        self.is_fresh = False
        self._say_recipient(message)

    def hand_over(self, message: EmailMessage) -> Answer:
        content = _DOT_AT_START.sub(b"..", as_bytes(message))
        reply = self._ask("DATA")
        if reply is None or reply[0] != 354:
            return self._answer_to(reply, "DATA", Outcome.LATER, refused=Outcome.REFUSED)
        try:
            self._server.send(content + (b"" if content.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        except (OSError, smtplib.SMTPException):
            self._hang_up()  # the dot comes last, so it cannot have left
            return Answer(Outcome.LATER, "broken off at DATA")
        return self._read_verdict()

    def drop(self, message: EmailMessage) -> None:
        self._reset()

    def abort(self) -> None:
        """From another thread: ends whatever is waited for."""
        server = self.server  # which the other may let go at any moment
        if server and (sock := server.sock):
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # below TLS, which belongs to the other

    def close(self) -> None:
        if self.server and self.server.sock:
            with suppress(OSError, smtplib.SMTPException):
                self.server.sock.settimeout(QUIT_WITHIN)
                self.server.quit()
        self._hang_up()

    # Getting as far as the first letter

    def _connect(self) -> None:
        """Raises NotAccepted: about the way to the server, or about us; never about a letter."""
        try:
            self.server = self._open()
        except smtplib.SMTPConnectError as banner:
            self._check((banner.smtp_code, b""), "banner")
        except (OSError, smtplib.SMTPException) as trouble:
            raise NotAccepted(Answer(Outcome.LANE_DOWN, f"{_name_of(trouble)} at connect")) from None
        self._greet()
        if settings.EMAIL_USE_TLS:
            self._start_tls()
        if settings.EMAIL_HOST_USER:
            self._log_in()
        self.is_fresh = True

    def _open(self) -> smtplib.SMTP:
        options = {"timeout": settings.EMAIL_TIMEOUT, "local_hostname": DNS_NAME.get_fqdn()}
        if settings.EMAIL_USE_SSL:
            options["context"] = ssl.create_default_context()
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        return kind(settings.EMAIL_HOST, settings.EMAIL_PORT, **options)

    def _greet(self) -> None:
        reply = self._try(self._server.ehlo)
        if reply and reply[0] in NOT_UNDERSTOOD:
            reply = self._try(self._server.helo)
        self._check(reply, "EHLO")

    def _start_tls(self) -> None:
        try:
            code, _text = self._server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException) as trouble:
            self._refuse(Answer(Outcome.LANE_DOWN, f"{_name_of(trouble)} at STARTTLS"))
        if code != 220:
            self._refuse(Answer(Outcome.LANE_DOWN, f"{code} at STARTTLS"))
        self._greet()

    def _log_in(self) -> None:
        try:
            self._server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except smtplib.SMTPResponseException as refused:
            self._refuse(Answer(Outcome.LANE_DOWN, f"{refused.smtp_code} at AUTH"))
        except (OSError, smtplib.SMTPException) as trouble:
            self._refuse(Answer(Outcome.LANE_DOWN, f"{_name_of(trouble)} at AUTH"))

    def _check(self, reply: Reply | None, phase: str) -> None:
        """Before MAIL: what is not welcome is about us (5xx) or the lane's own trouble."""
        if reply is None or not 200 <= reply[0] < 300:
            self._refuse(self._answer_to(reply, phase, Outcome.LANE_DOWN, refused=Outcome.IDENTITY_REFUSED))

    def _refuse(self, answer: Answer) -> None:
        self._hang_up()
        raise NotAccepted(answer)

    # One letter

    def _say_sender(self, message: EmailMessage) -> None:
        reply = self._ask(f"MAIL FROM:<{parseaddr(message.from_email)[1]}>")
        if reply is None or not 200 <= reply[0] < 300:
            is_ours = reply is None or reply[0] == CLOSING or not 400 <= reply[0] < 500
            otherwise = Outcome.LANE_DOWN if is_ours else Outcome.LATER
            raise NotAccepted(self._answer_to(reply, "MAIL", otherwise, refused=Outcome.IDENTITY_REFUSED))

    def _say_recipient(self, message: EmailMessage) -> None:
        (recipient,) = message.recipients()
        reply = self._ask(f"RCPT TO:<{parseaddr(recipient)[1]}>")
        if reply is None or not 200 <= reply[0] < 300:
            about_us = reply is not None and _is_relaying_denied(reply)
            refused = Outcome.IDENTITY_REFUSED if about_us else Outcome.REFUSED
            answer = self._answer_to(reply, "RCPT", Outcome.LATER, refused=refused)
            if reply is None:
                self._connect()  # a server that does not answer that either is silent for all letters
            raise NotAccepted(answer)

    def _read_verdict(self) -> Answer:
        if self._server.sock:
            self._server.sock.settimeout(VERDICT * settings.EMAIL_TIMEOUT)
        reply = self._try(self._server.getreply)
        if self.server and self.server.sock:
            self.server.sock.settimeout(settings.EMAIL_TIMEOUT)
        if reply is None or not (200 <= reply[0] < 300 or 400 <= reply[0] < 600):
            self._hang_up()
            return Answer(Outcome.IN_DOUBT, "no answer" if reply is None else "answer not understood")
        if 200 <= reply[0] < 300:
            return Answer(Outcome.SENT)
        return self._answer_to(reply, "end of data", Outcome.LATER, refused=Outcome.REFUSED)

    def _answer_to(self, reply: Reply | None, phase: str, otherwise: Outcome, *, refused: Outcome) -> Answer:
        """5xx: `refused`. Anything else that is not a welcome, silence included: `otherwise`. Leaves a clean slate."""
        if reply is None or reply[0] == CLOSING or not 400 <= reply[0] < 600:
            self._hang_up()
        elif self.server:
            self._reset()
        if reply is None:
            return Answer(otherwise, f"no answer at {phase}")
        return Answer(refused if 500 <= reply[0] < 600 else otherwise, f"{_codes_of(reply)} at {phase}")

    # The wire

    @property
    def _server(self) -> smtplib.SMTP:
        if self.server is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return self.server

    def _ask(self, command: str) -> Reply | None:
        return self._try(lambda: self._server.docmd(command))

    def _try(self, step: Callable[[], Reply]) -> Reply | None:
        """The server's reply; None where none came, which ends the connection."""
        try:
            return step()
        except smtplib.SMTPResponseException as nonsense:  # a line too long to be a reply
            return nonsense.smtp_code, b""
        except (OSError, ValueError, smtplib.SMTPException):
            self._hang_up()
            return None

    def _reset(self) -> None:
        reply = self._ask("RSET")
        if reply is not None and not 200 <= reply[0] < 300:
            self._hang_up()

    def _hang_up(self) -> None:
        server, self.server = self.server, None
        if server:
            with suppress(OSError):
                server.close()


def _codes_of(reply: Reply) -> str:
    """Never the text, which may name somebody."""
    return codes_in(f"{reply[0]} {reply[1].decode('latin-1')}") or str(reply[0])


def _is_relaying_denied(reply: Reply) -> bool:
    """The server takes no mail of ours for others: it would say so to every letter."""
    return 500 <= reply[0] < 600 and b"relay" in reply[1].lower()


def _name_of(trouble: Exception) -> str:
    return type(trouble).__name__
