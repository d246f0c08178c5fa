"""From the outbox to a mail server, over a real SMTP conversation."""

import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.utils import timezone

from campaigns.models import Campaign, Delivery, Lane, Letter, Notice, Recipient, SendingSettings, Worker
from campaigns.models.reasons import Reason
from campaigns.models.states import READINGS, Status
from campaigns.pipeline.claim import claim_letters
from campaigns.pipeline.orders import Orders
from campaigns.pipeline.send import Courier, LaneDown, send_due
from campaigns.pipeline.sweep import sweep
from cms.models import SiteSettings
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db


class Sink:
    """A mail server that keeps what it accepts and answers an address as it is told to."""

    def __init__(self):
        self.accepted, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.accepted.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def sink(settings):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield sink
    controller.stop()


@pytest.fixture
def letter(page, minister) -> Letter:
    letter = factories.LetterFactory(page=page)
    Delivery.objects.create(letter=letter, recipient=minister)
    return letter


def test_one_recipient_per_message_and_the_envelope_is_the_recipients_address(send, sink):
    send()
    send_due(worker="test")
    envelopes = sorted(recipients for _, recipients, _ in sink.accepted)
    assert len(envelopes) == 3
    assert all(len(recipients) == 1 for recipients in envelopes)
    assert {delivery.recipient_email for delivery in Delivery.objects.all()} <= {one for (one,) in envelopes}
    assert {sender for sender, _, _ in sink.accepted} == {"letters@campaigns.example.org"}


def test_what_was_sent_says_so_and_is_not_sent_again(letter, sink):
    assert send_due(worker="test") == 1
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reading) == (Status.SENT, "Sent")
    assert delivery.sent_at is not None
    assert delivery.message_id.encode() in sink.accepted[0][2]
    assert send_due(worker="test") == 0


@pytest.mark.parametrize(
    ("answer", "status", "attempts"),
    [("451 later", Status.QUEUED, 1), ("452 not now", Status.QUEUED, 1), ("550 nobody here", Status.FAILED, 0)],
)
def test_a_refused_recipient_is_tried_again_or_given_up_and_delays_no_other(
    letter, sink, minister, answer, status, attempts
):
    sink.answers[minister.email] = answer
    other = factories.LetterFactory(page=letter.page)
    delivery = Delivery.objects.create(letter=other, recipient=factories.RecipientFactory())
    send_due(worker="test")
    refused = Delivery.objects.get(letter=letter)
    assert (refused.status, refused.attempts, refused.reason) == (status, attempts, f"{answer[:3]} at RCPT")
    delivery.refresh_from_db()
    assert delivery.status == Status.SENT


def test_a_letter_that_was_put_off_is_due_later(letter, sink, minister, time_machine):
    sink.answers[minister.email] = "451 later"
    send_due(worker="test")
    sink.answers.clear()
    assert send_due(worker="test") == 0
    time_machine.move_to(timezone.now() + timedelta(seconds=73))
    assert send_due(worker="test") == 1
    assert Delivery.objects.get().status == Status.SENT


def test_while_the_mail_server_is_down_letters_stay_queued_and_spend_no_attempt(letter, sink, settings):
    settings.EMAIL_PORT = 9
    with pytest.raises(LaneDown):
        send_due(worker="test")
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == (Status.QUEUED, 0)


def test_a_letter_that_cannot_be_composed_is_held_and_stops_no_other(letter, sink, minister):
    Letter.objects.filter(pk=letter.pk).update(opening="{{ gone }}")
    fine = factories.LetterFactory(page=letter.page)
    Delivery.objects.create(letter=fine, recipient=minister)
    send_due(worker="test")
    assert Delivery.objects.get(letter=letter).status == Status.HELD
    assert Delivery.objects.get(letter=fine).status == Status.SENT


@pytest.mark.parametrize(
    "change", [{"status": "failing"}, {"status": "blocked"}, {"email": ""}, {"until": "2020-01-01"}]
)
def test_a_recipient_who_turned_unreachable_meanwhile_gets_nothing_and_staff_decide(letter, sink, minister, change):
    Recipient.objects.filter(pk=minister.pk).update(**change)
    send_due(worker="test")
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == (Status.HELD, Reason.UNREACHABLE)
    assert sink.accepted == []


def test_a_paused_campaigns_letters_wait(letter, sink):
    Campaign.objects.update(status="paused")
    assert send_due(worker="test") == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == (Status.HELD, Reason.PAUSED)
    assert sink.accepted == []


def test_two_workers_never_claim_the_same_letter(letter):
    assert len(claim_letters(worker="first", limit=10, orders=Orders.of_now()).mails) == 1
    assert claim_letters(worker="second", limit=10, orders=Orders.of_now()).mails == []


def test_a_worker_hands_over_only_what_it_still_holds(letter):
    claim_letters(worker="first", limit=10, orders=Orders.of_now())
    ids = [Delivery.objects.get().pk]
    assert Delivery.objects.hand_over(ids, worker="second") == set()
    assert Delivery.objects.hand_over(ids, worker="first") == set(ids)


@pytest.mark.parametrize("is_out", [False, True])
def test_what_a_worker_has_in_hand_it_does_not_claim_again(letter, mailoutbox, time_machine, is_out):
    courier = Courier("test", pause=0.0)
    courier._claim()
    if is_out:
        courier._feed()
    Delivery.objects.in_hands_of("test").release()  # by a sweep, as the worker stood still
    courier._claim()
    while not courier.is_idle:
        courier.turn(may_claim=False)
    courier.close()
    assert (mailoutbox, Delivery.objects.get().status) == ([], Status.QUEUED)
    time_machine.move_to(timezone.now() + timedelta(seconds=6))
    assert send_due(worker="test") == len(mailoutbox) == 1


