"""The form over a slow or broken line, and what its scripts help with while somebody fills it in."""

import pytest
from playwright.sync_api import Page, Route, expect

from campaigns.models import CampaignPage, Letter
from tests.browser.test_journey import ENGLISH, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AWAY = {  # what may go wrong between the button and the server, and what is said of it
    "a bad gateway": (lambda route: route.fulfill(status=502, body="Bad gateway"), "could not be sent just now"),
    "an overloaded server": (lambda route: route.fulfill(status=503), "could not be sent just now"),
    "a line that breaks": (lambda route: route.abort("connectionreset"), "could not be sent just now"),
}


def test_nothing_typed_is_lost_on_a_broken_line_and_the_letter_is_sent_once(live_server, tab: Page, page, context):
    tab.goto(live_server.url + page.url)
    fill_in(tab, ENGLISH)
    tab.get_by_label("Your own words (optional)").fill("My own words.")
    send, told = tab.get_by_role("button", name="Send my letter"), tab.locator("[data-trouble]")
    for go_wrong, words in AWAY.values():
        tab.route("**/write/*/", go_wrong)
        send.click()
        expect(told).to_contain_text(words)
        expect(send).to_be_focused()
        tab.unroute("**/write/*/")
    context.set_offline(True)
    expect(told).to_contain_text("You are offline.")
    send.click()
    expect(told).to_contain_text("You are offline.")
    context.set_offline(False)
    expect(told).to_be_empty()
    expect(tab.get_by_label("Your own words (optional)")).to_have_value("My own words.")
    assert not Letter.objects.exists()
    assert tab.evaluate("sessionStorage.length + localStorage.length") == 0

    posts = []

    def slowly(route: Route) -> None:
        posts.append(route.request.post_data)
        expect(tab.get_by_role("button", name="Sending …")).to_be_visible()
        route.continue_()

    tab.route("**/write/*/", slowly)
    send.dblclick()
    expect(tab.get_by_role("heading", name=ENGLISH["thanks"])).to_be_visible()
    assert len(posts) == 1
    assert Letter.objects.get().message == "My own words."


def test_a_supporter_mends_a_slip_counts_looks_changes_and_sends(live_server, tab: Page, page):
    CampaignPage.objects.update(prompts="What would you ask the Minister?")
    tab.goto(live_server.url + page.url)
    fill_in(tab, ENGLISH)
    tab.get_by_label("E-mail", exact=True).fill("jane@gamil.com")
    tab.get_by_label("Postal code", exact=True).focus()
    expect(tab.get_by_text("Did you mean jane@gmail.com?")).to_be_visible()
    tab.get_by_role("button", name="Yes, change it").press("Enter")
    expect(tab.get_by_label("E-mail", exact=True)).to_have_value("jane@gmail.com")
    expect(tab.get_by_label("E-mail", exact=True)).to_be_focused()
    message = tab.get_by_label("Your own words (optional)")
    message.fill("😀" * 1234)
    expect(tab.get_by_text("1,234 of 10,000 characters")).to_be_visible()
    message.fill("x" * 10_002)
    expect(tab.locator("[data-character-count]")).to_have_text("Characters too many: 2")
    expect(tab.locator(".letter [role=status]")).to_have_text("Characters too many: 2")
    message.fill("My own words.")
    tab.get_by_role("button", name="Preview my letter").click()
    expect(tab.get_by_role("heading", name="Your letter, before you send it")).to_be_visible()
    expect(tab.get_by_text("Dear Robin Member,")).to_be_visible()
    assert not Letter.objects.exists()
    tab.get_by_role("button", name="Change").click()
    expect(tab.get_by_label("Your own words (optional)")).to_have_value("My own words.")
    tab.get_by_role("button", name="Preview my letter").click()
    expect(tab.get_by_text("Dear Robin Member,")).to_be_visible()
    tab.get_by_role("button", name="Send my letter").click()
    expect(tab.get_by_role("heading", name=ENGLISH["thanks"])).to_be_visible()
    letter = Letter.objects.get()
    assert (letter.email, letter.message) == ("jane@gmail.com", "My own words.")
