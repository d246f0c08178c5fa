"""Pictures of the running demo for README and docs: `make screenshots`. The demo's data is one of its own."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch_options
from tests.running_demo import running_demo

PICTURES = Path("docs/pictures")
STATES = Path("var/pictures").absolute()
PORT = 8765
SITE = f"http://localhost:{PORT}"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
WIDE = {"width": 1440, "height": 900}
TABS = ["page", "letter_and_recipients", "after_sending", "dates_and_counter", "sharing"]


def take(tab: Page, name: str) -> None:
    """A picture of what the tab shows, in 256 colours: it is read, not admired, and stays in the repository."""
    file = PICTURES / f"{name}.png"
    tab.screenshot(path=file, animations="disabled")
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(256)
    small.save(file, optimize=True)


def open_tab(browser: Browser, size: dict[str, int]) -> Page:
    return browser.new_context(viewport=size, reduced_motion="reduce").new_page()


def take_public_pages(browser: Browser) -> None:
    for name, size in SIZES.items():
        tab = open_tab(browser, size)
        for language, path in {"en": "/en/campaigns/xinjiang/", "fr": "/fr/campagnes/xinjiang/"}.items():
            tab.goto(SITE + path)
            take(tab, f"campaign-{language}-{name}")
            tab.goto(embed_of(language))
            take(tab, f"embed-{language}-{name}")
        tab.goto(f"{SITE}/en/campaigns/xinjiang/thank-you/")
        take(tab, f"thank-you-{name}")
        tab.goto(f"{SITE}/en/campaigns/xinjiang/")
        tab.locator("[data-letter-form] [data-send]").click()
        tab.get_by_role("alert").wait_for()
        take(tab, f"errors-{name}")


def embed_of(language: str) -> str:
    """What partners frame; the key is the one that home.demo.pages gives."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/demo/xinjiang")
    return f"{SITE}/embed/{key}/?language={language}"


def take_editor(browser: Browser) -> None:
    for name, size in SIZES.items():
        tab = open_tab(browser, size)
        sign_in(tab)
        page = page_number(tab)
        take_tabs(tab, page, name)
        take_chooser(tab, page, name)
        take_mail(tab, page, name)
        take_launch(tab, page, name)
    take_preview(browser)


def take_staff_pages(browser: Browser) -> None:
    for name, size in SIZES.items():
        tab = open_tab(browser, size)
        sign_in(tab)
        take(tab, f"home-{name}")
        tab.goto(f"{SITE}/admin/campaign_states/")
        take(tab, f"overview-{name}")
        tab.goto(editor_of(page_number(tab)))
        tab.goto(SITE + tab.locator("a[href$='/languages/']").first.get_attribute("href"))
        take(tab, f"languages-{name}")
        tab.goto(tab.url.replace("/languages/", "/results/"))
        take(tab, f"results-{name}")


def take_tabs(tab: Page, page: str, name: str) -> None:
    tab.goto(editor_of(page))
    for panel in TABS:
        tab.locator(f"#tab-label-{panel}").click()
        tab.locator(f"#tab-{panel}").wait_for()
        take(tab, f"tab-{panel.partition('_')[0]}-{name}")


def take_chooser(tab: Page, page: str, name: str) -> None:
    tab.goto(editor_of(page))
    button = tab.get_by_role("button", name="Insert a block").first
    button.scroll_into_view_if_needed()
    button.click()
    tab.get_by_role("option").first.wait_for()
    take(tab, f"chooser-{name}")


def take_mail(tab: Page, page: str, name: str) -> None:
    tab.goto(f"{SITE}/admin/pages/{page}/view_draft/?mode=letter-0")
    take(tab, f"preview-email-{name}")


def take_launch(tab: Page, page: str, name: str) -> None:
    tab.goto(editor_of(page))
    tab.get_by_role("button", name="Actions", exact=True).first.click()
    tab.get_by_role("link", name="Launch a similar campaign").first.click()
    tab.wait_for_url("**/launch/")
    take(tab, f"launch-{name}")


def take_preview(browser: Browser) -> None:
    tab = open_tab(browser, WIDE)
    sign_in(tab)
    tab.goto(editor_of(page_number(tab)))
    tab.get_by_role("button", name="Toggle preview").click()
    tab.frame_locator("#w-preview-iframe").locator("h1").wait_for()
    tab.wait_for_timeout(1500)  # the panel slides in
    take(tab, "editor")


def sign_in(tab: Page) -> None:
    tab.goto(f"{SITE}/admin/login/")
    tab.locator("[name=username]").fill("admin")
    tab.locator("[name=password]").fill("demo")
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/admin/")


def editor_of(page: str) -> str:
    return f"{SITE}/admin/pages/{page}/edit/"


def page_number(tab: Page) -> str:
    """The campaign page's, as the form on it says."""
    tab.goto(f"{SITE}/en/campaigns/xinjiang/")
    action = tab.locator("[data-letter-form]").get_attribute("action")
    return action.rstrip("/").rpartition("/")[2]


def take_states() -> None:
    """Whatever a supporter may meet, in both languages, on a phone: for people to look at, not for the repository."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/browser/test_accessibility.py"]
    environment = os.environ | {"PICTURES": str(STATES), "DATABASE_URL": "sqlite://:memory:"}
    subprocess.run(command, env=environment, check=True)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    STATES.mkdir(parents=True, exist_ok=True)
    take_states()
    with running_demo(PORT) as demo, sync_playwright() as playwright:
        subprocess.run([sys.executable, "-m", "tests.browser.two_weeks"], env=demo.environment, check=True)
        browser = playwright.chromium.launch(**launch_options())
        take_public_pages(browser)
        take_editor(browser)
        take_staff_pages(browser)
        browser.close()


if __name__ == "__main__":
    main()
