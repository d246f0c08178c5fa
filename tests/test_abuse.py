"""Forms in doubt: counted exactly, confirmed by e-mail, held for staff or taken for nothing; never refused in words."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns.abuse.counting import count_form, forget_counts
from campaigns.abuse.places import place_of
from campaigns.models import Campaign, Delivery, FormCount, FormLimits, Letter, Notice, SenderRule
from campaigns.models.letters import email_key
from campaigns.pipeline.confirm import confirm_letter
from campaigns.pipeline.resolve import settle
from campaigns.pipeline.send import send_due
from campaigns.stamp import renewed_stamp_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def enforced(settings):
    settings.ABUSE_CONTROLS = "enforce"


@pytest.fixture
def send_from(send, client, page, answers, settings):
    """A letter of somebody's own, from an address of the network."""
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]

    def post(address="192.0.2.1", **others):
        number = Letter.objects.count() + Notice.objects.count() + FormCount.objects.count()
        own = answers | {"email": f"jane{number}.{address}@gmail.com".replace(":", ".")} | others
        return client.post(f"/en/write/{page.pk}/", own, headers={"X-Forwarded-For": f"203.0.113.5, {address}"})

    return post


def unseen() -> int:
    """Letters that go their way without anybody being asked."""
    return Delivery.objects.filter(status="queued").values("letter").distinct().count()


def doubts() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("doubts", flat=True))


# In doubt


def test_letters_beyond_the_limit_wait_for_confirmation_with_the_same_answer(enforced, send_from, page):
    answers = [send_from(email=f"jane{n}@gmail.com") for n in range(8)]
    assert {(one.status_code, one["Location"]) for one in answers} == {(303, page.thank_you_url)}
    assert list(Letter.objects.order_by("pk").values_list("status", flat=True)) == ["signed"] * 5 + ["unconfirmed"] * 3
    assert doubts() == [""] * 5 + ["one_address"] * 3
    assert Notice.objects.filter(kind="confirmation").count() == 3
    assert Campaign.objects.number_for(page.key) == unseen() == 5


def test_everybody_is_told_in_the_same_words_that_they_may_have_to_confirm(enforced, send_from, client):
    told = set()
    for number, remark in enumerate(("", "a machine's")):
        html = client.get(send_from(email=f"jane{number}@gmail.com", remark=remark)["Location"]).content.decode()
        told.add(re.search(r'<ol class="steps">.*?</ol>', html, re.DOTALL)[0])
        assert "We have received your letter for “Justice now”." in html
        assert "is on its way" not in html
    assert list(Letter.objects.order_by("pk").values_list("status", flat=True)) == ["signed", "unconfirmed"]
    assert "If our e-mail asks you to confirm, follow its link: only then does your letter leave." in told.pop()
    assert not told
    assert "If our e-mail asks you to confirm" in send_from(preview="1").content.decode()


def test_while_controls_only_watch_a_letter_is_on_its_way(send_from, client):
    html = client.get(send_from(remark="a machine's")["Location"]).content.decode()
    assert "is on its way" in html
    assert "asks you to confirm" not in html


def test_a_letter_in_doubt_leaves_once_its_owner_has_confirmed_it(enforced, send_from):
    send_from(remark="https://buy.example")
    letter = Letter.objects.get()
    assert (letter.status, letter.doubts, unseen()) == ("unconfirmed", "trap", 0)
    assert confirm_letter(letter)
    assert unseen() == 1


def test_haste_is_known_by_a_renewed_stamp_alone(enforced, send_from, page):
    send_from(stamp=renewed_stamp_for(page.pk))
    with time_machine.travel(timezone.now() - timedelta(seconds=4)):
        slow = renewed_stamp_for(page.pk)
    send_from(stamp=slow)
    send_from()
    assert doubts() == ["too_fast", "", ""]


def test_watching_notes_what_it_would_do_and_does_nothing(send_from, page, caplog):
    with caplog.at_level(logging.INFO, logger="campaigns.abuse"):
        send_from(remark="x", first_name="Marguerite")
    letter = Letter.objects.get()
    assert (letter.status, letter.doubts, unseen()) == ("signed", "trap", 1)
    assert caplog.messages == [f"letter {letter.pk}: trap (watch)"]


def test_no_log_names_anybody(enforced, send_from, caplog):
    with caplog.at_level(logging.INFO):
        send_from(remark="x", email="marguerite@example.org")
        block("domain", "example.org", "refuse")
        send_from(email="marguerite2@example.org")
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "trap" in said
    assert not [word for word in ("192.0.2", "203.0.113", "marguerite", "example.org") if word in said]


def test_neighbours_share_a_limit_and_so_does_a_small_mail_domain(enforced, send_from):
    FormLimits.objects.update_or_create(defaults={"network_hour": 3, "domain_hour": 2})
    for n in range(4):
        send_from(f"192.0.2.{n}", email=f"jane{n}@gmail.com")
    for n in range(3):
        send_from(f"198.51.{n}.1", email=f"jane{n}@example.org")
    assert doubts() == ["", "", "", "one_network", "", "", "one_domain"]


