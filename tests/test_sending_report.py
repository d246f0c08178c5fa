"""Reports, Sending: whether it runs, how fast, who does the work, and the button that starts a stopped lane."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.models import Alarm, ClockJob, Delivery, Lane, Notice, Pace, SendingSettings, Worker
from campaigns.staff.sending_report import facts
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(admin_client, home):
    return lambda: admin_client.get(reverse("sending_report")).content.decode()


@pytest.fixture
def make(page, minister):
    def make(status: str = "queued", **fields) -> Delivery:
        letter = factories.LetterFactory(page=page)
        return Delivery.objects.create(letter=letter, recipient=minister, status=status, **fields)

    return make


def values() -> dict[str, str]:
    return {str(what): str(value) for what, value in facts()}


def test_it_shows_who_works_and_what_came_of_regular_work(report):
    assert "No worker runs" in report()
    Worker.objects.report("host-a:17:x")
    dead = Worker.objects.create(name="host-b:18:y")
    Worker.objects.filter(pk=dead.pk).update(seen_at=timezone.now() - timedelta(minutes=1))
    ClockJob.objects.create(name="sweep")
    ClockJob.objects.note("sweep", "3 rows", has_failed=False)
    html = report()
    assert "host-a:17:x" in html
    assert "host-b:18:y" not in html
    assert "3 rows" in html
    assert "No worker runs" not in html


def test_it_says_how_letters_leave(home):
    assert values()["Letters"] == "Live: they go to their recipients"
    SendingSettings.objects.update(live=False)
    assert values()["Letters"] == "Test mode: to the test mailbox"
    SendingSettings.objects.update(stopped=True)
    assert values()["Letters"] == "Everything is stopped"


def test_it_says_how_many_mails_may_still_leave_today(home, settings):
    settings.LETTERS_A_DAY = 2000
    Pace.objects.create(key=Pace.objects.key_of_today, left=500)
    assert values()["Mails that may still leave today"] == "1,500"
    settings.LETTERS_A_DAY = None
    assert values()["Mails that may still leave today"] == "As many as there are"


def test_it_counts_what_is_on_its_way_and_what_was_sent(make):
    now = timezone.now()
    make(due_at=now - timedelta(hours=5))
    make("claimed")
    make("sent", sent_at=now - timedelta(minutes=59))
    make("delivered", sent_at=now - timedelta(hours=23))
    make("sent", sent_at=now, is_test=True)
    make("sent", sent_at=now - timedelta(days=2))
    letter = make("held").letter
    Notice.objects.create(letter=letter, kind="receipt", status="failed")
    told = values()
    assert told["On their way"].startswith("2 (2 letters are on their way; the last one leaves about")
    assert told["Due, and waiting the longest"] != "None"
    assert told["Letters sent in the last hour"] == "1"
    assert told["Letters sent in the last day"] == "2"
    assert told["Sent to the test mailbox in the last day"] == "1"
    assert told["Mails to supporters that were not delivered in the last day"] == "1"


def test_it_lists_alarms_with_what_to_do(report):
    Alarm.objects.create(kind="queue_old", words="The oldest has waited for an hour.")
    html = report()
    assert "The oldest has waited for an hour." in html
    assert "docs/runbooks.md#queue-old" in html


def test_a_stopped_lane_is_started_again_by_its_button_and_the_log_says_by_whom(admin_client, administrator, report):
    assert "Start again" not in report()
    Lane.objects.stop("554 5.7.1 at banner")
    assert "554 5.7.1 at banner" in report()
    assert reverse("start_lane") in report()
    html = admin_client.post(reverse("start_lane"), follow=True).content.decode()
    assert "Letters leave again." in html
    assert Lane.objects.stopped() is None
    assert ModelLogEntry.objects.get(action="campaigns.lane_started").user == administrator


def test_starting_what_was_not_stopped_changes_nothing(admin_client, home):
    admin_client.post(reverse("start_lane"))
    assert not ModelLogEntry.objects.filter(action="campaigns.lane_started").exists()
    assert admin_client.get(reverse("start_lane")).status_code == 405


@pytest.mark.parametrize(
    ("codename", "may_see", "may_start"),
    [("view_delivery", True, False), ("change_sendingsettings", True, True), ("view_recipient", False, False)],
)
def test_who_may_see_it_and_who_may_start_the_lane(client, home, codename, may_see, may_start):
    Lane.objects.stop("554")
    user = factories.UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", codename]))
    client.force_login(user)
    response = client.get(reverse("sending_report"))
    assert (response.status_code == 200) == may_see
    assert (reverse("start_lane") in response.content.decode()) == may_start
    client.post(reverse("start_lane"))
    assert (Lane.objects.stopped() is None) == may_start
