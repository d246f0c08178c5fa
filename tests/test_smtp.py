"""Every answer of a mail server, and every way it may fall silent, is classified by the step it comes at."""

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from campaigns.models import Delivery, Lane, SendingSettings
from campaigns.models.reasons import Reason
from campaigns.models.states import Status
from campaigns.pipeline.send import LaneDown, send_due
from campaigns.transports.base import Answer, NotAccepted, Outcome
from campaigns.transports.smtp import SmtpTransport
from tests import factories
from tests.scripted_smtp import HANG_UP, SILENCE, ScriptedServer, refused_port

CASES = [
    # before MAIL: the lane's own trouble, or about us
    ("banner 421", {"banner": "421 too busy"}, Outcome.LANE_DOWN),
    ("banner 450", {"banner": "450 not now"}, Outcome.LANE_DOWN),
    ("banner 554", {"banner": "554 not you"}, Outcome.IDENTITY_REFUSED),
    ("banner hang", {"banner": SILENCE}, Outcome.LANE_DOWN),
    ("banner drop", {"banner": HANG_UP}, Outcome.LANE_DOWN),
    ("banner garbage", {"banner": "HTTP/1.1 400 Bad Request"}, Outcome.LANE_DOWN),
    ("EHLO 550", {"EHLO": "550 not you"}, Outcome.IDENTITY_REFUSED),
    ("EHLO 451", {"EHLO": "451 not now"}, Outcome.LANE_DOWN),
    ("EHLO drop", {"EHLO": HANG_UP}, Outcome.LANE_DOWN),
    ("EHLO not understood", {"EHLO": "502 what?", "HELO": "250 ah"}, Outcome.SENT),
    # the sender
    ("MAIL 451", {"MAIL": "451 4.3.0 not now"}, Outcome.LATER),
    ("MAIL 421", {"MAIL": "421 closing"}, Outcome.LANE_DOWN),
    ("MAIL 550", {"MAIL": "550 5.7.1 not you"}, Outcome.IDENTITY_REFUSED),
    ("MAIL 530", {"MAIL": "530 5.7.0 authenticate first"}, Outcome.IDENTITY_REFUSED),
    ("MAIL drop", {"MAIL": HANG_UP}, Outcome.LANE_DOWN),
    # the recipient
    ("RCPT 450", {"RCPT": "450 4.2.0 greylisted"}, Outcome.LATER),
    ("RCPT 421", {"RCPT": "421 closing"}, Outcome.LATER),
    ("RCPT 550", {"RCPT": "550 5.1.1 nobody here"}, Outcome.REFUSED),
    ("RCPT relaying denied", {"RCPT": "554 5.7.1 Relay access denied"}, Outcome.IDENTITY_REFUSED),
    ("RCPT 251", {"RCPT": "251 will forward"}, Outcome.SENT),
    ("RCPT drop", {"RCPT": HANG_UP}, Outcome.LATER),
    ("RCPT silence", {"RCPT": SILENCE}, Outcome.LATER),
    # the content
    ("DATA 451", {"DATA": "451 not now"}, Outcome.LATER),
    ("DATA 554", {"DATA": "554 no"}, Outcome.REFUSED),
    ("DATA 250", {"DATA": "250 what?"}, Outcome.LATER),
    ("DATA drop", {"DATA": HANG_UP}, Outcome.LATER),
    ("dot 250", {}, Outcome.SENT),
    ("dot 451", {"dot": "451 4.3.0 not now"}, Outcome.LATER),
    ("dot 554", {"dot": "554 5.6.0 no"}, Outcome.REFUSED),
    ("dot drop", {"dot": HANG_UP}, Outcome.IN_DOUBT),
    ("dot time-out", {"dot": SILENCE}, Outcome.IN_DOUBT),
    ("dot garbage", {"dot": "fine by me"}, Outcome.IN_DOUBT),
    ("dot 421", {"dot": "421 closing"}, Outcome.LATER),
    ("QUIT fails", {"QUIT": "500 what?"}, Outcome.SENT),
    ("QUIT drop", {"QUIT": HANG_UP}, Outcome.SENT),
]


@pytest.fixture
def message() -> EmailMessage:
    return EmailMessage("Please act", ".\r\n..act\r\n", "Jane <letters@example.org>", ["Minister <m@example.org>"])


@pytest.fixture
def serve(settings):
    """Starts a scripted server, which the settings then name."""
    servers = []

    def start(**script) -> ScriptedServer:
        servers.append(ScriptedServer(**script))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", servers[-1].port, 0.5
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__()


def carry(transport: SmtpTransport, message: EmailMessage) -> Answer:
    try:
        transport.prepare(message)
    except NotAccepted as refused:
        return refused.answer
    return transport.hand_over(message)


