"""Proof: whatever a mail server answers, and wherever it falls silent, means what the step says it means."""

import pytest
from django.core.mail import EmailMessage

from campaigns.transports.base import Answer, NotAccepted
from campaigns.transports.smtp import SmtpTransport
from tests.scripted_smtp import ScriptedServer
from tests.test_smtp import CASES

pytestmark = pytest.mark.proof


def answer_of(server: ScriptedServer, settings) -> Answer:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    message, transport = EmailMessage("Act", "Act.", "letters@example.org", ["m@example.org"]), SmtpTransport()
    try:
        transport.prepare(message)
        return transport.hand_over(message)
    except NotAccepted as refused:
        return refused.answer
    finally:
        transport.close()


def test_every_answer_is_classified(settings, report):
    """By the outcome, and by what the server has accepted in truth."""
    wrong = []
    for name, script, outcome in CASES:
        with ScriptedServer(**script) as server:
            answer = answer_of(server, settings)
        if answer.outcome is not outcome or bool(server.accepted) != (outcome.name == "SENT"):
            wrong.append(name)
    report(n=len(CASES), failures=len(wrong), wrong=",".join(wrong) or "none")
