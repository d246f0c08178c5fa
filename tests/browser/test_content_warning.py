"""A content warning that hides, met on a phone, by keyboard alone, without scripts, and by an accessibility checker."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from campaigns.models import CampaignPage, Letter
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
WORDS = {"text": "They beat him.", "letter": "I ask you to act now."}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def warned(page) -> CampaignPage:
    """A page that hides its hero, its text and its letter."""
    warning = {"text": "Mentions torture.", "covers": ["text", "pictures", "letter"], "hides": True}
    page.body = json.dumps(
        [
            {"type": "action_counter", "value": {}},
            {"type": "content_warning", "value": warning},
            {"type": "letter_action", "value": {"heading": "Send letter!", "introduction": "<p>To them.</p>"}},
            {"type": "heading", "value": "What we know"},
            {"type": "rich_text", "value": "<p>They beat him.</p>"},
        ]
    )
    page.hero_image = factories.make_picture(description="A bare cell", description_fr="Une cellule nue")
    page.goal = 100
    page.save()
    return page


def open_by_keyboard(tab: Page, label: str) -> None:
    """Walks to the button with the Tab key and presses it."""
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.innerText || ''").strip().endswith(label):
            return tab.keyboard.press("Enter")
    raise AssertionError(f"the Tab key never reaches “{label}”")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_each_part_is_opened_by_keyboard_on_a_phone(live_server, browser: Browser, warned, scripts):
    phone = browser.new_context(java_script_enabled=scripts, viewport=PHONE)
    tab = phone.new_page()
    tab.goto(live_server.url + warned.url)
    hero = tab.get_by_role("img", name="A bare cell")
    letter, text = tab.get_by_label("Your own words (optional)"), tab.get_by_text(WORDS["text"])
    for part in (hero, letter, text):
        expect(part).to_be_hidden()
    for label, part in {"picture": hero, "letter": letter, "text": text}.items():
        open_by_keyboard(tab, f"Show the content: {label}")
        expect(part).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.close()


def test_one_press_shows_all_and_one_hides_it_again(live_server, tab, warned):
    tab.goto(live_server.url + warned.url)
    button = tab.get_by_role("button", name="Show the content", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(tab.get_by_text(WORDS["text"])).to_be_visible()
    expect(tab.get_by_label("Your own words (optional)")).to_have_value(WORDS["letter"])
    hide = tab.get_by_role("button", name="Hide the content", exact=True)
    expect(hide).to_be_focused()
    expect(hide).to_have_attribute("aria-expanded", "true")
    hide.press("Space")
    expect(tab.get_by_text(WORDS["text"])).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_reader_who_opens_nothing_can_still_send_the_letter(live_server, browser: Browser, warned, scripts):
    phone = browser.new_context(java_script_enabled=scripts, viewport=PHONE)
    tab = phone.new_page()
    tab.goto(live_server.url + warned.url)
    tab.get_by_role("link", name="Skip to the letter").press("Enter")
    expect(tab.get_by_label("First name")).to_be_in_viewport()
    answers = {"First name": "Jane", "Last name": "Doe", "E-mail": "jane@example.org", "Postal code": "K1A 0A6"}
    for label, answer in answers.items():
        tab.get_by_label(label, exact=True).fill(answer)
    tab.get_by_role("button", name="Send my letter").click()
    expect(tab.get_by_role("heading", name="Thank you. Check your e-mail.")).to_be_visible()
    assert Letter.objects.get().message == WORDS["letter"]
    phone.close()


def test_a_hidden_picture_is_a_blur_of_a_few_pixels_until_it_is_opened(live_server, tab, warned):
    tab.goto(live_server.url + warned.url)
    blur = tab.locator(".cover__blur")
    assert blur.evaluate("image => [image.naturalWidth, getComputedStyle(image).filter]") == [32, "blur(16px)"]
    expect(blur).to_have_attribute("alt", "")


def test_what_stays_closed_is_not_printed(live_server, tab, warned):
    tab.goto(live_server.url + warned.url)
    tab.emulate_media(media="print")
    expect(tab.get_by_text("Mentions torture.").first).to_be_visible()
    expect(tab.get_by_text(WORDS["text"])).to_be_hidden()
    expect(tab.get_by_text("Show the content: text")).to_be_hidden()


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_rule_of_accessibility_is_broken(live_server, tab, warned, is_open, language):
    shown = factories.translate(warned) if language == "fr" else warned
    tab.goto(live_server.url + shown.url)
    if is_open:
        tab.locator("[data-show-covered]").click()
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
