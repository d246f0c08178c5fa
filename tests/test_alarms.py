"""Alarms: raised once while the trouble lasts, and told by e-mail and to ALARM_URL until that has gone through."""

import json
import re
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from campaigns.alarms import look_for_trouble, tell_alarms
from campaigns.models import Alarm, ClockJob, Delivery, Lane, Pace, Recipient, SendingSettings
from campaigns.models.reasons import Reason
from campaigns.tell import POST_TAKES
from cms.settings.reading import plain_number, safe_url
from tests import factories

pytestmark = pytest.mark.django_db

OPERATOR = "operator@example.org"


class Listener:
    """What ALARM_URL names: keeps what is posted, and answers as it is told to."""

    def __init__(self):
        self.posts, self.status, self.drips = [], 204, False
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.posts.append((self.path, self.headers["Content-Type"], json.loads(body)))
                if listener.drips:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    for _ in range(200):
                        time.sleep(0.1)
                        self.wfile.write(b"X: y\r\n")
                self.send_response(listener.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def alarms(self) -> list[dict]:
        return [body for _path, _type, body in self.posts]


@pytest.fixture
def listener(settings):
    listener = Listener()
    settings.ALARM_URL = listener.url
    yield listener
    listener.server.shutdown()
    listener.server.server_close()


@pytest.fixture
def operator(home):
    SendingSettings.objects.update(alarm_email=OPERATOR)


@pytest.fixture
def stopped_lane():
    Lane.objects.stop("554 5.7.1 at banner")
    look_for_trouble()


@pytest.fixture
def old_letter(page, minister) -> Delivery:
    due = timezone.now() - timedelta(minutes=16)
    return Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister, due_at=due)


def lasting() -> list[tuple[str, str]]:
    return list(Alarm.objects.lasting().order_by("pk").values_list("kind", "about"))


def test_a_letter_that_has_been_due_for_more_than_15_minutes_is_an_alarm_until_it_leaves(old_letter):
    assert look_for_trouble() == 1
    assert lasting() == [("queue_old", "")]
    assert look_for_trouble() == 0
    Delivery.objects.update(status="sent")
    assert look_for_trouble() == 1
    assert lasting() == []
    assert Alarm.objects.get().ended_at is not None


def test_where_the_days_limit_is_reached_the_alarm_says_that_and_when_letters_leave_again(old_letter, settings):
    settings.LETTERS_A_DAY = 7
    Pace.objects.create(key=Pace.objects.key_of_today, left=7)
    look_for_trouble()
    words = Alarm.objects.lasting().get().words
    assert words.startswith("Today's limit of 7 mails (LETTERS_A_DAY) is reached.")
    assert words.endswith("and leaves after midnight.")


@pytest.mark.parametrize(
    "change",
    [
        lambda: SendingSettings.objects.update(stopped=True),
        lambda: Delivery.objects.due().put_off(timezone.now() + timedelta(hours=1), reason=Reason.IN_LINE),
        lambda: Delivery.objects.update(status="held"),
        lambda: Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=14)),
    ],
    ids=["everything is stopped", "a cap is reached", "held", "not old yet"],
)
def test_letters_that_wait_for_a_good_reason_are_none(old_letter, change):
    change()
    assert look_for_trouble() == 0


def test_a_stopped_lane_is_an_alarm_with_the_servers_reason_and_is_over_when_it_starts(stopped_lane):
    assert lasting() == [("lane_stopped", "mail")]
    assert "554 5.7.1 at banner" in Alarm.objects.get().words
    Lane.objects.start()
    assert look_for_trouble() == 1
    assert lasting() == []


def test_each_failing_recipient_is_an_alarm_of_its_own_by_number_and_office(minister):
    other = factories.RecipientFactory(status="failing")
    Recipient.objects.filter(pk=minister.pk).update(status="failing")
    assert look_for_trouble() == 2
    assert lasting() == [("recipient_failing", str(pk)) for pk in sorted([minister.pk, other.pk])]
    words = Alarm.objects.get(about=str(minister.pk)).words
    assert "Minister of Foreign Affairs" in words
    assert minister.name not in words
    assert minister.email not in words


def test_regular_work_that_failed_is_an_alarm_until_it_goes_well(db):
    ClockJob.objects.create(name="sweep")
    ClockJob.objects.note("sweep", "OperationalError", has_failed=True)
    look_for_trouble()
    assert lasting() == [("work_failed", "sweep")]
    ClockJob.objects.note("sweep", "3 rows", has_failed=False)
    look_for_trouble()
    assert lasting() == []


def test_the_same_trouble_again_is_a_new_alarm(stopped_lane):
    Lane.objects.start()
    look_for_trouble()
    Lane.objects.stop("554 again")
    look_for_trouble()
    assert Alarm.objects.count() == 2


def test_an_alarm_and_its_end_are_each_told_once_both_ways(operator, listener, stopped_lane):
    assert tell_alarms() == 1
    assert tell_alarms() == 0
    Lane.objects.start()
    look_for_trouble()
    assert tell_alarms() == 1
    assert tell_alarms() == 0
    assert [message.to for message in mail.outbox] == [[OPERATOR], [OPERATOR]]
    assert "554 5.7.1 at banner" in mail.outbox[0].body
    assert mail.outbox[1].body.startswith("Over:")
    first, second = listener.alarms
    assert first["until"] is None
    assert second["until"] is not None
    assert first["since"] == second["since"] == Alarm.objects.get().raised_at.isoformat()


