"""Through an e-mail service provider of django-anymail: one HTTP request for each message, and no phases to see."""

from typing import Any

import requests
from anymail.exceptions import (
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.transports.base import Answer, NotAccepted, Outcome
from campaigns.transports.watched import Watch

OPTIONS = {"metadata": {"mail": ""}, "track_opens": False, "track_clicks": False}  # anymail's; not every provider's

MISCONFIGURED = (
    ImproperlyConfigured,
    ImportError,  # no such provider, or a library that it needs is missing
    requests.TooManyRedirects,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
)
NOT_FOR_PROVIDER = (AnymailInvalidAddress, AnymailSerializationError, AnymailUnsupportedFeature)

NOT_TAKEN = {"rejected": "suppressed", "invalid": "invalid", "failed": "failed"}  # anymail's words, and ours
OUTCOMES = {
    401: Outcome.IDENTITY_REFUSED,
    402: Outcome.IDENTITY_REFUSED,  # a bill is open
    403: Outcome.IDENTITY_REFUSED,
    404: Outcome.LANE_DOWN,  # the address of the provider's API is wrong
    405: Outcome.LANE_DOWN,
    408: Outcome.LATER,
    429: Outcome.LANE_DOWN,
    503: Outcome.LATER,
}
POSTMARK_REFUSES_US = {400, 401, 405, 412, 413}  # its own codes, with HTTP 422: sender not confirmed, account stopped


class ProviderTransport:
    """Keeps one connection to the provider that ANYMAIL_PROVIDER names. See `Transport`."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend | None = None
        self.watch = Watch()
        self.known: set[str] = set()

    def prepare(self, message: EmailMessage) -> None:
        """The connection itself is made when the message leaves: a provider's API has no step before that."""
        if self.backend:
            return
        try:
            backend = self._open()
            self.known = {name for name, value in OPTIONS.items() if knows(backend, name, value)}
            self.backend = backend
        except MISCONFIGURED as trouble:
            raise NotAccepted(answer_to(trouble)) from None

    def hand_over(self, message: EmailMessage) -> Answer:
        if self.backend is None:
            raise ValueError("`prepare` comes first")
        for name, value in (OPTIONS | {"metadata": {"mail": local_part(message)}}).items():
            if name in self.known:
                setattr(message, name, value)
        self.watch.is_connecting = False
        try:
            self.backend.send_messages([message])
        except Exception as trouble:  # an odd answer upsets a provider's parser in many ways, when the letter has left
            return answer_to(trouble, has_left=not self.watch.is_connecting)
        return answer_of(message)

    def drop(self, message: EmailMessage) -> None:
        """Nothing has left, and nobody waits."""

    def abort(self) -> None:
        self.watch.hang_up()

    def close(self) -> None:
        if self.backend:
            self.backend.close()
        self.backend = None

    def _open(self) -> BaseEmailBackend:
        backend = get_connection()
        backend.open()
        if session := getattr(backend, "session", None):
            self.watch.over(session)
        return backend


def knows(backend: Any, name: str, value: object) -> bool:
    """Whether the provider has an option that anymail calls `name`. Nothing is sent to find out."""
    message = EmailMessage(to=["nobody@example.org"])
    setattr(message, name, value)
    try:
        backend.build_message_payload(message, {})
    except AnymailUnsupportedFeature:
        return False
    return True


def local_part(message: EmailMessage) -> str:
    """Of our own Message-ID: what stands for the mail at a provider. It says nothing about people."""
    return str(message.extra_headers["Message-ID"]).strip("<>").partition("@")[0]


def answer_of(message: Any) -> Answer:
    """What anymail read in an answer that is no error, and wrote on the message."""
    words = message.anymail_status.status or {"failed"}  # nothing: not even sent
    for word in words & NOT_TAKEN.keys():
        return Answer(Outcome.REFUSED, f"{NOT_TAKEN[word]} at API")
    return Answer(Outcome.SENT)


def answer_to(trouble: Exception, *, has_left: bool = True) -> Answer:
    """What an exception means: doubt, where it leaves open whether the provider has taken the letter."""
    if isinstance(trouble, AnymailRecipientsRefused):
        return answer_of(trouble.email_message)
    if isinstance(trouble, NOT_FOR_PROVIDER):
        return Answer(Outcome.REFUSED, type(trouble).__name__)
    if status := getattr(trouble, "status_code", None):
        return answer_to_status(status, code_in(getattr(trouble, "response", None)))
    cause = trouble.__cause__ or trouble  # anymail wraps what requests raises
    name = type(cause).__name__
    if isinstance(cause, MISCONFIGURED):
        return Answer(Outcome.LANE_DOWN, f"configuration: {name}")
    if not has_left or isinstance(cause, requests.exceptions.ProxyError):
        return Answer(Outcome.LANE_DOWN, f"{name} at connect")
    return Answer(Outcome.IN_DOUBT, f"{name} at API")


def answer_to_status(status: int, code: int | None) -> Answer:
    """`code`: the provider's own, where its answer has one."""
    refused = Outcome.REFUSED if 400 <= status < 500 else Outcome.IN_DOUBT
    outcome = OUTCOMES.get(status, refused)
    if status == 422 and code in POSTMARK_REFUSES_US:
        outcome = Outcome.IDENTITY_REFUSED
    return Answer(outcome, f"HTTP {status}" if code is None else f"HTTP {status} code {code}")


def code_in(response: Any) -> int | None:
    """Postmark's. The rest of an answer may hold addresses."""
    try:
        code = response.json()["ErrorCode"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return code if isinstance(code, int) else None
