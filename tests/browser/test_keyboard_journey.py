"""From the top of a campaign page to the thanks with a keyboard alone: no pointer, and nothing puts the focus anywhere
but the page itself."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from campaigns.models import Letter
from tests import factories
from tests.browser.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Words:
    skip: str
    first_name: str
    last_name: str
    email: str
    postal_code: str
    send: str
    problem: str
    no_email: str
    riding: str
    ottawa: str
    preview: str
    looking: str
    thanks: str


WORDS = {
    "en": Words(
        "Skip to the content",
        "First name",
        "Last name",
        "E-mail",
        "Postal code",
        "Send my letter",
        "There is a problem",
        "Enter your e-mail address.",
        "Your riding",
        "Ottawa Centre",
        "Preview my letter",
        "Your letter, before you send it",
        "Thank you. Check your e-mail.",
    ),
    "fr": Words(
        "Aller au contenu",
        "Prénom",
        "Nom",
        "Courriel",
        "Code postal",
        "Envoyer ma lettre",
        "Il y a un problème",
        "Entrez votre adresse courriel.",
        "Votre circonscription",
        "Ottawa-Centre",
        "Voir ma lettre",
        "Votre lettre, avant de l’envoyer",
        "Merci. Consultez vos courriels.",
    ),
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_letter_is_written_mended_looked_at_and_sent(live_server, browser: Browser, page, language, scripts, tell):
    translation = factories.translate(page)
    tab = browser.new_page(java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    tab.goto(live_server.url + (page if language == "en" else translation).url)
    keyboard, words = Keyboard(tab), WORDS[language]
    skip_to_content(keyboard, words)
    fill_in_wrongly(keyboard, words)
    mend(keyboard, words, scripts=scripts)
    look_and_send(keyboard, words)
    letter = Letter.objects.get()
    assert (letter.email, letter.district.name_en) == ("anne@example.org", "Ottawa Centre")
    tab.close()
    counted = f"{keyboard.walked} keys to get about, {keyboard.typed} to type"
    tell(f"Keyboard, {language}, {'with' if scripts else 'without'} scripts: {counted}")


def skip_to_content(keyboard: Keyboard, words: Words) -> None:
    """The first Tab shows the link, and it leads past the head of the page."""
    keyboard.press("Tab")
    link = keyboard.tab.get_by_role("link", name=words.skip)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    keyboard.press("Enter")
    assert keyboard.is_at(keyboard.tab.locator("main"))


def fill_in_wrongly(keyboard: Keyboard, words: Words) -> None:
    """Without an e-mail address, and with a postal code that nobody knows."""
    keyboard.fill(words.first_name, "Anne")
    keyboard.fill(words.last_name, "Levesque")
    keyboard.fill(words.postal_code, "V5K 0A1")
    keyboard.follow("button", words.send)
    keyboard.tab.wait_for_url("**/write/*/")


def mend(keyboard: Keyboard, words: Words, *, scripts: bool) -> None:
    """The summary has the focus, where a script can give it; its link leads to the field."""
    summary = keyboard.tab.get_by_role("alert").filter(has_text=words.problem)
    expect(summary).to_be_focused() if scripts else expect(summary).to_be_visible()
    keyboard.follow("link", words.no_email)
    expect(keyboard.tab.get_by_label(words.email, exact=True)).to_be_focused()
    keyboard.type("anne@example.org")
    keyboard.choose(words.riding, words.ottawa)


def look_and_send(keyboard: Keyboard, words: Words) -> None:
    keyboard.follow("button", words.preview)
    expect(heading(keyboard.tab, words.looking)).to_be_visible()
    keyboard.go_to("button", words.send)
    keyboard.press("Space")
    expect(heading(keyboard.tab, words.thanks)).to_be_visible()


def heading(tab: Page, name: str):
    return tab.get_by_role("heading", name=name, level=1)
