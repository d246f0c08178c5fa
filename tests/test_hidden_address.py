"""A campaign may keep supporters' addresses from a recipient: on the page, in the letter, in each language and copy."""

import pytest
from django.core import mail
from django.urls import reverse

from campaigns.models import CampaignPage, Delivery
from campaigns.pipeline.resolve import resolve_due
from campaigns.pipeline.send import send_due
from campaigns.rehearse import letters_of
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def hiding(page) -> CampaignPage:
    """The minister gets no address; the member does."""
    page.recipient_rows.filter(recipient__isnull=False).update(hides_address=True)
    return CampaignPage.objects.get(pk=page.pk)


def reply_to() -> dict[str, str]:
    return {message.to[0].split(" <")[0]: message.reply_to[0] for message in mail.outbox if message.reply_to}


def test_the_letter_to_one_has_no_address_and_the_other_has(hiding, send):
    send()
    send_due(worker="test")
    to = reply_to()
    assert "jane@example.org" in to["Robin Member"]
    assert "letters@" in to["Camille Tremblay"]
    (body,) = [message.body for message in mail.outbox if "Camille" in message.to[0]]
    assert "Jane Doe, Ottawa Centre." in body
    assert "K1A" not in body


def test_the_page_says_so_before_and_after_the_look_up(client, hiding):
    html = client.get(hiding.url).content.decode()
    assert html.count("gets your name and riding, no address") == 1
    found = client.post(f"/en/write/{hiding.pk}/recipients/", {"postal_code": "K1A 0A6"}).content.decode()
    assert found.count("gets your name and riding, no address") == 1
    assert found.index("Camille") < found.index("no address") < found.index("Robin")


def test_the_supporter_looks_at_it_as_it_will_be(hiding, send):
    html = send(preview="1").content.decode()
    assert "Jane Doe, Ottawa Centre. Sent through" in html
    assert "Jane Doe, K1A 0A6. Sent through" in html


def test_it_was_decided_when_the_letter_was_signed(hiding, send):
    send()
    hiding.recipient_rows.update(hides_address=False)
    send_due(worker="test")
    assert "letters@" in reply_to()["Camille Tremblay"]


def test_a_letter_that_waits_for_its_member_keeps_it(page, send, district):
    page.recipient_rows.filter(legislature__isnull=False).update(hides_address=True)
    send(district="later", postal_code="K1A 0B1")
    waiting = Delivery.objects.get(status="waiting")
    assert waiting.hides_address
    waiting.letter.district = district
    waiting.letter.save()
    resolve_due()
    send_due(worker="test")
    assert "letters@" in reply_to()["Robin Member"]


def test_in_another_language_the_lead_page_decides(client, hiding, answers):
    french = factories.translate(hiding)
    french = CampaignPage.objects.get(pk=french.pk)
    client.post(f"/fr/write/{french.pk}/", answers | {"message": french.message} | shown(french))
    assert sorted(Delivery.objects.values_list("recipient__name", "hides_address")) == [
        ("Camille Tremblay", True),
        ("Robin Member", False),
    ]


def test_editors_preview_and_rehearse_it(admin_client, hiding):
    draft = hiding.newest_draft()
    mails = {mode: draft.sample_mail(mode) for mode, _name in draft.mail_modes}
    assert "letters@" in str(mails["letter-0"].answers_to)
    assert "alex@" in str(mails["letter-1"].answers_to)
    hidden = {str(one.recipient.name): one.delivery.hides_address for one in letters_of(hiding)}
    assert hidden == {"Camille Tremblay": True, "Robin Member": False}
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[hiding.pk])).content.decode()
    assert "name and riding only" in html
