"""What an editor sees before anybody else."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from campaigns import compose
from campaigns.models import CampaignPage, CampaignRecipient, Letter, SendingSettings
from campaigns.pipeline.send import send_due
from tests import factories
from tests.letters import shown
from tests.test_publish_routes import edit_form

pytestmark = pytest.mark.django_db

DATE_AND_ID = re.compile(rb"(?m)^(?:Date|Message-ID): .*\r\n")
LETTER_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def preview(page, mode: str) -> str:
    response = page.make_preview_request(preview_mode=mode)
    if hasattr(response, "render"):
        response.render()
    assert response.status_code == 200
    return response.content.decode()


def draft_of(page) -> CampaignPage:
    return page.save_revision().as_object()


def test_there_is_a_preview_for_each_thing_that_anybody_gets(page):
    names = [str(name) for _mode, name in page.preview_modes]
    assert names == [
        "Page",
        "Thank-you page",
        "E-mail to Camille Tremblay (Minister of Foreign Affairs)",
        "E-mail to your Member of Parliament",
        "Receipt",
    ]


@pytest.mark.parametrize("live", [True, False])
def test_the_form_is_shown_and_inert(page, live):
    page.live = live
    html = preview(draft_of(page), "")
    form = html.split("<form")[1].split(">")[0]
    assert "inert" in form
    assert "action=" not in form


def test_the_draft_is_shown_not_what_is_live(page):
    page.title, page.message = "A new title", "A new message"
    draft = draft_of(page)
    assert "A new title" in preview(draft, "")
    assert "A new message" in preview(draft, "letter-0")
    assert "A new title" in preview(draft, "thank-you")


def test_recipients_of_the_draft_are_previewed_before_they_are_saved(page, district):
    other = factories.RecipientFactory(name="Sam Other", salutation_en="Dear Sam")
    page.recipient_rows = [page.rows[0].__class__(page=page, recipient=other)]
    del page.rows
    draft = draft_of(page)
    assert "Dear Sam," in preview(draft, "letter-0")
    assert "Sam Other" in preview(draft, "receipt")


def test_each_recipients_mail_has_its_headers_and_its_own_words(page):
    html = preview(page, "letter-0")
    assert "Alex Example via Dear Minister" in html
    assert "Dear Minister,\n\nI ask you to act now." in html
    assert "Dear Robin Member," in preview(page, "letter-1")


def test_a_translations_mails_have_the_words_of_its_own_rows(page):
    french = factories.translate(page, subject="Agissez")
    CampaignRecipient.objects.create(page=french, legislature=page.rows[1].legislature, subject="À ma députée")
    french = CampaignPage.objects.get(pk=french.pk)
    assert "Agissez" in preview(french, "letter-0")
    assert "À ma députée" in preview(french, "letter-1")
    assert "Madame la Ministre," in preview(french, "letter-0")


def test_nobody_sits_yet_and_the_preview_shows_an_invented_member(page, district):
    district.representatives.all().delete()
    assert "Dear Member of Parliament," in preview(page, "letter-1")


def test_a_preview_stores_nothing(page):
    for mode, _name in page.preview_modes:
        preview(page, mode)
    assert not Letter.objects.exists()


def test_no_script_of_the_page_runs_in_a_preview(page):
    from cms.models import ApprovedScript

    script = ApprovedScript.objects.create(name="Comforts", path="campaigns/letter.js", reason="Shows progress")
    page.body = json.dumps(
        [
            {"type": "letter_action", "value": {"heading": "Send", "introduction": ""}},
            {"type": "scripts", "value": {"scripts": [{"type": "item", "id": "1", "value": script.pk}]}},
        ]
    )
    assert "<script" not in preview(draft_of(page), "")


# What leaves is what was looked at


def lasting(raw: bytes) -> bytes:
    """What two mails about the same letter have in common: all but date and ids."""
    return LETTER_ID.sub(b"", DATE_AND_ID.sub(b"", raw))


def with_own_words(page: CampaignPage, **words) -> CampaignPage:
    """The member's letter differs from the minister's."""
    page.recipient_rows.filter(recipient=None).update(**words)
    return CampaignPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("asks_address", [False, True])
def test_previewed_and_delivered_mails_are_the_same_bytes(client, page, mail_server, settings, language, asks_address):
    settings.SITE_URL = "https://campaigns.example.org"
    CampaignPage.objects.update(asks_address=asks_address)
    words = {"subject": "To my member for {{ district }}", "closing": "En toute amitié,\n{{ supporter_name }}"}
    page = with_own_words(page, **words)
    if language == "fr":
        page = with_own_words(factories.translate(page, subject="Agissez, à présent", slug="justice"), **words)
    draft = page.save_revision().as_object()
    previewed = {mode: compose.as_bytes(draft.sample_mail(mode)) for mode, _name in draft.mail_modes}
    page.latest_revision.publish()

    sample = draft.sample_letter()
    fields = ("first_name", "last_name", "email", "postal_code", "street", "city", "message")
    answers = {name: getattr(sample, name) for name in fields} | shown(page)
    assert client.post(f"/{language}/write/{page.pk}/", answers).status_code == 303
    send_due(worker="test")

    delivered = [envelope.content for envelope in mail_server.envelopes]
    letters = [previewed["letter-0"], previewed["letter-1"]]
    assert len(delivered) == 3
    assert set(map(lasting, letters)) <= set(map(lasting, delivered))
    assert b"\r\nTo: Robin Member <" in letters[1]
    # A long line of the receipt may be broken within its letter's id.
    whole = [raw.replace(b"=\r\n", b"") for raw in (previewed["receipt"], *delivered)]
    assert lasting(whole[0]) in set(map(lasting, whole[1:]))
    seen = unescape(preview(draft, "letter-1"))
    assert compose.as_received(draft.sample_mail("letter-1")).get_content() in seen


def test_the_confirmation_is_the_same_bytes_too(send, page, mail_server):
    CampaignPage.objects.update(asks_confirmation=True)
    page = CampaignPage.objects.get(pk=page.pk)
    assert send(email="alex@example.org").status_code == 303
    send_due(worker="test")
    (delivered,) = [envelope.content for envelope in mail_server.envelopes]
    assert lasting(delivered) == lasting(compose.as_bytes(page.sample_mail("confirmation")))


def test_in_test_mode_the_preview_shows_what_recipients_get_when_it_is_live(page, minister):
    live = preview(page, "letter-0")
    SendingSettings.objects.update(live=False)
    assert DATE.sub("", preview(page, "letter-0")) == DATE.sub("", live)
    assert minister.email in live


DATE = re.compile(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} [+-]\d{4}")


# Whose letter the sample is


def test_the_representatives_letter_is_from_a_riding_that_somebody_sits_for(page, district):
    factories.DistrictFactory(name_en="Aardvark", province="AB")
    with_own_words(page, closing="{{ supporter_name }}, {{ district }}")
    assert "Alex Example, Ottawa Centre" in preview(CampaignPage.objects.get(pk=page.pk), "letter-1")


def test_members_who_left_or_cannot_be_reached_are_no_sample(page, district):
    district.representatives.update(until="2020-01-01")
    factories.RecipientFactory(representative=True, name="Silent", email="")
    factories.RecipientFactory(representative=True, name="Sam Sitting", salutation_en="Dear Sam")
    assert "Dear Sam," in preview(page, "letter-1")


def test_the_letter_to_a_stand_in_is_previewed_where_one_is_named(page):
    stand_in = factories.RecipientFactory(name="Stand In", salutation_en="Dear Stand-in")
    CampaignPage.objects.update(vacancy="stand_in", vacancy_stand_in=stand_in)
    page = CampaignPage.objects.get(pk=page.pk)
    assert ("stand-in", "E-mail for a vacant seat") in page.preview_modes
    assert "Dear Stand-in," in preview(page, "stand-in")


def test_a_translation_previews_the_recipients_of_the_lead_pages_newest_draft(page):
    french = factories.translate(page, slug="justice")
    other = factories.RecipientFactory(name="Sam Other", salutation_fr="Cher Sam")
    page.recipient_rows = [page.rows[0].__class__(page=page, recipient=other)]
    del page.rows
    page.save_revision()
    french.message = "Un brouillon"
    html = preview(french, "letter-0")
    assert "Cher Sam,\n\nUn brouillon" in html
    assert "Sam Other" in preview(french, "receipt")


# Drafts that are not whole


def test_without_a_recipient_each_preview_says_so(page):
    page.recipient_rows.all().delete()
    draft = draft_of(CampaignPage.objects.get(pk=page.pk))
    assert [mode for mode, _name in draft.preview_modes] == ["", "thank-you", "receipt"]
    for mode in ("letter-0", "receipt", "stand-in", "nonsense"):
        assert "Choose at least one recipient." in preview(draft, mode)
    preview(draft, "")


def test_a_row_that_names_nobody_yet_is_left_out(page):
    draft = draft_of(page)
    draft.recipient_rows.add(page.rows[0].__class__())
    assert len([mode for mode, _name in draft.preview_modes if mode.startswith("letter")]) == 2
    preview(draft, "")
    assert "Choose another e-mail to look at." in preview(draft, "letter-2")


@pytest.mark.parametrize("mode", ["letter-0", "letter-1", "receipt"])
def test_an_unknown_placeholder_is_named_in_place_of_the_mail(page, mode):
    page.opening = "Dear {{ minister_mood }},"
    html = preview(page, mode)
    assert html.count("Letters do not know {{ minister_mood }}.") == 1
    assert "mail__headers" not in html


def test_a_recipient_without_an_address_is_named(page, minister):
    type(minister).objects.filter(pk=minister.pk).update(email="")
    html = preview(CampaignPage.objects.get(pk=page.pk), "letter-0")
    assert "Camille Tremblay (Minister of Foreign Affairs) has no e-mail address" in html


def test_an_address_that_makes_no_mail_is_no_server_error(page, minister):
    type(minister).objects.filter(pk=minister.pk).update(email="nobody\n@example.org")
    assert "no e-mail can be made" in preview(CampaignPage.objects.get(pk=page.pk), "letter-0")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": ""}, "Write a subject for the letter."),
        ({"message": ""}, "Write the letter."),
    ],
)
def test_what_is_missing_is_said_above_the_mail(page, change, words):
    for name, value in change.items():
        setattr(page, name, value)
    html = preview(page, "letter-0")
    assert words in html
    assert "mail__headers" in html


def test_a_salutation_that_is_missing_is_said_above_the_mail(page, minister):
    type(minister).objects.filter(pk=minister.pk).update(salutation_en="")
    html = preview(CampaignPage.objects.get(pk=page.pk), "letter-0")
    assert "{{ recipient_salutation }} stays empty." in html
    assert "stays empty" not in preview(page, "letter-1")


# In the editor


def test_the_side_panel_and_its_own_window_show_what_is_typed_and_not_saved_yet(admin_client, page):
    page.save_revision()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    for title in ("Typed just now", "Typed again"):
        said = admin_client.post(url, edit_form(page, title=title, subject=f"About {title}"))
        assert said.json()["is_available"]
        for panel in ("&in_preview_panel=true", ""):
            assert title in admin_client.get(f"{url}?mode={panel}").content.decode()
            assert f"Your letter: {title}" in admin_client.get(f"{url}?mode=receipt{panel}").content.decode()


def test_every_mode_of_a_page_being_written_opens(admin_client, index):
    names = ("campaigns", "campaignpage", index.pk)
    url = reverse("wagtailadmin_pages:preview_on_add", args=names)
    blank = CampaignPage(title="New", slug="new")
    assert admin_client.post(url, edit_form(blank, subject="", message="")).json()["is_available"]
    for mode in ("", "thank-you", "receipt", "letter-0", "confirmation"):
        assert admin_client.get(f"{url}?mode={mode}").status_code == 200
