"""Paper, as Chromium prints it: what is to be read is there, in full, and no control of the form is."""

import json

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import CampaignPage, Delivery
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTROLS = "button, input, select, textarea, .button, progress, .campaign__jump"
LONG = "\n\n".join(f"Reason {number}: they have waited for {number} years." for number in range(1, 61))
ANSWERS = {"First name": "Kim", "Last name": "Roy", "E-mail": "kim@example.org", "Postal code": "K1A 0A6"}
AS_PRINTED = "dispatchEvent(new Event('beforeprint'))"


@pytest.fixture
def open_letter(page) -> CampaignPage:
    """Its letter may be changed, is long, and stands folded; below it a link to elsewhere and one within the site."""
    page.may_edit, page.message = "message", LONG
    words = '<p>See <a href="https://example.org/report">the report</a> and <a href="/en/">the start</a>.</p>'
    action = {"heading": "Send letter!", "introduction": "", "shape": "compact"}
    body = [
        {"type": "action_counter", "value": {}},
        {"type": "letter_action", "value": action},
        {"type": "rich_text", "value": words},
    ]
    page.body = json.dumps(body)
    page.save()
    return page


def printed(tab: Page, url: str) -> Page:
    tab.goto(url)
    tab.emulate_media(media="print")
    tab.evaluate(AS_PRINTED)
    return tab


def no_control_is_seen(tab: Page) -> None:
    assert tab.locator(CONTROLS).filter(visible=True).all() == []


def test_the_campaign_page_shows_the_whole_letter_to_whom_it_goes_and_where_to_write(live_server, tab, open_letter):
    printed(tab, live_server.url + open_letter.url)
    no_control_is_seen(tab)
    letter = tab.locator(".letter__printed")
    expect(letter).to_be_visible()
    assert "Reason 1:" in letter.inner_text()
    assert "Reason 60:" in letter.inner_text()
    expect(tab.get_by_text("Camille Tremblay").first).to_be_visible()
    expect(tab.get_by_text(f"Write the letter at {open_letter.full_url}")).to_be_visible()
    after = "link => getComputedStyle(link, '::after').content"
    assert tab.get_by_text("the report").evaluate(after) == '" (https://example.org/report)"'
    assert tab.get_by_text("the start").evaluate(after) == "none"


def test_what_was_typed_is_printed_and_the_page_is_as_before_afterwards(live_server, tab, open_letter):
    tab.goto(live_server.url + open_letter.url)
    tab.get_by_text("Read the letter").click()
    tab.get_by_label("Your own words").fill("My sister was taken.")
    tab.evaluate(AS_PRINTED)
    assert tab.locator(".letter__printed").inner_text() == "My sister was taken."
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(tab.locator(".letter__printed")).to_have_count(0)
    expect(tab.get_by_text("Write the letter at")).to_be_hidden()


def test_without_scripts_the_message_prints_at_its_full_length(live_server, browser, open_letter):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(live_server.url + open_letter.url)
    tab.emulate_media(media="print")
    box = tab.locator("textarea[name=message]").bounding_box()
    assert box["height"] > 60 * 2 * 12  # pixels: each reason, and the line between
    context.close()


def test_what_a_warning_hides_stays_hidden_and_says_so(live_server, tab, page):
    warning = {"text": "Mentions torture.", "covers": ["text", "letter"], "hides": True}
    page.body = json.dumps(
        [
            {"type": "content_warning", "value": warning},
            {"type": "letter_action", "value": {"heading": "Send", "introduction": ""}},
            {"type": "rich_text", "value": "<p>They beat him.</p>"},
        ]
    )
    page.save()
    printed(tab, live_server.url + page.url)
    no_control_is_seen(tab)
    for words in ("They beat him.", "I ask you to act now."):
        assert not tab.get_by_text(words).filter(visible=True).all()
    notes = tab.get_by_text("Hidden because of the content warning")
    assert [note.is_visible() for note in notes.all()] == [True, True]


def test_each_finished_letter_begins_a_page(live_server, tab, page):
    tab.goto(live_server.url + page.url)
    for label, answer in ANSWERS.items():
        tab.get_by_label(label, exact=True).fill(answer)
    tab.get_by_role("button", name="Preview my letter").click()
    tab.get_by_role("heading", name="Your letter, before you send it").wait_for()
    tab.emulate_media(media="print")
    no_control_is_seen(tab)
    letters = tab.locator(".letter")
    breaks = letters.evaluate_all("all => all.map(one => getComputedStyle(one).breakBefore)")
    assert breaks == ["auto", "page"]
    for letter in letters.all():
        expect(letter).to_contain_text("I ask you to act now.")


def test_a_receipt_shows_states_and_words_and_no_private_way(live_server, tab, page, minister):
    letter = factories.LetterFactory(page=page)
    Delivery.objects.create(letter=letter, recipient=minister, status="delivered")
    printed(tab, live_server.url + letter.receipt_path)
    no_control_is_seen(tab)
    expect(tab.get_by_text("I ask you to act now.")).to_be_visible()
    expect(tab.get_by_text("Camille Tremblay")).to_be_visible()
    expect(tab.get_by_text("Withdraw your letter")).to_be_hidden()
