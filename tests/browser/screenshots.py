"""Pictures of the running demo for README and docs: `make screenshots`. The demo's data is one of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch_options

PICTURES = Path("docs/pictures")
PORT = 8765
SITE = f"http://localhost:{PORT}"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def demo() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        own = {"PORT": str(PORT), "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        program = subprocess.Popen([sys.executable, "manage.py", "demo", "--serve"], env=os.environ | own)
        try:
            wait_for(f"{SITE}/healthz")
            yield
        finally:
            program.send_signal(signal.SIGINT)
            program.wait()


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(address)


def take_public_pages(browser: Browser) -> None:
    for name, size in {"phone": PHONE, "desk": DESK}.items():
        tab = browser.new_context(viewport=size, reduced_motion="reduce").new_page()
        for language, path in {"en": "/en/campaigns/xinjiang/", "fr": "/fr/campagnes/xinjiang/"}.items():
            tab.goto(SITE + path)
            tab.screenshot(path=PICTURES / f"campaign-{language}-{name}.png")
        tab.goto(f"{SITE}/en/campaigns/xinjiang/thank-you/")
        tab.screenshot(path=PICTURES / f"thank-you-{name}.png")
        tab.goto(f"{SITE}/en/campaigns/xinjiang/")
        tab.locator("[data-letter-form] [data-send]").click()
        tab.get_by_role("alert").wait_for()
        tab.screenshot(path=PICTURES / f"errors-{name}.png")


def take_editor(browser: Browser) -> None:
    tab = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(tab)
    tab.goto(f"{SITE}/admin/pages/")
    tab.goto(SITE + edit_path(tab))
    tab.get_by_role("button", name="Toggle preview").click()
    tab.frame_locator("#w-preview-iframe").locator("h1").wait_for()
    tab.wait_for_timeout(1500)  # the panel slides in
    tab.screenshot(path=PICTURES / "editor.png")


def sign_in(tab: Page) -> None:
    tab.goto(f"{SITE}/admin/login/")
    tab.locator("[name=username]").fill("admin")
    tab.locator("[name=password]").fill("demo")
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/admin/")


def edit_path(tab: Page) -> str:
    """The address of the campaign's editor, as the form on its page names the page."""
    tab.goto(f"{SITE}/en/campaigns/xinjiang/")
    action = tab.locator("[data-letter-form]").get_attribute("action")
    return f"/admin/pages/{action.rstrip('/').rpartition('/')[2]}/edit/"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        take_public_pages(browser)
        take_editor(browser)
        browser.close()


if __name__ == "__main__":
    main()
