"""What an editor sees before anybody else."""

import json

import pytest

from campaigns.models import CampaignPage, CampaignRecipient, Letter
from tests import factories

pytestmark = pytest.mark.django_db


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
