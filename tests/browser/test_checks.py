"""The checks above the tabs lead to their fields by keyboard, and keep up with autosave."""

import re

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import CampaignPage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCHED_AFTER = 3000  # milliseconds; what is written before Wagtail's editor watches its form is no change to it


def test_a_line_leads_to_its_field_and_goes_when_it_is_mended(live_server, index, author: Page):
    draft = factories.CampaignPageFactory(parent=index, live=False, title="Draft", closing="[who signs]")
    draft.save_revision()
    author.goto(f"{live_server.url}/admin/pages/{draft.pk}/edit/")
    author.wait_for_timeout(WATCHED_AFTER)
    checks, closing = author.locator("[data-campaign-checks]"), author.locator("#id_closing")
    line = checks.get_by_role("link", name="“[who signs]” is still to be filled in.")
    expect(closing).to_be_hidden()
    line.press("Enter")
    expect(closing).to_be_focused()
    author.keyboard.press("Control+a")
    author.keyboard.type("Yours sincerely")
    expect(line).to_have_count(0)
    assert CampaignPage.objects.get(pk=draft.pk).get_latest_revision_as_object().closing == "Yours sincerely"
    author.get_by_role("tab", name="Sharing").click()
    checks.get_by_role("link", name="Choose at least one recipient.").press("Enter")
    expect(author.get_by_role("button", name="Add recipient", exact=True)).to_be_focused()


def test_wagtails_own_checks_of_accessibility_and_content_run_on_the_draft(live_server, index, author: Page):
    body = [{"type": "rich_text", "value": "<h3>A level is missing</h3>"}, *factories.BODY[2:]]
    page = factories.CampaignPageFactory(parent=index, body=body)
    author.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    author.get_by_role("button", name="Toggle checks").click()
    expect(author.locator("[data-content-checker-count]")).to_have_text("1")
    expect(author.locator("[data-checks-panel]")).to_contain_text("Incorrect heading hierarchy")
    expect(author.locator("[data-content-word-count]")).to_have_text(re.compile(r"^\d+$"))