@pytest.mark.parametrize(("script", "outcome"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_answer_means_what_its_step_says(serve, message, script, outcome):
    server = serve(**script)
    transport = SmtpTransport()
    answer = carry(transport, message)
    transport.close()
    assert answer.outcome is outcome
    assert len(server.accepted) == (outcome is Outcome.SENT)
    assert "@" not in answer.reason
    assert bool(answer.reason) == (outcome is not Outcome.SENT)


def test_nobody_listens(settings, message):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", refused_port()
    assert carry(SmtpTransport(), message) == Answer(Outcome.LANE_DOWN, "ConnectionRefusedError at connect")


def test_no_tls_where_it_is_asked_for(serve, settings, message):
    server = serve()
    settings.EMAIL_USE_TLS = True
    assert carry(SmtpTransport(), message).outcome is Outcome.LANE_DOWN
    assert server.accepted == []


def test_a_failed_login_is_the_lanes_trouble(serve, settings, message):
    serve(EHLO="250-here\r\n250 AUTH PLAIN", AUTH="535 5.7.8 wrong password")
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "letters", "wrong"
    assert carry(SmtpTransport(), message) == Answer(Outcome.LANE_DOWN, "535 at AUTH")


def test_the_content_arrives_as_it_was(serve, message):
    server = serve()
    carry(SmtpTransport(), message)
    assert server.accepted[0].endswith(b"\r\n\r\n.\r\n..act\r\n")


def test_the_next_letter_takes_the_same_connection(serve, message):
    server = serve()
    transport = SmtpTransport()
    assert [carry(transport, message).outcome for _ in range(3)] == [Outcome.SENT] * 3
    assert server.conversations == 1


def test_a_refused_recipient_leaves_the_connection_to_the_next(serve, message):
    server = serve(RCPT=["250 fine", "550 5.1.1 nobody here", "250 fine"])
    transport = SmtpTransport()
    outcomes = [carry(transport, message).outcome for _ in range(3)]
    assert outcomes == [Outcome.SENT, Outcome.REFUSED, Outcome.SENT]
    assert server.conversations == 1


@pytest.mark.parametrize("goodbye", [HANG_UP, "421 idle too long"])
def test_a_connection_that_the_server_closed_meanwhile_is_opened_again_unseen(serve, message, goodbye):
    server = serve(MAIL=["250 fine", goodbye, "250 fine"])
    transport = SmtpTransport()
    assert [carry(transport, message).outcome for _ in range(2)] == [Outcome.SENT] * 2
    assert server.conversations == 2


@pytest.fixture
def delivery(page, minister) -> Delivery:
    return Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("script", "status", "attempts", "reason"),
    [
        ({}, Status.SENT, 0, ""),
        ({"RCPT": "450 4.2.0 greylisted"}, Status.QUEUED, 1, "450 4.2.0 at RCPT"),
        ({"RCPT": "550 5.1.1 nobody here"}, Status.FAILED, 0, "550 5.1.1 at RCPT"),
        ({"dot": "451 not now"}, Status.QUEUED, 1, "451 at end of data"),
        ({"dot": HANG_UP}, Status.IN_DOUBT, 0, Reason.BROKEN_OFF),
    ],
)
def test_the_row_says_what_came_of_it(serve, delivery, script, status, attempts, reason):
    serve(**script)
    send_due(worker="test")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.reason) == (status, attempts, reason)


@pytest.mark.django_db
@pytest.mark.parametrize("script", [{"banner": "554 not you"}, {"EHLO": "550 not you"}, {"MAIL": "550 5.7.1 no"}])
def test_where_we_are_refused_the_lane_stops_and_no_letter_is_burnt(serve, delivery, script):
    others = [
        Delivery.objects.create(letter=factories.LetterFactory(page=delivery.letter.page), recipient=delivery.recipient)
        for _ in range(20)
    ]
    server = serve(**script)
    with pytest.raises(LaneDown):
        send_due(worker="test")
    assert Delivery.objects.filter(status=Status.QUEUED, attempts=0).count() == 1 + len(others)
    assert Lane.objects.stopped() is not None
    conversations = server.conversations
    assert send_due(worker="test") == 0
    assert server.conversations == conversations


@pytest.mark.django_db
def test_a_stopped_lane_is_tried_with_one_letter_and_starts_again_when_it_is_welcome(serve, delivery, time_machine):
    server = serve()
    Lane.objects.stop("554 at banner")
    assert send_due(worker="test") == 0
    time_machine.move_to(timezone.now() + timezone.timedelta(minutes=16))
    assert send_due(worker="test") == 1
    assert len(server.accepted) == 1
    assert Lane.objects.stopped() is None


@pytest.mark.django_db
def test_when_staff_stop_everything_nothing_leaves(serve, delivery):
    server = serve()
    SendingSettings.objects.update(stopped=True)
    assert send_due(worker="test") == 0
    delivery.refresh_from_db()
    assert (delivery.status, server.accepted) == (Status.QUEUED, [])
