"""All that a supporter meets in French: pages, errors, answers and mails. None has an English sentence of ours."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from campaigns import compose
from campaigns.models import Campaign, CampaignPage, Delivery, Letter, Notice, Recipient
from campaigns.models.expiry import NOBODY
from campaigns.models.states import Status
from campaigns.pipeline.send import send_due
from tests import factories
from tests.english_left import english_left, english_pieces
from tests.french_admin import said_in_both, texts_of
from tests.letters import shown

pytestmark = pytest.mark.django_db

WARNING = {"text": "Cette page parle de torture.", "covers": ["text", "pictures", "letter"], "hides": True}
BODY = [
    {"type": "action_counter", "value": {}},
    {"type": "content_warning", "value": WARNING},
    {"type": "letter_action", "value": {"heading": "Envoyez la lettre!", "introduction": "", "shape": "compact"}},
    {"type": "rich_text", "value": "<p>Sans réponse.</p>"},
    {"type": "campaign_list", "value": {"heading": "", "number": 3}},
]
WORDS = {
    "title": "Justice maintenant",
    "summary": "La justice, s’il vous plaît.",
    "subject": "Agissez",
    "message": "Je vous demande d’agir.",
    "closing": "Bien à vous,\n{{ supporter_name }}",
    "may_edit": "subject message",
    "prompts": "Pourquoi?",
    "outcome": "<p>Voilà.</p>",
    "thank_you_text": "<p>Nous les remettons.</p>",
}
DATA = ("Jane Doe", "Dear Minister", "Camille Tremblay", "Robin Member", "Ottawa-Centre", "Justice maintenant")
DATA += ("Alex Example", "Je vous demande", "Bien à vous")


@pytest.fixture
def french(page) -> CampaignPage:
    page.may_edit, page.asks_address, page.goal = WORDS["may_edit"], True, 1000
    page.save()
    factories.Site.objects.update(site_name="")
    return factories.translate(page, **WORDS, body=json.dumps(BODY))


@pytest.fixture
def french_answers(answers, french) -> dict[str, str]:
    words = {"message": french.message, "subject": french.subject} | shown(french)
    return answers | words | {"street": "1, rue Exemple", "city": "Gatineau"}


@pytest.fixture
def post(client, french, french_answers):
    return lambda **others: client.post(french.write_url, french_answers | others, headers={"Accept-Language": "en"})


@pytest.fixture
def letter(french) -> Letter:
    words = {name: WORDS[name] for name in ("subject", "message", "closing")}
    return factories.LetterFactory(page=french, language="fr", **words)


def left(response) -> set[str]:
    html = response.content.decode()
    assert '<html lang="fr">' in html
    return english_left(html)


def ends(page: CampaignPage, status: str) -> None:
    Campaign.objects.update_or_create(key=page.key, defaults={"status": status})


class TestPages:
    def test_public_pages(self, client, french, home):
        about = factories.translate(factories.ContentPageFactory(parent=home, slug="about"), title="À propos")
        above = french.get_ancestors().filter(depth__gt=1)
        above.update(live=True, alias_of=None, title="Accueil")
        for url in [one.url for one in (*above.specific(), about, french)] + [french.thank_you_url, "/fr/rien/"]:
            assert left(client.get(url)) == set(), url

    def test_a_campaign_that_takes_no_letters(self, client, french, post):
        french.get_ancestors().update(live=True)
        for status in ("paused", "closed", "won"):
            ends(french, status)
            for answer in (client.get(french.url), post(), client.get(french.get_parent().url)):
                assert left(answer) == set(), status

    def test_one_that_opens_later(self, client, page, french):
        page.opens_at = timezone.now() + timedelta(days=3)
        page.save()
        answer = client.get(french.url)
        assert "Heure de l’Est" in answer.content.decode() or "heure de l’Est" in answer.content.decode()
        assert left(answer) == set()

    def test_what_both_languages_say_alike_is_what_people_wrote(self, client, page, french):
        for one, other in ((page.url, french.url), (page.thank_you_url, french.thank_you_url)):
            english, in_french = (client.get(url).content.decode() for url in (one, other))
            assert said_in_both(english, in_french, data=DATA) == set()


class TestAnswersToTheForm:
    WRONG = (
        {"first_name": "", "last_name": "", "email": "", "postal_code": "", "street": "", "city": "", "message": ""},
        {"email": "jane", "postal_code": "nowhere", "subject": ""},
        {"postal_code": "KIA OA6", "message": "x" * 10_001},
        {"postal_code": "X0X 0X0"},
        {"choose": "1", "first_name": "J" * 101},
        {"district": "none"},
        {"letter_version": "another"},
        {"consent_updates": "on", "consent_version": "another"},
    )

    def test_each_error(self, post):
        for wrong in self.WRONG:
            answer = post(**wrong)
            assert answer.status_code == 422, wrong
            assert left(answer) == set(), wrong

    def test_a_code_of_two_ridings_and_a_vacant_seat(self, post, district):
        Recipient.objects.filter(district=district).delete()
        factories.PostalCodeFactory(district=factories.DistrictFactory(name_fr="Gatineau"))
        assert left(post()) == set()

    def test_nobody_to_write_to(self, post, page, district):
        page.recipient_rows.filter(recipient__isnull=False).delete()
        Recipient.objects.filter(district=district).delete()
        for others in ({}, {"outside_country": "on"}):
            assert left(post(**others)) == set()

    def test_looking_first_and_changing(self, post):
        for others in ({"preview": "1", "email": "jane@gmial.com"}, {"change": "1"}):
            answer = post(**others)
            assert answer.status_code == 200
            assert left(answer) == set()

    def test_one_from_another_site(self, client, french, french_answers):
        answer = client.post(french.write_url, french_answers, headers={"Origin": "https://evil.example.org"})
        assert answer.status_code == 403
        assert left(answer) == set()

    def test_a_server_that_is_none(self, client, french):
        for server in ("", "nonsense"):
            assert left(client.post(french.mastodon_url, {"server": server})) == set()

    @pytest.mark.parametrize("rule", ["others", "hold", "stand_in"])
    def test_who_gets_it_while_one_types(self, client, page, french, district, minister, rule):
        day = timezone.localdate() + timedelta(days=30)
        CampaignPage.objects.filter(pk=page.pk).update(
            vacancy=rule, vacancy_hold_until=day, vacancy_stand_in=minister.pk
        )
        factories.PostalCodeFactory(code="K1A0B1", district=factories.DistrictFactory(name_fr="Hull-Aylmer"))
        Recipient.objects.filter(district=district).delete()
        for code in ("K1A 0A6", "K1A 0B1", "X0X 0X0"):
            answer = client.post(french.recipients_url, {"postal_code": code}).content.decode()
            assert english_left(answer) == set(), code


class TestALettersOwnPages:
    def test_what_became_of_it(self, client, letter, district, minister):
        delivery = Delivery.objects.create(letter=letter, recipient=minister)
        nobody_yet = {"recipient": None, "legislature": district.legislature, "waits_until": timezone.now()}
        for status in Status:
            whom = nobody_yet if status == Status.WAITING else {"recipient": minister}
            Delivery.objects.filter(pk=delivery.pk).update(status=status, **whom)
            for path in (letter.receipt_path, letter.withdrawal_path, letter.erasure_path):
                assert left(client.get(path)) == set(), (status, path)
            assert english_left(client.get(letter.download_path).content.decode()) == set()

    def test_once_it_is_stopped(self, client, letter):
        now = timezone.now()
        erased = {"erased_at": now} | NOBODY
        for change in ({"withdrawn_at": now}, {"status": "withdrawn"}, {"erasure_asked_at": now}, erased):
            Letter.objects.filter(pk=letter.pk).update(**change)
            assert left(client.get(letter.receipt_path)) == set(), change

    def test_confirming_it(self, client, page, letter):
        Letter.objects.filter(pk=letter.pk).update(status="unconfirmed")
        CampaignPage.objects.filter(pk=page.pk).update(asks_confirmation=True)
        assert left(client.get(letter.confirmation_path)) == set()
        assert left(client.get(letter.page.thank_you_url)) == set()
        for _time in range(2):
            assert left(client.post(letter.confirmation_path, follow=True)) == set()
        assert left(client.get(letter.confirmation_path)) == set()
        Letter.objects.filter(pk=letter.pk).update(status="unconfirmed")
        ends(page, "closed")
        assert left(client.get(letter.confirmation_path)) == set()


class TestMails:
    def test_each_to_a_supporter(self, uncapped, letter, district):
        later = timezone.now() + timedelta(days=1)
        for status in ("bounced", "sent", "queued"):
            Delivery.objects.create(letter=letter, status=status, due_at=later, recipient=factories.RecipientFactory())
        whom = {"legislature": district.legislature, "waits_until": later}
        Delivery.objects.create(letter=letter, status="waiting", **whom)
        for kind in Notice.Kind.values:
            asks = kind in {Notice.Kind.CONFIRMATION, Notice.Kind.REMINDER}
            Letter.objects.filter(pk=letter.pk).update(status="unconfirmed" if asks else "signed")
            Notice.objects.create(letter=letter, kind=kind)
            send_due(worker="one")
            sent = mail.outbox.pop()
            assert english_left(f"{sent.subject}\n{sent.body}\n{sent.from_email}") == set(), kind
        assert mail.outbox == []

    def test_the_letter_itself_and_one_to_the_test_mailbox(self, letter, minister):
        delivery = Delivery.objects.create(letter=letter, recipient=minister)
        message = compose.letter_message(delivery, letterhead=letter.page.letterhead)
        for one in (message, compose.for_test_mailbox(message, "test@example.org")):
            assert english_left(f"{one.subject}\n{one.body}\n{one.from_email}") == set()


class TestTheSearchItself:
    def test_english_of_ours_is_found_between_what_people_wrote(self):
        html = (
            '<p title="Share on Mastodon">This campaign opens on 3 mars, Eastern time.</p><script>Send it now</script>'
        )
        assert english_left(html) >= {"This campaign opens on", ", Eastern time.", "Share on Mastodon"}
        assert "Send it now" not in english_left(html)

    def test_french_is_none(self):
        with translation.override("fr"):
            assert english_left(str(Status.QUEUED.label) + " Votre lettre sera envoyée à") == set()
        assert len(english_pieces()) > 500

    def test_texts_are_those_that_are_read(self):
        assert "One" in texts_of("<p>One</p>")
