"""The first page for staff: what does not go its way by itself, and the number beside it in the menu."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import Alarm, Campaign, Delivery, Lane, Notice, Recipient, SendingSettings, Worker
from campaigns.staff.todo import things_to_do
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_is_well(home):
    """Sending is live, and a worker runs."""
    Worker.objects.report("host:1:a")


@pytest.fixture
def make(page, minister):
    def make(status: str, reason: str = "", **fields) -> Delivery:
        letter = factories.LetterFactory(page=page)
        return Delivery.objects.create(letter=letter, recipient=minister, status=status, reason=reason, **fields)

    return make


def words() -> dict[str, int | None]:
    return {str(thing.what): thing.number for thing in things_to_do()}


def test_where_all_goes_its_way_there_is_nothing_to_do(admin_client, make):
    for status in ("queued", "sent", "delivered", "failed", "cancelled"):
        make(status)
    assert things_to_do() == []
    html = admin_client.get(reverse("to_do")).content.decode()
    assert "Nothing: all letters go their way by themselves." in html
    assert "data-number" not in html


def test_letters_are_counted_by_state_and_reason_in_words(make, page, district):
    make("held", "paused")
    make("held", "paused")
    make("held", "Wait for the lawyer")
    make("in_doubt", "worker died")
    until = timezone.now() + timedelta(days=1)
    letter = factories.LetterFactory(page=page)
    Delivery.objects.create(letter=letter, status="waiting", legislature=district.legislature, waits_until=until)
    Notice.objects.create(letter=letter, kind="receipt", status="held", reason="not composed")
    assert words() == {
        "Letters held: The campaign is paused": 2,
        "Letters held: Wait for the lawyer": 1,
        "Letters in doubt: A worker died while the mail server took the letter": 1,
        "Letters whose recipient is not known yet": 1,
        "Mails to supporters held: The letter could not be put together": 1,
    }


def test_each_line_says_since_when_and_leads_to_the_very_letters(admin_client, make):
    old, new = make("held", "vacant & more"), make("held", "vacant & more")
    other = make("held")
    since = timezone.now() - timedelta(days=3)
    Delivery.objects.filter(pk=old.pk).update(changed_at=since)
    found = {thing.number: thing for thing in things_to_do()}
    assert found[2].since == since
    html = admin_client.get(found[2].url).content.decode()
    assert f"/inspect/{old.pk}/" in html
    assert f"/inspect/{new.pk}/" in html
    assert f"/inspect/{other.pk}/" not in html
    html = admin_client.get(found[1].url).content.decode()
    assert f"/inspect/{other.pk}/" in html
    assert f"/inspect/{old.pk}/" not in html


@pytest.mark.parametrize(
    ("trouble", "line"),
    [
        (lambda: SendingSettings.objects.update(live=False), "Sending is in test mode"),
        (lambda: SendingSettings.objects.update(stopped=True), "Everything is stopped"),
        (lambda: Lane.objects.stop("554 at banner"), "The mail server refuses us"),
        (lambda: Worker.objects.all().delete(), "No worker runs"),
        (lambda: Recipient.objects.update(status="failing"), "Recipients whose letters come back"),
        (lambda: Alarm.objects.create(kind="queue_old", words="Old"), "Letters wait too long"),
        (lambda: Alarm.objects.create(kind="work_failed", about="sweep", words="Failed"), "Regular work failed"),
    ],
)
def test_what_keeps_letters_back_is_a_line_of_its_own_that_leads_somewhere(admin_client, minister, trouble, line):
    trouble()
    (thing,) = things_to_do()
    assert str(thing.what).startswith(line)
    assert admin_client.get(thing.url).status_code == 200


def test_the_menu_has_the_number_of_lines(admin_client, make):
    make("held", "paused")
    make("held", "paused")
    make("in_doubt")
    html = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert re.search(r"data-number\W+2\b", html)


def test_reading_it_costs_seven_queries_however_much_there_is(make, django_assert_num_queries):
    with django_assert_num_queries(7):
        things_to_do()
    for number in range(10):
        make("held", f"reason {number}")
    with django_assert_num_queries(7):
        assert len(things_to_do()) == 10


@pytest.mark.parametrize(
    ("codename", "status"), [("view_delivery", 200), ("change_delivery", 200), ("view_recipient", 302)]
)
def test_it_is_for_those_who_may_see_deliveries(client, make, codename, status):
    make("held")
    user = factories.UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", codename]))
    client.force_login(user)
    assert client.get(reverse("to_do")).status_code == status
    assert ("data-number" in client.get(reverse("wagtailadmin_home")).content.decode()) == (status == 200)


def test_it_speaks_french(make):
    make("held", "paused")
    with translation.override("fr"):
        assert list(words()) == ["Lettres retenues\N{NO-BREAK SPACE}: La campagne est en pause"]


def test_it_says_when_the_last_letter_leaves(admin_client, make):
    make("queued")
    html = admin_client.get(reverse("to_do")).content.decode()
    assert "1 letter is on its way; it leaves about" in html


def test_a_letter_that_is_held_at_once_says_why(page, minister, send):
    Recipient.objects.filter(pk=minister.pk).update(status="failing")
    send()
    assert words()["Letters held: The recipient is failing, blocked or no longer in office"] == 1
    assert Campaign.objects.count() == 1
