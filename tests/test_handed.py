"""Any other of Django's e-mail backends takes a message whole: what an error in it means."""

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.transports import new_transport
from campaigns.transports.base import Answer, NotAccepted, Outcome
from campaigns.transports.handed import BackendTransport

MESSAGE = EmailMessage("Act", "Act.", "letters@example.org", ["m@example.org"])


class FullDisk(BaseEmailBackend):
    """As the demo's inbox on a disk without room."""

    def send_messages(self, email_messages):
        raise OSError(28, "No space left on device", "/home/jane/inbox")


class NoFolder(BaseEmailBackend):
    def open(self):
        raise FileNotFoundError("/home/jane/inbox")


def test_what_it_takes_is_sent(mailoutbox):
    transport = new_transport()
    assert isinstance(transport, BackendTransport)
    transport.prepare(MESSAGE)
    assert transport.hand_over(MESSAGE) == Answer(Outcome.SENT)
    transport.close()
    assert [message.subject for message in mailoutbox] == ["Act"]


def test_an_error_while_it_takes_the_message_leaves_doubt_and_names_nobody(settings):
    settings.EMAIL_BACKEND = f"{__name__}.FullDisk"
    transport = new_transport()
    transport.prepare(MESSAGE)
    assert transport.hand_over(MESSAGE) == Answer(Outcome.IN_DOUBT, "OSError")


def test_one_that_cannot_be_opened_is_the_lanes_trouble(settings):
    settings.EMAIL_BACKEND = f"{__name__}.NoFolder"
    with pytest.raises(NotAccepted) as refused:
        new_transport().prepare(MESSAGE)
    assert refused.value.answer == Answer(Outcome.LANE_DOWN, "FileNotFoundError")


def test_a_message_that_does_not_leave_after_all_leaves_nothing(mailoutbox):
    transport = new_transport()
    transport.prepare(MESSAGE)
    transport.drop(MESSAGE)
    transport.abort()
    transport.close()
    assert mailoutbox == []
