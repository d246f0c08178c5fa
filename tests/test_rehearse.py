"""A campaign is rehearsed before it is open; and each recipient is addressed rightly, in the letter's language."""

import time
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from campaigns import compose
from campaigns.doubles import double_title
from campaigns.letterhead import Letterhead
from campaigns.models import CampaignPage, Delivery, Legislature, Letter, Recipient
from campaigns.pipeline.send import send_due
from campaigns.rehearse import letters_of, rehearse
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(district) -> Recipient:
    return district.representatives.get()


@pytest.fixture
def admin_client(client):
    client.force_login(factories.UserFactory(administrator=True))
    return client


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, slug="justice", subject="Agissez", closing="Bien à vous,\n{{ supporter_name }}")


def findings(page: CampaignPage) -> list[str]:
    page = CampaignPage.objects.get(pk=page.pk)
    return [f"{found.page.locale.language_code}: {found.what} {found.who}" for found in rehearse(page)]


def change(model, **changes) -> None:
    type(model).objects.filter(pk=model.pk).update(**changes)


def test_a_campaign_in_order_has_no_findings_in_any_language(page, french):
    assert findings(page) == findings(french) == []
    assert len(list(letters_of(page))) == 4


def test_nothing_is_stored_and_nothing_sent(page, french):
    rehearse(page)
    assert not Letter.objects.exists()
    assert not Delivery.objects.exists()
    assert not mail.outbox


def test_every_recipient_in_office_and_the_stand_in_get_a_letter(page, minister, member):
    left = factories.RecipientFactory(representative=True, name="Gone", until="2020-01-01")
    elsewhere = factories.LegislatureFactory(code="elsewhere")
    factories.RecipientFactory(representative=True, name="Far", district__legislature=elsewhere)
    former = factories.DistrictFactory(representation_order="2013")
    factories.RecipientFactory(representative=True, name="Former", district=former)
    stand_in = factories.RecipientFactory(name="Stand In")
    change(page, vacancy="stand_in", vacancy_stand_in=stand_in)
    names = [letter.recipient.name for letter in letters_of(CampaignPage.objects.get(pk=page.pk))]
    assert names == [minister.name, member.name, "Stand In"]
    assert left.name not in names


def test_the_draft_is_rehearsed_not_what_is_live(page, french):
    page.subject = "x" * 79
    page.save_revision()
    assert [found.split(": ")[0] for found in findings(french)] == ["en"]


def test_an_unknown_placeholder_is_found_in_whose_letters_it_stands(page, member):
    row = page.recipient_rows.get(recipient=None)
    row.opening = "Dear {{ nobody }},"
    row.save()
    (found,) = findings(page)
    assert "{{ nobody }}" in found
    assert found.endswith(str(member))


def test_a_placeholder_that_stays_empty_is_found(page, minister, member):
    change(page, message="As {{ recipient_role }} you can act.")
    change(minister, role_en="", role_fr="")
    assert findings(page) == [f"en: {{{{ recipient_role }}}} stays empty. {minister.name}"]


def test_whoever_has_no_address_or_has_left_is_found(page, minister, member):
    change(minister, until="2020-01-31")
    change(member, email="")
    assert findings(page) == [
        f"en: The term ended on Jan. 31, 2020. {minister}",
        f"en: There is no e-mail address. {member}",
    ]


def test_an_address_that_makes_no_message_is_found(page, minister):
    change(minister, email="nobody\n@example.org")
    assert findings(page) == [f"en: The message cannot be made: MalformedMessage. {minister}"]


def test_a_missing_french_salutation_is_found_in_the_french_letters_only(page, french, minister):
    change(minister, salutation_fr="")
    assert findings(page) == [f"fr: There is no salutation in French. {minister}"]
    for text in (page, french):
        change(text, opening="Hello,")
    assert findings(page) == []


def test_a_subject_that_mail_programs_cut_is_found(page):
    change(page, subject="{{ supporter_name }}" + "x" * 66)
    assert findings(page) == []
    change(page, subject="{{ supporter_name }}" + "x" * 67)
    (found,) = findings(page)
    assert found.startswith("en: The subject is longer than 78 characters.")


def test_a_title_that_is_said_twice_is_found(page, french, minister, member):
    change(page, opening="Dear {{ recipient_salutation }},")
    change(member, salutation_fr="Madame Madame la Députée")
    assert findings(page) == [
        f"en: Said twice: “Dear Dear”. {minister}, {member}",
        f"fr: Said twice: “Madame Madame”. {member}",
    ]


@pytest.mark.parametrize(
    ("text", "double"),
    [
        ("Dear Minister Minister,", "Minister Minister"),
        ("To the Hon. Hon. Camille Tremblay", "Hon. Hon."),
        ("To the Hon. Honourable Camille", "Hon. Honourable"),
        ("Mme Madame la Ministre", "Mme Madame"),
        ("Dear Camille Tremblay Camille Tremblay,", "Camille Tremblay Camille Tremblay"),
        ("Dear Minister,", ""),
        ("Write to the Minister. Minister, act.", ""),
        ("Dear Minister, Minister of Foreign Affairs", ""),
        ("Nous nous adressons à vous. We had had hope.", ""),
    ],
)
def test_only_titles_and_names_may_not_stand_twice(text, double):
    titles = ["Camille Tremblay", "Hon.", "Dear Minister", "Madame la Ministre"]
    assert double_title(text, titles) == double