def test_what_is_posted_is_json_with_five_names_to_the_very_address(listener, stopped_lane):
    tell_alarms()
    ((path, kind, body),) = listener.posts
    assert (path, kind) == ("/hook?key=1", "application/json")
    assert set(body) == {"alarm", "words", "since", "until", "runbook"}
    assert (body["alarm"], body["runbook"]) == ("lane_stopped", "docs/runbooks.md#lane-stopped")


def test_what_was_over_before_it_could_be_told_is_told_once_with_its_end(operator, listener, stopped_lane):
    Lane.objects.start()
    look_for_trouble()
    assert tell_alarms() == 1
    assert tell_alarms() == 0
    assert listener.alarms[0]["until"] is not None
    assert len(mail.outbox) == 1


def test_what_was_over_long_ago_is_not_dug_out_when_an_address_is_set(listener, stopped_lane):
    long_ago = timezone.now() - timedelta(days=2)
    Alarm.objects.update(raised_at=long_ago, ended_at=long_ago)
    assert tell_alarms() == 0
    assert listener.posts == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_the_address_does_not_take_is_posted_again_while_the_mail_is_not_sent_twice(
    operator, listener, stopped_lane, status
):
    listener.status = status
    assert tell_alarms() == 1
    assert Alarm.objects.get().posted_at is None
    listener.status = 200
    assert tell_alarms() == 1
    assert len(listener.posts) == 2
    assert len(mail.outbox) == 1


def test_with_the_mail_server_gone_the_address_is_told_and_the_mail_follows(
    operator, listener, stopped_lane, settings, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port()
    assert tell_alarms() == 1
    assert len(listener.posts) == 1
    assert Alarm.objects.get().mailed_at is None
    assert OPERATOR not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_alarms() == 1
    assert len(listener.posts) == 1
    assert len(mail.outbox) == 1


def test_the_mail_goes_through_a_real_mail_server(operator, stopped_lane, settings):
    got = []

    class Sink:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            got.append(envelope)
            return "250 OK"

    controller = Controller(Sink(), hostname="127.0.0.1", port=unused_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    assert tell_alarms() == 1
    controller.stop()
    assert got[0].rcpt_tos == [OPERATOR]
    assert b"docs/runbooks.md#lane-stopped" in got[0].content


def test_an_address_that_drips_its_answer_is_given_up_after_five_seconds(listener, stopped_lane):
    listener.drips = True
    started = time.monotonic()
    assert tell_alarms() == 0
    assert POST_TAKES <= time.monotonic() - started < POST_TAKES + 1
    assert Alarm.objects.get().posted_at is None


def test_without_an_address_in_the_settings_the_administrators_are_told(home, stopped_lane):
    factories.UserFactory(administrator=True, email="chief@example.org")
    factories.UserFactory(administrator=True, email="")
    factories.UserFactory(administrator=True, email="gone@example.org", is_active=False)
    factories.UserFactory(email="editor@example.org")
    tell_alarms()
    assert mail.outbox[0].to == ["chief@example.org"]


def test_several_alarms_are_one_mail(operator, stopped_lane, minister):
    Recipient.objects.filter(pk=minister.pk).update(status="failing")
    look_for_trouble()
    assert tell_alarms() == 2
    assert len(mail.outbox) == 1
    assert "Minister of Foreign Affairs" in mail.outbox[0].body


@pytest.mark.parametrize("text", ["0", "-1", "1000001", "50_000", "5e4", "50 000", "0x10", "١٠", "many", "99999999999"])
def test_a_typing_error_in_the_days_letters_stops_the_start_with_words(text):
    with pytest.raises(ImproperlyConfigured, match=re.escape("give a plain number from 1 to 1000000")):
        plain_number({"LETTERS_A_DAY": text}, "LETTERS_A_DAY", default=50_000, most=1_000_000)


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("1000000", 1_000_000), (" 7 ", 7), ("", 50_000)])
def test_a_plain_number_of_letters_a_day_is_taken(text, number):
    assert plain_number({"LETTERS_A_DAY": text}, "LETTERS_A_DAY", default=50_000, most=1_000_000) == number


@pytest.mark.parametrize(
    "url", ["https://example.org/x", "http://localhost:9/", "http://127.0.0.1/", "http://[::1]:9/", ""]
)
def test_an_alarm_address_behind_https_or_on_this_machine_is_taken(url):
    assert safe_url({"ALARM_URL": url}, "ALARM_URL") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "http://127.0.0.1.example.org/",
        "http://1.2.3.4/",
        "ftp://localhost/",
        "example.org",
        "https://",
        "http://[::1",
        "https://example.org:port/",
    ],
)
def test_any_other_alarm_address_stops_the_start_with_words(url):
    with pytest.raises(ImproperlyConfigured, match="https://"):
        safe_url({"ALARM_URL": url}, "ALARM_URL")


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
