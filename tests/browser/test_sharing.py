"""Passing a campaign on, in a real browser: what needs a script, what works without one, where links lead."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from campaigns.models import Letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THANKS = "/en/campaigns/justice/thank-you/"
ANSWERS = {"First name": "Kim", "Last name": "Roy", "E-mail": "kim@example.org", "Postal code": "K1A 0A6"}
REMEMBERS = "navigator.share = data => { window.shared = data; return Promise.resolve(); };"


@pytest.fixture
def thanked(live_server, page, tab: Page) -> Page:
    """A tab of somebody who has just signed, and whose phone can share; it remembers what it was given."""
    tab.add_init_script(REMEMBERS)
    tab.goto(live_server.url + THANKS)
    return tab


def test_the_phones_own_way_gets_title_words_and_a_link_with_its_source(thanked):
    thanked.get_by_role("button", name="Share …").click()
    shared = thanked.evaluate("window.shared")
    assert shared["title"] == "Justice now"
    assert "They ask for justice." in shared["text"]
    assert re.search(r"/en/campaigns/justice/\?source=share$", shared["url"])


def test_who_follows_a_copied_link_and_signs_is_counted_to_it(live_server, thanked):
    thanked.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    thanked.get_by_role("button", name="Copy the link").click()
    expect(thanked.get_by_role("status").filter(has_text="The link is copied.")).to_be_visible()
    copied = thanked.evaluate("navigator.clipboard.readText()")
    thanked.goto(live_server.url + copied[copied.index("/en/") :])
    for label, answer in ANSWERS.items():
        thanked.get_by_label(label, exact=True).fill(answer)
    thanked.get_by_role("button", name="Send my letter").click()
    expect(thanked.get_by_role("heading", name="Thank you. Check your e-mail.")).to_be_visible()
    assert [letter.source for letter in Letter.objects.all()] == ["link"]


def test_without_scripts_there_are_links_and_nothing_that_does_nothing(live_server, page, browser: Browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(live_server.url + THANKS)
    for name in ("Share …", "Copy the link"):
        expect(tab.get_by_role("button", name=name)).to_be_hidden()
    for name, source in {"WhatsApp": "whatsapp", "Facebook": "facebook", "Bluesky": "bluesky"}.items():
        expect(tab.get_by_role("link", name=name)).to_have_attribute("href", re.compile(f"source%3D{source}"))
    tab.get_by_text("Mastodon", exact=True).click()
    tab.locator("[name=server]").fill("no server")
    tab.get_by_role("button", name="Share on Mastodon").click()
    expect(tab.locator("[name=server]")).to_have_value("no server")
    expect(tab.locator("[name=server]")).to_have_attribute("aria-invalid", "true")
    context.close()
