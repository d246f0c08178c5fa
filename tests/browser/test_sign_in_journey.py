"""Signing in as a person does, with a second factor, in a browser: and each page of it is accessible."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from django.core.cache import caches
from playwright.sync_api import Page, expect

from tests import factories
from tests.test_sign_in import SECRET, code_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(home, settings):
    """May see letters; an emptied database has no roles."""
    settings.REQUIRE_2FA = True
    caches["shared"].clear()
    officer = factories.UserFactory(username="officer")
    officer.set_password(SECRET)
    officer.save()
    officer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_letter"]))
    return officer


def check(tab: Page) -> None:
    found = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.response["violations"] == [], found.generate_report()


def enter(tab: Page, url: str) -> None:
    tab.goto(url)
    tab.locator("[name=username]").fill("officer")
    tab.locator("[name=password]").fill(SECRET)
    tab.get_by_role("button", name="Sign in").click()


def test_a_data_officer_sets_up_a_second_factor_and_needs_it_from_then_on(live_server, officer, tab):
    tab.goto(f"{live_server.url}/admin/")
    check(tab)
    enter(tab, f"{live_server.url}/admin/")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    check(tab)
    tab.get_by_label("Password").fill(SECRET)
    tab.get_by_role("button", name="Go on").click()
    expect(tab.get_by_role("img", name="The secret below")).to_be_visible()
    check(tab)
    secret = tab.locator("code").inner_text()
    tab.locator("[name=code]").fill(code_for(secret))
    tab.get_by_role("button", name="Turn it on").click()
    expect(tab.locator("code")).to_have_count(10)
    check(tab)
    recovery = tab.locator("code").first.inner_text()
    tab.get_by_role("link", name="I have them, go on").click()
    expect(tab).to_have_url(re.compile("/admin/$"))

    tab.context.clear_cookies()
    enter(tab, f"{live_server.url}/admin/")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Second step")
    check(tab)
    tab.locator("[name=code]").fill(recovery)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(re.compile("/admin/$"))
