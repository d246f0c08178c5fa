"""Whatever authors and supporters write, a browser runs none of it, on public pages nor in the admin: with the content
security policy, and where a browser knows none. A sample; `make prove` takes all payloads."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.hostile import SHAPES, payloads
from tests.payload_scene import set_scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELLS = "window.alert = () => { (top.executed ??= []).push(location.href) }"
SAMPLE = 20


def sign_in(context: BrowserContext, author: Page) -> None:
    context.add_cookies(author.context.cookies())


def executes(tab: Page, address: str) -> bool:
    """Whether a payload ran there, or something there would lead to one."""
    answer = tab.goto(address)
    assert answer.status == 200, address
    if address.endswith("/edit/"):
        tab.locator("[data-contentpath=body]").first.wait_for()
    leads = tab.locator("a[href^='javascript:' i], form[action^='javascript:' i], iframe[src^='javascript:' i]")
    return bool(tab.evaluate("window.executed") or leads.count())


def run_all(browser: Browser, author: Page, site: str, addresses: list[str], *, bypass_csp: bool) -> list[str]:
    """The addresses on which one does. A tab each: an editor that saves by itself would stop the next one's loading."""
    context = browser.new_context(bypass_csp=bypass_csp)
    sign_in(context, author)
    context.set_default_timeout(30_000)
    context.add_init_script(TELLS)
    found = []
    for address in addresses:
        tab = context.new_page()
        tab.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
        if executes(tab, site + address):
            found.append(address)
        tab.close()
    context.close()
    return found


@pytest.fixture
def payload_page(page, author):
    return page


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["policy", "no policy"])
def test_nothing_that_people_write_runs(live_server, payload_page, author, browser, violations, bypass_csp):
    addresses = set_scene(payload_page, list(payloads())[: len(SHAPES) : len(SHAPES) // SAMPLE])
    assert run_all(browser, author, live_server.url, addresses, bypass_csp=bypass_csp) == []


def test_the_check_would_see_one_that_runs(live_server, page, browser):
    """What the others measure with is able to fail."""
    tab = browser.new_context(bypass_csp=True).new_page()
    tab.add_init_script(TELLS)
    tab.goto(live_server.url + page.url)
    ran = 0
    for text in list(payloads())[: len(SHAPES)]:
        tab.evaluate("() => { window.executed = undefined }")
        tab.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", text)
        tab.wait_for_timeout(20)
        ran += bool(tab.evaluate("window.executed"))
    assert ran >= 10
