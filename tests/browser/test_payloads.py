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


def executed(tab: Page, site: str, addresses: list[str]) -> list[str]:
    """The addresses on which a payload ran, or that would lead to one."""
    found = []
    for address in addresses:
        answer = tab.goto(site + address)
        assert answer.status == 200, address
        if address.endswith("/edit/"):
            tab.locator("[data-contentpath=body]").first.wait_for()
        leads = tab.locator("a[href^='javascript:' i], form[action^='javascript:' i], iframe[src^='javascript:' i]")
        if tab.evaluate("window.executed") or leads.count():
            found.append(address)
    return found


def run_all(browser: Browser, author: Page, site: str, addresses: list[str], *, bypass_csp: bool) -> list[str]:
    context = browser.new_context(bypass_csp=bypass_csp)
    sign_in(context, author)
    tab, dialogs = context.new_page(), []
    tab.set_default_timeout(30_000)
    tab.add_init_script(TELLS)
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    found = executed(tab, site, addresses)
    context.close()
    return found + dialogs


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
