"""Approved scripts in a real browser: asked for first, kept in that browser alone, and never in the letter's way."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from campaigns.models import CampaignPage, Letter
from cms.models import ApprovedScript, SiteSettings
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOST = "https://scripts.example.org"
ANSWERS = {"First name": "Jane", "Last name": "Doe", "E-mail": "jane@example.org", "Postal code": "K1A 0A6"}
FRENCH = ("Permettre", "Ne pas permettre", "Choisir de nouveau")


def put_on(page: CampaignPage, *names: str, asks: bool = True) -> None:
    """Approves a script of each name, and lets the page load them."""
    SiteSettings.objects.update_or_create(site=page.get_site(), defaults={"script_hosts": "scripts.example.org"})
    about = {"source": "address", "owner": "Web team", "reason": "Counts visits", "needs_consent": asks}
    scripts = [ApprovedScript.objects.create(name=name, url=f"{HOST}/{name}.js", **about) for name in names]
    rows = [{"type": "item", "id": str(script.pk), "value": script.pk} for script in scripts]
    body = json.dumps([*factories.BODY, {"type": "scripts", "value": {"scripts": rows}}])
    CampaignPage.objects.filter(pk=page.pk).update(body=body)


def serve(context: BrowserContext, **bodies: str) -> list[str]:
    """What the scripts' host answers by the script's name; returns what it is asked, as that happens."""
    asked = []

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2].removesuffix(".js")
        asked.append(name)
        if name == "hangs":
            return  # for ever
        if name in bodies:
            route.fulfill(body=bodies[name], content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")

    context.route(f"{HOST}/**", answer)
    return asked


def send_letter(tab: Page) -> None:
    for label, answer in ANSWERS.items():
        tab.get_by_label(label, exact=True).fill(answer)
    tab.get_by_role("button", name="Send my letter").click()
    expect(tab.get_by_role("heading", name="Thank you. Check your e-mail.")).to_be_visible()


def test_nothing_loads_before_a_visitor_allows_it_and_the_answer_is_kept_and_can_be_changed(live_server, page, context):
    put_on(page, "counts")
    asked, tab = serve(context, counts="window.counted = 1"), context.new_page()
    tab.goto(live_server.url + page.url)
    notice = tab.get_by_role("region", name="May these load?")
    expect(notice).to_contain_text("scripts.example.org")
    assert asked == []
    notice.get_by_role("button", name="Allow", exact=True).press("Enter")
    tab.wait_for_function("() => window.counted === 1")
    expect(notice).to_be_hidden()
    expect(tab.get_by_role("status").filter(has_text="You have allowed")).to_be_focused()
    tab.reload()
    tab.wait_for_function("() => window.counted === 1")
    expect(notice).to_be_hidden()
    tab.get_by_role("button", name="Choose again").click()
    notice.get_by_role("button", name="Do not allow").click()
    tab.reload()
    expect(tab.get_by_text("You have not allowed the scripts of this page.")).to_be_visible()
    assert tab.evaluate("window.counted") is None
    assert asked == ["counts", "counts"]
    assert context.cookies() == []


@pytest.mark.parametrize("name", ["throws", "hangs", "lacks"])
def test_a_script_that_fails_keeps_nobody_from_sending_a_letter(live_server, page, context, name):
    put_on(page, name, asks=False)
    asked, tab = serve(context, throws="throw new Error('broken')"), context.new_page()
    tab.goto(live_server.url + page.url, wait_until="domcontentloaded")
    tab.wait_for_function("() => document.head.querySelector('script[src^=\"https:\"]')")
    send_letter(tab)
    assert asked == [name]
    assert Letter.objects.count() == 1


def test_a_visitor_without_scripts_is_asked_nothing_and_loads_nothing(live_server, page, browser: Browser):
    put_on(page, "counts", "throws")
    context = browser.new_context(java_script_enabled=False)
    asked, tab = serve(context), context.new_page()
    tab.goto(live_server.url + page.url)
    expect(tab.get_by_text("May these load?")).to_be_hidden()
    expect(tab.get_by_role("button", name="Choose again")).to_be_hidden()
    send_letter(tab)
    assert asked == []
    context.close()


def test_a_script_that_is_not_approved_is_blocked_on_a_page_with_one_that_is(live_server, page, context, violations):
    put_on(page, "counts", asks=False)
    loads_more = f"document.head.append(Object.assign(document.createElement('script'), {{src: '{HOST}/more.js'}}))"
    asked, tab = serve(context, counts=loads_more, more="window.more = 1"), context.new_page()
    tab.goto(live_server.url + page.url)
    tab.wait_for_timeout(500)
    assert asked == ["counts"]
    assert len(violations) == 1
    violations.clear()


def test_on_a_french_phone_the_notice_fits_and_covers_nothing(live_server, page, browser: Browser):
    put_on(page, "counts")
    french = factories.translate(CampaignPage.objects.get(), title="Justice maintenant")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(live_server.url + french.url)
    allow, refuse, again = FRENCH
    expect(tab.get_by_role("button", name=refuse)).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    sizes = [tab.get_by_role("button", name=name, exact=True).bounding_box() for name in (allow, refuse)]
    assert all(size["height"] >= 44 for size in sizes)
    assert tab.locator("[data-consent]").evaluate("box => getComputedStyle(box).position") == "static"
    tab.get_by_role("button", name=refuse).click()
    expect(tab.get_by_role("button", name=again)).to_be_visible()
    context.close()