def test_who_has_ipv6_has_one_computer_and_one_network(enforced, send_from):
    FormLimits.objects.update_or_create(defaults={"address_hour": 1, "network_hour": 2})
    for n, address in enumerate(["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8:1::1"]):
        send_from(address, email=f"jane{n}@gmail.com")
    assert doubts() == ["", "one_address", "one_network", ""]


def test_an_hour_later_counting_begins_anew_and_the_old_numbers_go(enforced, send_from):
    FormLimits.objects.update_or_create(defaults={"address_hour": 1})
    with time_machine.travel("2026-11-25 12:10Z") as clock:
        for n in range(2):
            send_from(email=f"jane{n}@gmail.com")
        clock.move_to("2026-11-25 13:10Z")
        send_from(email="jane3@gmail.com")
        assert doubts() == ["", "one_address", ""]
        assert forget_counts() == 2, "of computer and network, for the hour that is over"
        clock.move_to("2026-11-26 01:00Z")
        forget_counts()
        assert not FormCount.objects.exists()


def test_what_is_not_a_letter_is_not_counted(enforced, send_from):
    for wrong in ({"email": "nobody"}, {"stamp": "forged"}, {"preview": "1"}, {"postal_code": "K9Z 9Z9"}):
        send_from(**wrong)
    assert not FormCount.objects.exists()


def test_the_counters_hold_neither_addresses_nor_names(send_from):
    send_from(email="jane@example.org")
    assert {len(key) for key in FormCount.objects.values_list("key", flat=True)} == {64}
    assert FormCount.objects.count() == 4


def test_a_form_from_nowhere_is_taken(enforced, client, page, answers):
    response = client.post(f"/en/write/{page.pk}/", answers, REMOTE_ADDR="")
    assert response.status_code == 303
    assert (Letter.objects.get().network_key, doubts()) == ("", [""])


# Rules of staff


def block(kind: str, value: str, action: str, **more) -> SenderRule:
    return SenderRule.objects.create(kind=kind, value=value, action=action, **more)


def test_a_known_network_asks_nothing_however_many_come(enforced, send_from):
    block("network", "192.0.2.0/24", "allow")
    for n in range(40):
        send_from(email=f"jane{n}@school.example")
    assert doubts() == [""] * 40
    assert not FormCount.objects.exists(), "nobody of them waits for another"


def test_what_staff_want_to_see_first_is_held_with_its_receipt(enforced, send_from):
    block("network", "192.0.2.0/24", "hold")
    send_from()
    send_due(worker="test")
    assert mail.outbox == []
    assert set(Delivery.objects.values_list("status", "reason")) == {("held", "sender listed")}
    assert set(Notice.objects.values_list("status", "reason")) == {("held", "sender listed")}


def test_so_is_what_had_to_wait_for_its_riding(enforced, send_from, district):
    block("network", "192.0.2.0/24", "hold")
    send_from(postal_code="V5K 0A1", district="later")
    settle(Letter.objects.get(), district)
    assert set(Delivery.objects.values_list("status", "reason")) == {("held", "sender listed")}
    assert not Delivery.objects.filter(recipient=None).exists()


def test_what_nobody_wants_leaves_no_trace_and_is_answered_alike(enforced, send_from, page):
    block("domain", "example.org", "refuse")
    answers = [send_from(email=f"jane@{domain}") for domain in ("example.org", "mail.example.org", "example.net")]
    assert {(one.status_code, one["Location"], one.content) for one in answers} == {(303, page.thank_you_url, b"")}
    assert Letter.objects.get().email == "jane@example.net"
    assert Notice.objects.count() == 1


def test_a_rule_ends_in_time_and_is_only_noted_while_watching(settings, send_from):
    block("domain", "example.org", "hold", expires_at=timezone.now() - timedelta(minutes=1))
    block("domain", "example.net", "refuse")
    send_from(email="jane@example.org")
    send_from(email="jane@example.net")
    assert doubts() == ["", "refused"]
    assert unseen() == 2


def test_a_mailbox_is_blocked_however_it_is_written(enforced, send_from):
    block("address", email_key("jane.doe@gmail.com"), "refuse")
    send_from(email="JaneDoe+x@googlemail.com")
    assert not Letter.objects.exists()


# Many at once


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_exactly_the_limit_goes_unseen(settings, page, answers):
    settings.ABUSE_CONTROLS = "enforce"

    def post(n: int) -> int:
        own = answers | {"email": f"jane{n}@gmail.com"}
        try:
            return Client().post(f"/en/write/{page.pk}/", own).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(post, range(20))) == {303}
    assert (Letter.objects.count(), unseen()) == (20, 5)
    assert sorted(FormCount.objects.values_list("number", flat=True)) == [20, 20, 20]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_counters_in_any_order_never_wait_for_each_other_in_a_circle():
    places = [place_of(client=f"192.0.2.{n % 3}", email=f"jane@{'ab'[n % 2]}.example") for n in range(60)]

    def count(place) -> None:
        count_form(place)
        connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(count, places))
    assert sorted(FormCount.objects.values_list("number", flat=True)) == [20] * 6 + [30] * 2 + [60]
