"""What a screen reader is told of the form: names, helps, errors, and what changes while somebody fills it in."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.spoken import Spoken, all_spoken, spoken
from tests.browser.test_journey import ENGLISH, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELP = "Replies come here. We send you a copy of your letter."
WRONG = {  # what is typed, and what is said of it
    "First name": ("", "Enter your first name."),
    "E-mail": ("jane at home", "Enter one e-mail address, such as name@example.org."),
    "Postal code": ("K1A OA6", "No postal code has the letter O. Is it a digit, such as 0 or 1?"),
}
REMEMBERS = """() => { window.told = []; for (const region of document.querySelectorAll("[role=status], [aria-live]"))
    new MutationObserver(() => { if (region.innerText.trim()) window.told.push(region.innerText.trim()) })
        .observe(region, { childList: true, characterData: true, subtree: true }); }"""


@pytest.fixture
def opened(live_server, tab: Page, page) -> Page:
    tab.goto(live_server.url + page.url)
    return tab


def test_each_field_says_its_name_its_help_and_that_nothing_is_wrong_yet(opened):
    email = spoken(opened.get_by_label("E-mail", exact=True))
    assert email == Spoken("textbox", "E-mail", HELP, is_invalid=False, live="")
    nameless = [one for one in all_spoken(opened) if one.role in ("textbox", "checkbox", "button") and not one.name]
    assert nameless == []


def test_a_field_with_an_error_says_so_and_how_to_mend_it(opened):
    fill_in(opened, ENGLISH)
    for label, (answer, _words) in WRONG.items():
        opened.get_by_label(label, exact=True).fill(answer)
    opened.get_by_role("button", name="Send my letter").click()
    expect(opened.get_by_role("alert")).to_be_focused()
    for label, (_answer, words) in WRONG.items():
        field = spoken(opened.get_by_label(label, exact=True))
        assert (field.name, field.is_invalid) == (label, True)
        assert f"Error: {words}" in field.description
    assert HELP in spoken(opened.get_by_label("E-mail", exact=True)).description
    fine = spoken(opened.get_by_label("Last name", exact=True))
    assert (fine.is_invalid, fine.description) == (False, "")


def test_what_changes_stands_in_a_polite_region_that_was_there_before(opened):
    for region in ("[data-recipients]", "[data-address-hint]", "[data-trouble]", "[data-progress]"):
        assert spoken(opened.locator(region)).live == "polite", region
    opened.evaluate(REMEMBERS)
    opened.get_by_label("E-mail", exact=True).fill("jane@gamil.com")
    opened.get_by_label("Postal code", exact=True).press_sequentially("K1A 0A6")
    expect(opened.get_by_text("Robin Member")).to_be_visible()
    told = " ".join(opened.evaluate("told"))
    assert "Did you mean jane@gmail.com?" in told
    assert "Robin Member" in told
    assert "Your riding: Ottawa Centre" in told


def test_that_the_letter_is_being_sent_is_said_and_that_it_failed(opened):
    fill_in(opened, ENGLISH)
    opened.evaluate(REMEMBERS)

    def fail_slowly(route: Route) -> None:
        expect(opened.locator("[data-progress]")).to_have_text("Sending …")
        route.fulfill(status=502)

    opened.route("**/write/*/", fail_slowly)
    opened.get_by_role("button", name="Send my letter").click()
    expect(opened.locator("[data-trouble]")).to_contain_text("could not be sent just now")
    expect(opened.locator("[data-progress]")).to_be_empty()
    told = [words for words in opened.evaluate("told") if words.startswith(("Sending", "Your letter could not"))]
    assert [words.partition(" ")[0] for words in told] == ["Sending", "Your"]


def test_neither_counter_is_read_out_while_somebody_types(opened):
    for counter in ("[data-action-count]", "[data-character-count]"):
        regions = opened.locator(counter).evaluate("element => element.closest('[role=status], [aria-live]') === null")
        assert regions, counter
    opened.evaluate(REMEMBERS)
    opened.get_by_label("Your own words (optional)").press_sequentially("My words.")
    assert opened.evaluate("told") == []
