"""Campaigns that ask each supporter to confirm by e-mail."""

import re

import pytest
from django.core import mail

from campaigns.models import Campaign, CampaignPage, Delivery, Letter
from campaigns.pipeline.send import send_due

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
    assert client.post(link).status_code == 303
    assert client.post(link).status_code == 303
    assert "Your letter is confirmed" in client.get(link).content.decode()
    assert Campaign.objects.number_for(page.key) == 1
    send_due(worker="test")
    assert len(mail.outbox) == 4, "the confirmation, two letters, one receipt"


def test_another_site_cannot_confirm(client, link):
    assert client.post(link, headers={"Origin": "https://evil.example"}).status_code == 403
    assert Letter.objects.get().status == "unconfirmed"


def test_a_campaign_that_ended_meanwhile_takes_it_no_more(client, link):
    Campaign.objects.update(status="closed")
    assert client.post(link).status_code == 410
    assert not Delivery.objects.exists()


def test_the_thank_you_page_says_what_to_do(client, page, link):
    assert "leaves once you have confirmed it" in client.get(page.thank_you_url).content.decode()


def test_a_link_that_nobody_was_sent_leads_nowhere(client, link):
    assert client.get("/en/confirm/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_the_editor_previews_the_mail(page):
    page = CampaignPage.objects.get(pk=page.pk)
    assert "confirmation" in dict(page.preview_modes)
    response = page.make_preview_request(preview_mode="confirmation")
    assert "Please confirm your letter: Justice now" in response.rendered_content
