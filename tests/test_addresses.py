"""Addresses in the language of what they lead to: /fr/lettre/…/retirer/. A letter's are in its own, whoever asks."""

import json
import re

import pytest
from django.core import mail
from django.utils import translation

from campaigns.models import CampaignPage, Letter, Notice, ReviewLink
from campaigns.pipeline.send import send_due
from tests import factories

pytestmark = pytest.mark.django_db

PATHS = {
    "en": {
        "receipt": "/en/letter/{}/",
        "withdrawal": "/en/letter/{}/withdraw/",
        "erasure": "/en/letter/{}/erase/",
        "download": "/en/letter/{}/download/",
        "confirmation": "/en/confirm/{}/",
        "denial": "/en/letter/{}/not-me/",
    },
    "fr": {
        "receipt": "/fr/lettre/{}/",
        "withdrawal": "/fr/lettre/{}/retirer/",
        "erasure": "/fr/lettre/{}/effacer/",
        "download": "/fr/lettre/{}/telecharger/",
        "confirmation": "/fr/confirmer/{}/",
        "denial": "/fr/lettre/{}/pas-moi/",
    },
}


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, title="Justice maintenant", message="Je vous demande d’agir.")


@pytest.fixture
def letters(page, french) -> dict[str, Letter]:
    return {
        "en": factories.LetterFactory(page=page),
        "fr": factories.LetterFactory(page=french, language="fr"),
    }


@pytest.mark.parametrize("name", PATHS["en"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("active", ["en", "fr"])
def test_a_letters_pages_have_addresses_in_its_language(client, letters, language, name, active):
    letter = letters[language]
    with translation.override(active):
        path = getattr(letter, f"{name}_path")
    assert path == PATHS[language][name].format(letter.public_id)
    answer = client.get(path)
    assert answer.status_code == 200
    if name != "download":
        assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("name", PATHS["en"])
def test_an_address_in_one_language_is_none_in_the_other(client, letters, name):
    mixed = {"en": PATHS["fr"][name].replace("/fr/", "/en/"), "fr": PATHS["en"][name].replace("/en/", "/fr/")}
    for language, path in mixed.items():
        for letter in letters.values():
            assert client.get(path.format(letter.public_id)).status_code == 404, (language, path)


@pytest.mark.parametrize("kind", Notice.Kind.values)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("active", ["en", "fr"])
def test_links_in_each_mail_to_a_supporter_open_in_its_language(client, uncapped, letters, kind, language, active):
    letter = letters[language]
    Notice.objects.create(letter=letter, kind=kind)
    if kind in {Notice.Kind.CONFIRMATION, Notice.Kind.REMINDER}:
        Letter.objects.filter(pk=letter.pk).update(status="unconfirmed")
    with translation.override(active):
        send_due(worker="one")
    (sent,) = mail.outbox
    links = re.findall(r"http://localhost:8000(/\S+)", sent.body)
    assert links
    assert set(links) <= {path.format(letter.public_id) for path in PATHS[language].values()}
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()


def test_where_the_form_is_posted_to_has_one_name_in_all_languages(page, french):
    assert page.write_url == f"/en/write/{page.pk}/"
    assert french.write_url == f"/fr/write/{french.pk}/"
    assert french.recipients_url == f"/fr/write/{french.pk}/recipients/"


def test_the_thank_you_and_sharing_have_addresses_in_the_pages_language(client, page, french):
    assert french.mastodon_url == f"/fr/partager/{french.pk}/mastodon/"
    assert page.mastodon_url == f"/en/share/{page.pk}/mastodon/"
    for one, own, foreign in ((page, "thank-you/", "merci/"), (french, "merci/", "thank-you/")):
        assert one.thank_you_url == f"{one.url}{own}"
        assert client.get(one.thank_you_url).status_code == 200
        assert client.get(f"{one.url}{foreign}").status_code == 404


def test_a_letter_on_a_page_in_another_language_is_posted_in_its_own(client, home, page, answers):
    body = [{"type": "letter_action", "value": {"campaign": page.pk, "heading": "Écrivez", "introduction": ""}}]
    about = factories.translate(factories.ContentPageFactory(parent=home, slug="about"), body=json.dumps(body))
    html = client.get(about.url).content.decode()
    action = re.search(r'<form[^>]*?action="([^"]+)"', html)[1]
    assert action == f"/en/write/{page.pk}/"
    assert client.post(action, answers).status_code == 303


def test_a_review_link_is_read_in_either_language_under_that_ones_address(client, page, administrator):
    link = ReviewLink.objects.create(key=page.key, created_by=administrator)
    paths = {"en": f"/en/review/{link.token}/", "fr": f"/fr/relire/{link.token}/"}
    for language, path in paths.items():
        with translation.override(language):
            assert link.url.endswith(path)
        html = client.get(path).content.decode()
        assert f'<html lang="{language}">' in html
        assert all(other in html for other in paths.values() if other != path)
