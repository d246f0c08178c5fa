"""From the overview to a change in the other language, to the field that has to follow, and back in line."""

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import CampaignPage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


def test_an_author_brings_two_languages_in_line(live_server, author: Page, page: CampaignPage):
    french = factories.translate(page, title="Justice maintenant", subject="Agissez")
    page.subject = "Please act this week"
    page.save_revision()

    author.set_viewport_size(PHONE)
    author.goto(f"{live_server.url}/admin/campaign_states/")
    assert author.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    author.get_by_role("link", name="French: live, older").click()
    left, right = subject_cells(author)
    assert left["y"] < right["y"]

    author.set_viewport_size({"width": 1280, "height": 900})
    left, right = subject_cells(author)
    assert left["x"] < right["x"]
    assert left["y"] == pytest.approx(right["y"], abs=2)
    author.get_by_text("What has changed").click()
    expect(author.locator(".comparison .addition")).to_have_text(" this week")

    author.get_by_role("link", name="Edit Subject (French)").click()
    expect(author.get_by_role("tab", name="Letter and recipients")).to_have_attribute("aria-selected", "true")
    expect(author.locator("#id_subject")).to_have_value("Agissez")
    author.get_by_role("tab", name="Page").click()
    author.get_by_role("link", name="Compare", exact=True).click()
    author.get_by_role("button", name="Mark as up to date").click()
    expect(author.get_by_text("has been in line with the English page since")).to_be_visible()
    assert not CampaignPage.objects.get(pk=french.pk).is_behind


def subject_cells(tab: Page) -> list[dict]:
    row = tab.locator(".side-by-side", has=tab.get_by_role("heading", name="Subject", exact=True))
    words = row.locator(".side-by-side__words")
    expect(words).to_have_count(2)
    return [cell.bounding_box() for cell in words.all()]
