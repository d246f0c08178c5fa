"""What every transport can do, and what may come of handing a message over."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from django.core.mail import EmailMessage


class Outcome(Enum):
    """What an answer means for the letter, or for all letters."""

    SENT = "sent"  # accepted: the server answers for it from now on
    LATER = "later"  # refused for now: the letter is tried again, and an attempt is spent
    REFUSED = "refused"  # refused for good
    IN_DOUBT = "in doubt"  # the content had left, and no answer came
    LANE_DOWN = "lane down"  # the way to the server is blocked: every letter waits, none spends an attempt
    IDENTITY_REFUSED = "identity refused"  # the server does not want mail from us: every letter would fail


@dataclass(frozen=True)
class Answer:
    """`reason` is short and holds no address: the server's code, its enhanced code, the phase ("550 5.1.1 at RCPT")."""

    outcome: Outcome
    reason: str = ""


class NotAccepted(Exception):
    """The conversation ended before any content left."""

    def __init__(self, answer: Answer):
        self.answer = answer
        super().__init__(answer.reason)


class Transport(Protocol):
    """One connection, used by one thread. Never touches the database; waits for nothing longer than EMAIL_TIMEOUT."""

    def prepare(self, message: EmailMessage) -> None:
        """Connect where needed, and get as far as one can before any content leaves. Raises NotAccepted."""
        ...

    def hand_over(self, message: EmailMessage) -> Answer:
        """Let the content leave, and say what came of it. Only after `prepare` of the same message."""
        ...

    def drop(self, message: EmailMessage) -> None:
        """The message that was prepared does not leave after all."""
        ...

    def abort(self) -> None:
        """Called by another thread: what this one waits for ends now."""
        ...

    def close(self) -> None:
        """Say goodbye; whatever happens now changes nothing."""
        ...
