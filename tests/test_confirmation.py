"""Campaigns that ask each supporter to confirm by e-mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from campaigns.models import Campaign, CampaignPage, Delivery, Legislature, Letter, MailedAddress, Notice
from campaigns.pipeline.prune import prune
from campaigns.pipeline.remind import remind_unconfirmed
from campaigns.pipeline.send import send_due
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asking(page):
    CampaignPage.objects.update(asks_confirmation=True)


@pytest.fixture
def link(send) -> str:
    send(message="My own words", first_name="Buywatches")
    send_due(worker="test")
    return re.search(r"http://\S+(/en/confirm/\S+)", mail.outbox[0].body)[1]


def test_until_it_is_confirmed_a_letter_is_neither_counted_nor_sent(page, link):
    assert Letter.objects.get().status == "unconfirmed"
    assert not Delivery.objects.exists()
    assert Campaign.objects.number_for(page.key) == 0
    assert len(mail.outbox) == 1


def test_the_mail_that_may_reach_a_stranger_holds_nothing_that_was_typed(link):
    message = mail.outbox[0].message().as_string()
    assert "My own words" not in message
    assert "Buywatches" not in message


def test_looking_at_the_link_changes_nothing(client, link):
    for _ in range(3):
        assert "My own words" in client.get(link).content.decode()
        assert client.head(link).status_code == 200
    assert Letter.objects.get().status == "unconfirmed"


def test_the_button_sends_the_letter_once(client, page, link):
    confirmed = client.post(link, follow=True)
    assert confirmed.redirect_chain == [(f"{link}?confirmed", 303)]
    assert "Your letter is confirmed" in confirmed.content.decode()
    assert "already confirmed" in client.post(link, follow=True).content.decode()
    assert "already confirmed" in client.get(link).content.decode()
    assert Campaign.objects.number_for(page.key) == 1
    send_due(worker="test")
    assert len(mail.outbox) == 4, "the confirmation, two letters, one receipt"


def later(days: int) -> None:
    """So many days pass for every letter."""
    for letter in Letter.objects.all():
        Letter.objects.filter(pk=letter.pk).update(signed_at=letter.signed_at - timedelta(days=days))


def test_who_has_not_confirmed_is_reminded_once_with_nothing_that_was_typed(link):
    mail.outbox.clear()
    assert remind_unconfirmed() == "0 supporters reminded"
    later(days=3)
    assert (remind_unconfirmed(), remind_unconfirmed()) == ("1 supporters reminded", "0 supporters reminded")
    send_due(worker="test")
    (reminder,) = mail.outbox
    assert reminder.subject == "Still to be confirmed: Justice now"
    assert link in reminder.body
    assert "deleted 7 days after it was written" in reminder.body
    assert not re.search("My own words|Buywatches", reminder.message().as_string())


@pytest.mark.parametrize("end", ["confirmed", "bounced", "closed", "paused"])
def test_nobody_is_reminded_in_vain(client, link, end):
    later(days=3)
    match end:
        case "confirmed":
            client.post(link)
        case "bounced":
            Notice.objects.update(status="bounced")
        case status:
            Campaign.objects.update(status=status)
    assert remind_unconfirmed() == "0 supporters reminded"


def unconfirmed(page, **fields) -> Letter:
    """Of three days ago; its confirmation mail was taken."""
    letter = factories.LetterFactory(page=page, status="unconfirmed", **fields)
    Notice.objects.create(letter=letter, kind=Notice.Kind.CONFIRMATION, status="sent")
    return letter


@pytest.mark.parametrize("end", ["closed by date", "not live", "reminded before"])
def test_those_who_are_not_reminded_keep_no_other_from_it(page, index, minister, monkeypatch, end):
    monkeypatch.setattr("campaigns.pipeline.remind.BATCH", 1)
    other = factories.CampaignPageFactory(parent=index, slug="other", recipients=[minister])
    first, _second = unconfirmed(page), unconfirmed(other)
    match end:
        case "closed by date":
            CampaignPage.objects.filter(pk=page.pk).update(closes_at=timezone.now())
        case "not live":
            page.unpublish()
        case _:
            MailedAddress.objects.turn(first.email_key, first.campaign, is_reminder=True)
    later(days=3)
    assert remind_unconfirmed() == "1 supporters reminded"


def test_a_letter_that_nobody_confirmed_goes_and_its_address_may_sign_again(link, send):
    later(days=6)
    assert "0 unconfirmed" in prune()
    later(days=2)
    assert "1 unconfirmed" in prune()
    send(message="Once more")
    assert Letter.objects.get().message == "Once more"


def test_another_site_cannot_confirm(client, link):
    assert client.post(link, headers={"Origin": "https://evil.example"}).status_code == 403
    assert Letter.objects.get().status == "unconfirmed"


def test_a_campaign_that_ended_meanwhile_takes_it_no_more(client, link):
    Campaign.objects.update(status="closed")
    assert client.post(link).status_code == 410
    assert not Delivery.objects.exists()


def test_a_letter_whose_seat_fell_vacant_stays_unconfirmed_until_somebody_sits(client, page, link):
    page.recipient_rows.exclude(recipient=None).delete()
    Legislature.objects.update(dissolved=True)
    refused = client.post(link)
    assert refused.status_code == 422
    assert "Nobody sits for this riding at the moment" in refused.content.decode()
    assert Letter.objects.get().status == "unconfirmed"
    assert Campaign.objects.number_for(page.key) == 0
    Legislature.objects.update(dissolved=False)
    client.post(link)
    assert Delivery.objects.count() == Campaign.objects.number_for(page.key) == 1


def test_the_thank_you_page_says_what_to_do(client, page, link):
    assert "leaves once you have confirmed it" in client.get(page.thank_you_url).content.decode()


def test_a_link_that_nobody_was_sent_leads_nowhere(client, link):
    assert client.get("/en/confirm/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_the_editor_previews_the_mail(page):
    page = CampaignPage.objects.get(pk=page.pk)
    assert "confirmation" in dict(page.preview_modes)
    response = page.make_preview_request(preview_mode="confirmation")
    assert "Please confirm your letter: Justice now" in response.rendered_content
