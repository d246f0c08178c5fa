"""Supporters may look at what each recipient would get, before anything is stored or sent."""

import html as markup
import re

import pytest
from django.core import mail

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, Notice, Recipient
from campaigns.pipeline.send import send_due
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db


def letters_in(response) -> list[str]:
    shown = re.findall(r'<pre class="mail__text">(.*?)</pre>', response.content.decode(), re.DOTALL)
    return [markup.unescape(text) for text in shown]


def posted_again(response) -> dict[str, str]:
    """What a browser would post from the page: its hidden inputs."""
    html = response.content.decode()
    form = html[html.index("<form") : html.index("</form>")]
    inputs = re.findall(r'<input type="hidden" name="(\w+)"(?: value="(.*?)")?', form, re.DOTALL)
    return {name: markup.unescape(value) for name, value in inputs}


def test_each_recipients_letter_is_shown_and_nothing_is_stored_or_sent(send):
    response = send(preview="1", message="In my own words.")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    minister, member = letters_in(response)
    assert minister.startswith("Dear Minister,\n\nIn my own words.\n\nYours,\nJane Doe")
    assert member.startswith("Dear Robin Member,\n\nIn my own words.")
    html = response.content.decode()
    assert "Camille Tremblay (Minister of Foreign Affairs)" in html
    assert "jane@example.org" in html
    for model in (Letter, Delivery, Notice, Campaign):
        assert not model.objects.exists()
    assert mail.outbox == []


def test_what_is_shown_is_what_leaves(send):
    looked = send(preview="1", last_name="O’Neil <b>", message="Ligne 1\r\nLigne 2 & {{ recipient_name }}\r\n")
    shown = letters_in(looked)
    assert send(**posted_again(looked)).status_code == 303
    send_due(worker="test")
    sent = {message.body for message in mail.outbox if "jane@example.org" not in message.recipients()}
    assert {text.strip() for text in shown} == {text.strip() for text in sent}


def test_change_leads_back_to_the_form_with_all_that_was_typed(send, district):
    looked = send(preview="1", message='"My"\r\n\r\n<own> words', consent_updates="on", district=district.pk)
    answer = send(**posted_again(looked), change="1")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "data-errors" not in html
    assert '"My"\n\n<own> words' in markup.unescape(html).replace("\r\n", "\n")
    assert 'value="jane@example.org"' in html
    assert re.search(r'name="consent_updates"[^>]* checked', html)
    assert not re.search(r'name="outside_country"[^>]* checked', html)
    assert f'<option value="{district.pk}" selected>' in html
    assert not Letter.objects.exists()


def test_what_was_looked_at_is_signed_as_it_was_typed(send, page):
    CampaignPage.objects.update(may_edit="subject message")
    page.refresh_from_db()
    own = {"subject": "A plea", "outside_country": "on", "source": "poster"} | shown(page)
    looked = send(preview="1", **own)
    assert len(letters_in(looked)) == 1
    send(**posted_again(looked))
    letter = Letter.objects.get()
    assert (letter.subject, letter.outside_country, letter.consent_updates) == ("A plea", True, False)
    assert (letter.source, letter.subject_is_own, letter.message_is_own) == ("poster", True, False)


def test_errors_are_shown_in_place_of_a_preview(send):
    response = send(preview="1", email="")
    assert response.status_code == 422
    assert 'id="letter_email_error"' in response.content.decode()
    assert letters_in(response) == []


def test_an_unknown_riding_is_asked_for_before_there_is_anything_to_look_at(send, district):
    assert send(preview="1", postal_code="V5K 0A1").status_code == 422
    assert len(letters_in(send(preview="1", postal_code="V5K 0A1", district=district.pk))) == 2


def test_a_representative_who_is_not_known_yet_is_said_to_be(send):
    response = send(preview="1", postal_code="V5K 0A1", district="later")
    html = response.content.decode()
    assert "Your Member of Parliament" in html
    assert "We look for the name after you send." in html
    assert letters_in(response)[1].startswith("Dear Member of Parliament,")


def test_a_vacant_seat_shows_only_who_does_get_it(send, district):
    Recipient.objects.filter(district=district).delete()
    assert len(letters_in(send(preview="1"))) == 1


def test_a_name_that_makes_no_mail_is_said_before_it_is_sent(send, minister):
    Recipient.objects.filter(pk=minister.pk).update(email="a=?b@example.org")
    response = send(preview="1")
    assert response.status_code == 422
    assert "no e-mail can be made" in response.content.decode()


def test_a_slip_in_the_address_is_asked_about_once_more(send):
    assert "Did you mean jane@gmail.com?" in send(preview="1", email="jane@gamil.com").content.decode()


def test_a_campaign_that_asks_for_confirmation_says_so(send):
    words = "you confirm your letter by a link"
    assert words not in send(preview="1").content.decode()
    CampaignPage.objects.update(asks_confirmation=True)
    assert words in send(preview="1").content.decode()


@pytest.mark.parametrize("button", ["preview", "change"])
def test_a_paused_campaign_shows_no_letter_and_keeps_what_was_typed(send, page, button):
    Campaign.objects.create(key=page.key, status="paused")
    response = send(**{button: "1"}, message="My own long letter")
    assert response.status_code == 422
    assert "My own long letter" in response.content.decode()


def test_a_form_on_another_site_sees_nothing(client, page, answers):
    response = client.post(
        f"/en/write/{page.pk}/", answers | {"preview": "1"}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403


def test_in_french_page_and_letter_are_french(client, page, answers):
    french = factories.translate(page, message="Je vous demande d’agir.")
    own = shown(french) | {"message": french.message, "preview": "1"}
    response = client.post(f"/fr/write/{french.pk}/", answers | own)
    html = response.content.decode()
    assert "Votre lettre, avant de l’envoyer" in html
    assert letters_in(response)[0].startswith("Madame la Ministre,\n\nJe vous demande d’agir.")
    assert "Envoyer ma lettre" in html


def test_the_form_offers_it_beside_the_button_that_sends(client, page):
    assert 'name="preview"' in client.get(page.url).content.decode()