@pytest.fixture
def left_behind(letter, minister) -> tuple[Delivery, Delivery]:
    """What a worker that died had claimed, and what it was handing over."""
    Worker.objects.report("dead")
    other = Delivery.objects.create(letter=factories.LetterFactory(page=letter.page), recipient=minister)
    claim_letters(worker="dead", limit=10, orders=Orders.of_now())
    Delivery.objects.hand_over([other.pk], worker="dead")
    return Delivery.objects.get(letter=letter), other


def die(worker: str) -> None:
    Worker.objects.filter(name=worker).update(seen_at=Now() - timedelta(seconds=11))


def test_what_a_dead_worker_claimed_is_queued_again_and_what_it_was_handing_over_is_in_doubt(left_behind):
    claimed, handing_over = left_behind
    assert sweep() == 0
    die("dead")
    assert sweep() == 2
    assert Delivery.objects.get(pk=claimed.pk).status == Status.QUEUED
    assert Delivery.objects.get(pk=handing_over.pk).status == Status.IN_DOUBT


def test_doubt_is_ended_once_by_sending_again_with_the_same_message_id(left_behind, sink, time_machine):
    _claimed, doubtful = left_behind
    die("dead")
    sweep()
    send_due(worker="test")
    assert Delivery.objects.get(pk=doubtful.pk).status == Status.IN_DOUBT
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    sweep()
    send_due(worker="test")
    assert Delivery.objects.get(pk=doubtful.pk).status == Status.SENT
    assert sum(doubtful.message_id.encode() in content for _, _, content in sink.accepted) == 1


STOPS = {
    "by staff": lambda: SendingSettings.objects.update(stopped=True),
    "by the mail server": lambda: Lane.objects.stop("554"),
}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_while_nothing_may_leave_what_is_in_doubt_stays_so(left_behind, stop, time_machine):
    _claimed, doubtful = left_behind
    die("dead")
    sweep()
    stop()
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    sweep()
    assert Delivery.objects.get(pk=doubtful.pk).status == Status.IN_DOUBT


def test_a_second_doubt_is_for_staff(left_behind, time_machine):
    _claimed, doubtful = left_behind
    Delivery.objects.filter(pk=doubtful.pk).update(doubts=1)
    die("dead")
    sweep()
    time_machine.move_to(timezone.now() + timedelta(days=1))
    sweep()
    doubtful.refresh_from_db()
    assert (doubtful.status, doubtful.doubts) == (Status.IN_DOUBT, 2)


def test_a_worker_that_was_only_slow_still_says_what_became_of_its_letter(left_behind):
    _claimed, doubtful = left_behind
    die("dead")
    sweep()
    assert Delivery.objects.mark_sent([doubtful.pk], worker="dead") == {doubtful.pk}


def test_drain_sends_all_that_is_due_and_ends(send, sink):
    send()
    call_command("worker", "--drain")
    assert len(sink.accepted) == 3
    assert Notice.objects.get().status == Status.SENT


def test_drain_says_when_the_mail_server_does_not_answer(letter, sink, settings):
    settings.EMAIL_PORT = 9
    with pytest.raises(CommandError, match="does not answer"):
        call_command("worker", "--drain")


def test_every_state_has_one_reading():
    read = [status for states in READINGS.values() for status in states]
    assert sorted(read) == sorted(Status)


def test_a_french_letter_and_its_receipt_name_the_organisation_in_french(client, page, answers, sink):
    SiteSettings.objects.update_or_create(
        site=page.get_site(), defaults={"organisation_en": "Voices", "organisation_fr": "Voix"}
    )
    french = factories.translate(page)
    client.post(f"/fr/write/{french.pk}/", answers | shown(french))
    send_due(worker="test")
    contents = [content.decode() for _, _, content in sink.accepted]
    assert all("From: Jane Doe via Voix" in content or "From: Voix" in content for content in contents)
    assert len(contents) == 3


def test_what_the_test_mailbox_refuses_is_never_held_against_the_recipient(letter, sink, minister):
    SendingSettings.objects.update(live=False, test_mailbox="tests@example.org")
    sink.answers["tests@example.org"] = "550 5.1.1 nobody here"
    for _ in range(4):
        Delivery.objects.create(letter=factories.LetterFactory(page=letter.page), recipient=minister)
    send_due(worker="test")
    assert set(Delivery.objects.values_list("status", "is_test")) == {(Status.FAILED, True)}
    assert Recipient.objects.get(pk=minister.pk).status == Recipient.Status.OK


def test_three_letters_that_find_no_mailbox_make_a_recipient_failing_and_hold_the_next(letter, sink, minister):
    sink.answers[minister.email] = "550 5.1.1 nobody here"
    for _ in range(2):
        Delivery.objects.create(letter=factories.LetterFactory(page=letter.page), recipient=minister)
    send_due(worker="test")
    assert Recipient.objects.get(pk=minister.pk).status == Recipient.Status.FAILING
    later = Delivery.objects.create(letter=factories.LetterFactory(page=letter.page), recipient=minister)
    send_due(worker="test")
    later.refresh_from_db()
    assert (later.status, later.reason) == (Status.HELD, Reason.UNREACHABLE)


def test_a_refusal_for_policy_says_nothing_about_the_mailbox(letter, sink, minister):
    sink.answers[minister.email] = "550 blocked by our spam filter"
    for _ in range(4):
        Delivery.objects.create(letter=factories.LetterFactory(page=letter.page), recipient=minister)
    send_due(worker="test")
    assert set(Delivery.objects.values_list("reason", flat=True)) == {"550 policy at RCPT"}
    assert Recipient.objects.get(pk=minister.pk).status == Recipient.Status.OK
