"""Nobody can make the site mail a stranger again and again; and whose address it is has the last word."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, MailedAddress, Notice, SenderRule, UnaskedMail
from campaigns.models.letters import email_key
from campaigns.pipeline.claim import claim_letters
from campaigns.pipeline.erase import settle_withdrawn
from campaigns.pipeline.invalidate import invalidate
from campaigns.pipeline.orders import Orders
from campaigns.pipeline.prune import prune
from campaigns.pipeline.remind import remind_unconfirmed
from campaigns.pipeline.send import send_due
from campaigns.switch import note_ends
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db

VICTIM = "victim@example.org"


@pytest.fixture
def pages(page, index, minister) -> list[CampaignPage]:
    """Five campaigns."""
    others = [factories.CampaignPageFactory(parent=index, slug=f"other{n}", recipients=[minister]) for n in range(4)]
    return [page, *others]


@pytest.fixture
def write(client, answers):
    def write(page, **others):
        own = answers | shown(page) | {"email": VICTIM, "message": page.message} | others
        assert client.post(f"/en/write/{page.pk}/", own).status_code == 303

    return write


def mailed() -> list[str]:
    """What has left for the stranger by now."""
    send_due(worker="test")
    return [message.subject for message in mail.outbox if VICTIM in message.to[0]]


# How often


@pytest.mark.parametrize(("asks", "mails"), [(True, 3), (False, 1)])
def test_a_stranger_is_mailed_about_a_campaign_once_a_week_at_most_whatever_is_posted(write, page, asks, mails):
    CampaignPage.objects.update(asks_confirmation=asks)
    page.refresh_from_db()
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        for _day in range(20):
            write(page)
            mailed()
            prune()
            clock.shift(timedelta(days=1))
        assert len(mailed()) == mails, "one for each letter; an unconfirmed one lives for eight of these days"


def test_whoever_missed_the_mail_gets_another_when_they_sign_again_after_the_letter_was_dropped(write, client, page):
    CampaignPage.objects.update(asks_confirmation=True)
    page.refresh_from_db()
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        write(page)
        assert len(mailed()) == 1
        clock.shift(timedelta(days=8))
        prune()
        write(page)
        assert len(mailed()) == 2
        client.post(Letter.objects.get().confirmation_path)
        assert Letter.objects.get().status == "signed"


def test_after_staff_made_a_letter_invalid_the_next_ones_mail_leaves_a_week_after_the_first(write, page):
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        write(page)
        assert len(mailed()) == 1
        invalidate(Letter.objects.all())
        clock.shift(timedelta(days=1))
        write(page)
        assert Letter.objects.filter(status="signed").count() == 1
        assert len(mailed()) == 1
        clock.shift(timedelta(days=6, minutes=1))
        assert len(mailed()) == 2


def test_what_a_machine_may_have_written_is_not_reminded_of(write, page, settings):
    settings.ABUSE_CONTROLS = "enforce"
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        write(page, remark="x")
        assert len(mailed()) == 1
        clock.shift(timedelta(days=3))
        remind_unconfirmed()
        assert len(mailed()) == 1


def test_nobody_is_reminded_of_a_second_letter(write, page):
    CampaignPage.objects.update(asks_confirmation=True)
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        for _week in range(2):
            write(page)
            mailed()
            clock.shift(timedelta(days=3))
            remind_unconfirmed()
            mailed()
            clock.shift(timedelta(days=6))
            prune()
        confirmation, reminder = "Please confirm your letter: Justice now", "Still to be confirmed: Justice now"
        assert mailed() == [confirmation, reminder, confirmation]


def test_of_all_campaigns_together_three_mails_a_day_reach_a_stranger_and_the_others_wait(write, pages):
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        for page in pages:
            write(page)
            clock.shift(timedelta(hours=1))
        assert len(mailed()) == 3
        clock.shift(timedelta(hours=18, minutes=59))
        assert len(mailed()) == 3
        clock.shift(timedelta(hours=1, minutes=2))
        assert len(mailed()) == 5, "one each as the first two are a day old"


def test_whoever_has_shown_that_the_address_is_theirs_is_told_all(write, client, page, pages):
    CampaignPage.objects.update(asks_confirmation=True)
    write(page)
    client.post(Letter.objects.get().confirmation_path)
    CampaignPage.objects.update(asks_confirmation=False)
    for other in pages[1:]:
        write(other)
    assert len(mailed()) == 6, "one to confirm is too late to stop; five receipts"


def end_by_status() -> None:
    Campaign.objects.update(status="closed")


def end_by_date() -> None:
    CampaignPage.objects.update(closes_at=timezone.now())
    note_ends()


@pytest.mark.parametrize("end", [end_by_status, end_by_date])
def test_what_is_remembered_is_a_hash_and_goes_with_the_campaign(write, page, end):
    with time_machine.travel("2026-11-01 12:00Z") as clock:
        write(page)
        assert MailedAddress.objects.get().email_key == email_key(VICTIM)
        clock.shift(timedelta(days=90))
        prune()
        assert UnaskedMail.objects.exists()
        end()
        prune()
        assert not UnaskedMail.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_three_leave_today(pages):
    campaigns = [Campaign.objects.for_key(page.key) for page in pages]
    with transaction.atomic():
        MailedAddress.objects.get_or_create(email_key="k")

    def turn(campaign):
        try:
            with transaction.atomic():
                return MailedAddress.objects.turn("k", campaign)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        turns = list(pool.map(turn, campaigns * 2))
    granted = [due for due in turns if due]
    assert len(granted) == 5
    assert sum(due < timezone.now() + timedelta(minutes=1) for due in granted) == 3


# This was not me


def denial_in(body: str) -> str:
    return re.search(r"http://\S+?(/en/letter/\S+/not-me/)", body)[1]


def test_a_confirmation_and_a_receipt_lead_to_where_their_reader_denies_the_letter(write, client, page, pages):
    CampaignPage.objects.filter(pk=page.pk).update(asks_confirmation=True)
    write(page)
    write(pages[1])
    mailed()
    for body in [message.body for message in mail.outbox if VICTIM in message.to[0]]:
        html = client.get(denial_in(body)).content.decode()
        assert "Was this letter not yours?" in html
        assert "Please act" in html


def test_looking_at_it_changes_nothing(write, client, page):
    write(page)
    path = Letter.objects.get().denial_path
    for look in (client.get, client.head):
        response = look(path, headers={"User-Agent": "mail scanner"})
        assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
        assert "no-store" in response["Cache-Control"]
    assert client.post(path, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/en/letter/not-me/").status_code == 200
    assert (Letter.objects.get().status, SenderRule.objects.count()) == ("signed", 0)


def test_a_letter_that_is_denied_ends_with_all_others_of_the_address(write, client, page, pages):
    for other in pages[:2]:
        write(other)
    CampaignPage.objects.filter(pk=pages[2].pk).update(asks_confirmation=True)
    pages[2].refresh_from_db()
    write(pages[2])
    write(page, email="jane@example.org")
    stopped = client.post(Letter.objects.get(campaign__key=pages[2].key).denial_path, follow=True)
    assert "It is stopped" in stopped.content.decode()
    mailed()
    assert {message.to[0] for message in mail.outbox if "Jane" in message.to[0]} == {"Jane Doe <jane@example.org>"}
    assert sorted(Letter.objects.values_list("email", "status")) == [
        ("jane@example.org", "signed"),
        (VICTIM, "invalid"),
        (VICTIM, "invalid"),
    ]
    assert [Campaign.objects.number_for(one.key) for one in pages[:2]] == [1, 0]
    assert set(Delivery.objects.filter(letter__email=VICTIM).values_list("status", "reason")) == {
        ("cancelled", "invalid")
    }


def test_afterwards_forms_with_the_address_store_and_mail_nothing_until_staff_undo_it(write, client, page, pages):
    write(page)
    client.post(Letter.objects.get().denial_path)
    write(pages[1], email="Victim@Example.org")
    write(page)
    assert Letter.objects.count() == 1
    assert mailed() == []
    SenderRule.objects.get(is_owners=True).delete()
    write(page)
    assert Letter.objects.filter(status="signed").count() == 1


def test_what_a_worker_has_in_hand_is_stopped_when_it_comes_back(write, client, page):
    write(page)
    letter = Letter.objects.get()
    assert claim_letters(worker="test", limit=9, orders=Orders.of_now()).mails
    client.post(letter.denial_path)
    Delivery.objects.filter(status="claimed").release()
    Notice.objects.update(status="queued")
    settle_withdrawn()
    assert set(Delivery.objects.values_list("status", "reason")) == {("cancelled", "invalid")}
    assert set(Notice.objects.values_list("status", "reason")) == {("cancelled", "invalid")}
    assert (settle_withdrawn(), mailed()) == (0, [])


def test_an_invalid_letter_cannot_be_confirmed_and_its_receipt_says_so(write, client, page):
    write(page)
    letter = Letter.objects.get()
    client.post(letter.denial_path)
    assert client.get(letter.confirmation_path).status_code == 404
    assert "not to be its signer" in client.get(letter.receipt_path).content.decode()
    assert client.get(letter.denial_path).status_code == 303


def test_who_denies_a_letter_whose_address_is_forgotten_takes_back_no_other_of_that_kind(client, write, pages):
    for number in range(3):
        write(pages[0], email=f"person{number}@example.org")
    Letter.objects.update(email_key="")
    MailedAddress.objects.all().delete()
    denied, *others = Letter.objects.order_by("pk")
    assert client.post(denied.denial_path).status_code == 303
    client.post(others[0].withdrawal_path)
    assert list(Letter.objects.order_by("pk").values_list("status", flat=True)) == ["invalid", "withdrawn", "signed"]
    assert not SenderRule.objects.exists()
    assert not MailedAddress.objects.exists()
