"""From one campaign to the draft of the next, in a real browser: how many clicks and fields it takes."""

import pytest
from playwright.sync_api import expect

from campaigns.models import CampaignPage
from tests import factories
from tests.browser.counted import Counted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCHED_AFTER = 3000  # milliseconds; what is written before Wagtail's editor watches its form is no change to it


def test_a_similar_campaign_takes_three_clicks_and_two_fields(live_server, page, author, capsys):
    french = factories.translate(page, title="Justice maintenant", slug="justice-fr")
    author.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    person = Counted(author)
    person.click("button", "Actions")
    person.click("link", "Launch a similar campaign")
    person.fill("New title (English)", "Freedom now")
    person.fill("New title (Français)", "Liberté maintenant")
    person.click("button", "Make the drafts")
    expect(author.get_by_text("is a draft, in all its languages")).to_be_visible()
    person.tell(capsys, "Launch a similar campaign")
    assert person.clicks <= 3
    assert person.fields <= 2

    author.get_by_role("button", name="Toggle preview").click()
    frame = author.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", name="Freedom now")).to_be_visible()
    drafts = CampaignPage.objects.exclude(pk__in=[page.pk, french.pk])
    assert {(draft.title, draft.live) for draft in drafts} == {("Freedom now", False), ("Liberté maintenant", False)}


def test_a_new_page_is_previewed_before_it_is_saved(live_server, index, minister, author):
    author.goto(f"{live_server.url}/admin/pages/add/campaigns/campaignpage/{index.pk}/")
    author.locator("#id_title").fill("Free them now")
    author.get_by_role("button", name="Toggle preview").click()
    frame = author.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", name="Free them now")).to_be_visible()
    expect(frame.get_by_role("heading", name="Send letter!")).to_be_visible()


def test_words_for_one_recipient_are_kept_while_a_translation_is_written(live_server, page, author):
    french = factories.translate(page, title="Justice maintenant")
    author.goto(f"{live_server.url}/admin/pages/{french.pk}/edit/")
    author.get_by_role("tab", name="Letter and recipients").click()
    author.wait_for_timeout(WATCHED_AFTER)
    with author.expect_response(lambda response: response.request.method == "POST" and "/edit/" in response.url):
        author.locator(f"#id_subject_for_{page.rows[1].whom}").fill("À ma députée")
    author.reload()
    expect(author.locator(f"#id_subject_for_{page.rows[1].whom}")).to_have_value("À ma députée")
    draft = CampaignPage.objects.get(pk=french.pk).get_latest_revision_as_object()
    assert [row.subject for row in draft.rows] == ["À ma députée"]