def test_the_same_words_about_many_are_one_finding(page):
    for number in range(4):
        factories.RecipientFactory(representative=True, name=f"Member {number}", email="")
    (found,) = findings(page)
    assert found.startswith("en: There is no e-mail address. Member 0 (Member of Parliament), Member 1")
    assert found.endswith("and 1 more")


def test_a_whole_house_in_two_languages_takes_seconds(page, french):
    house = Legislature.objects.get()
    districts = factories.DistrictFactory.create_batch(342, legislature=house)
    Recipient.objects.bulk_create(
        factories.RecipientFactory.build(representative=True, district=district) for district in districts
    )
    began = time.monotonic()
    letters = list(letters_of(CampaignPage.objects.get(pk=page.pk)))
    assert len([letter for letter in letters if letter.message]) == 2 * (343 + 1)
    assert time.monotonic() - began < 10


def test_the_editor_leads_to_the_rehearsal_which_says_how_many_letters(admin_client, page, french, minister):
    url = reverse("rehearse_campaign", args=[page.pk])
    assert url in admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "4 letters were rendered" in admin_client.get(url).content.decode()
    change(minister, salutation_fr="")
    html = admin_client.get(url).content.decode()
    assert "There is no salutation in French." in html
    assert minister.name in html


def test_only_editors_of_the_page_may_rehearse_it(client, page):
    client.force_login(factories.UserFactory())
    assert client.get(reverse("rehearse_campaign", args=[page.pk])).status_code == 302


def test_the_command_says_what_it_found_and_fails(page, french, minister):
    said = StringIO()
    call_command("rehearse", "justice", stdout=said)
    assert "4 letters rendered" in said.getvalue()
    change(minister, salutation_fr="")
    with pytest.raises(CommandError, match="1 findings"):
        call_command("rehearse", str(page.pk), stdout=said)
    assert f"fr  There is no salutation in French.  {minister}" in said.getvalue()


def test_the_command_does_not_guess_which_campaign_is_meant(page, home):
    with pytest.raises(CommandError, match="No campaign: nothing"):
        call_command("rehearse", "nothing")
    other_index = factories.CampaignIndexPageFactory(parent=home, slug="more")
    other = factories.CampaignPageFactory(parent=other_index, slug="justice")
    with pytest.raises(CommandError, match=f"Several campaigns are called justice: {page.pk}, {other.pk}"):
        call_command("rehearse", "justice")


# Salutations


@pytest.mark.parametrize(
    ("language", "to_minister", "to_member"),
    [("en", "Dear Minister,", "Dear Robin Member,"), ("fr", "Madame la Ministre,", "Madame la Députée,")],
)
def test_minister_and_member_are_addressed_in_the_letters_language(
    page, minister, member, language, to_minister, to_member
):
    letter = factories.LetterFactory(page=page, language=language)
    for recipient, salutation in ((minister, to_minister), (member, to_member)):
        delivery = Delivery(letter=letter, recipient=recipient)
        body = compose.letter_message(delivery, letterhead=Letterhead("Voices")).body
        assert body.startswith(f"{salutation}\n\nI ask you to act now.")


@pytest.mark.parametrize("prefers", ["en", "fr"])
def test_the_recipients_own_language_does_not_change_the_letters(page, minister, prefers):
    minister.language = prefers
    delivery = Delivery(letter=factories.LetterFactory(page=page, language="fr"), recipient=minister)
    assert compose.letter_message(delivery, letterhead=Letterhead("Voix")).body.startswith("Madame la Ministre,")


def test_letters_that_supporters_send_in_both_languages_are_addressed_rightly(client, send, page, french, answers):
    send()
    others = {"email": "jeanne@example.org", "message": french.message} | shown(french)
    assert client.post(f"/fr/write/{french.pk}/", answers | others).status_code == 303
    send_due(worker="test")
    openings = [message.body.splitlines()[0] for message in mail.outbox if "example.org" in message.to[0]]
    assert {"Dear Minister,", "Dear Robin Member,", "Madame la Ministre,", "Madame la Députée,"} <= set(openings)


def test_whoever_is_minister_and_the_supporters_member_gets_one_letter(send, page, minister, member):
    member.delete()
    change(minister, district=factories.PostalCodeFactory._meta.model.objects.get().district)
    assert len(list(letters_of(page))) == 1
    send()
    assert Delivery.objects.get().recipient == minister
    send_due(worker="test")
    to_minister = [message for message in mail.outbox if minister.email in message.to[0]]
    assert [message.body.splitlines()[0] for message in to_minister] == ["Dear Minister,"]
