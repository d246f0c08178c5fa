from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import factories

expect.set_options(timeout=15_000)  # milliseconds; two cores also run the site


@pytest.fixture(autouse=True)
def violations(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the content security policy kept any page of the test from doing: nothing, where nobody empties the list."""
    found, new_context = [], browser.new_context

    def watched(*args, **options) -> BrowserContext:
        context = new_context(*args, **options)
        context.on("console", lambda said: "Content Security Policy" in said.text and found.append(said.text))
        return context

    monkeypatch.setattr(browser, "new_context", watched)
    yield found
    assert found == []


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """A tab whose errors fail the test."""
    tab = context.new_page()
    tab.set_default_timeout(15_000)
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    assert errors == []


@pytest.fixture
def author(live_server, tab: Page) -> Page:
    """The tab of somebody who is signed in to the admin."""
    user = factories.UserFactory(administrator=True, username="author")
    user.set_password("secret")
    user.save()
    tab.goto(f"{live_server.url}/admin/login/")
    tab.locator("[name=username]").fill("author")
    tab.locator("[name=password]").fill("secret")
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/admin/")
    return tab
