"""Consent to news is kept in the words that the supporter read, and nothing is kept without it."""

import re

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import Letter
from cms.models import SiteSettings
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(page) -> SiteSettings:
    own = SiteSettings.for_site(page.get_site())
    own.organisation_en, own.organisation_fr = "Friends of Justice", "Les Amis de la justice"
    own.save()
    return own


def version_in(html: str) -> str:
    return re.search(r'name="consent_version" value="(\w+)"', html)[1]


def test_the_box_is_not_ticked_and_says_whose_news_it_is_and_how_to_end_it(client, page, organisation):
    html = client.get(page.url).content.decode()
    box = re.search(r"<input[^>]*consent_updates[^>]*>", html)[0]
    assert "checked" not in box
    assert "Yes, Friends of Justice may send me news by e-mail." in html
    assert "by the link in each of these e-mails" in html


def test_the_words_that_were_agreed_to_are_kept_as_they_were(client, page, organisation, send):
    shown = version_in(client.get(page.url).content.decode())
    assert send(consent_updates="on", consent_version=shown).status_code == 303
    organisation.organisation_en = "Somebody Else"
    organisation.save()
    letter = Letter.objects.get()
    assert letter.consent_updates
    assert letter.consent_words.startswith("Yes, Friends of Justice may send me news by e-mail.")


def test_without_consent_no_words_are_kept(send):
    send()
    letter = Letter.objects.get()
    assert (letter.consent_updates, letter.consent_words) == (False, "")


def test_words_that_changed_meanwhile_are_read_again_before_anything_is_kept(client, page, organisation, send):
    shown = version_in(client.get(page.url).content.decode())
    organisation.organisation_en = "Somebody Else"
    organisation.save()
    assert send(consent_version=shown, email="no@example.org").status_code == 303, "who did not agree need not"
    response = send(consent_updates="on", consent_version=shown)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="letter_consent_updates_error"' in html
    assert "Yes, Somebody Else may send me news" in html
    assert send(consent_updates="on", consent_version=version_in(html)).status_code == 303


def test_a_letter_that_changed_meanwhile_can_be_sent_once_it_was_read(send, page):
    page.closing = "With regards"
    page.save()
    html = send().content.decode()
    shown = re.search(r'name="letter_version" value="(\w+)"', html)[1]
    assert send(letter_version=shown).status_code == 303


def test_in_french_the_words_are_french_and_kept_with_their_language(client, page, organisation, answers):
    french = factories.translate(page)
    own = answers | shown(french) | {"consent_updates": "on"}
    assert client.post(f"/fr/write/{french.pk}/", own).status_code == 303
    letter = Letter.objects.get()
    assert letter.language == "fr"
    assert letter.consent_words.startswith("Oui, Les Amis de la justice peut m’envoyer des nouvelles")


@pytest.mark.parametrize("words", [{"consent_updates": True, "consent_words": ""}, {"consent_words": "Yes"}])
def test_the_database_keeps_no_consent_without_words_and_no_words_without_consent(page, words):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.LetterFactory(page=page, **words)
