"""A campaign in a frame on a partner's site: two sites, a browser that keeps no cookie of the framed one."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, FrameLocator, expect

from campaigns.editor.embed_code import code_for
from campaigns.models import CampaignPage, Letter
from tests import factories
from tests.browser.phone import ENGLISH, FRENCH, Words
from tests.chromium import launch_options

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Partner(ThreadingHTTPServer):
    """A site of its own: 127.0.0.1 is another site than localhost, where ours is."""

    page = ""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), PartnerPage)
        self.origin = f"http://127.0.0.1:{self.server_port}"


class PartnerPage(BaseHTTPRequestHandler):
    server: Partner

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *_words) -> None:
        """Nothing: the test's output is its own."""


@pytest.fixture
def partner() -> Iterator[Partner]:
    with Partner() as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture(scope="module")
def strict_browser(browser_type: BrowserType) -> Iterator[Browser]:
    """Keeps no third party's cookies."""
    options = launch_options()
    browser = browser_type.launch(**options | {"args": [*options["args"], "--test-third-party-cookie-phaseout"]})
    yield browser
    browser.close()


@pytest.fixture
def listed(page, partner, live_server, settings) -> CampaignPage:
    settings.SITE_URL = live_server.url
    CampaignPage.objects.update(partner_sites=partner.origin)
    return CampaignPage.objects.get(pk=page.pk)


def paste(partner: Partner, page: CampaignPage) -> None:
    """What the editor's panel says, into the partner's page."""
    code = code_for(page, partner.origin)
    partner.page = f"<!DOCTYPE html><html lang=en><title>Partner</title><h1>Partner</h1>{code}"


def fill_in(frame: FrameLocator, words: Words) -> None:
    for label, answer in words.answers("kim").items():
        frame.get_by_label(label, exact=True).fill(answer)


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=lambda words: words.language)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_letter_is_sent_from_a_partners_page(strict_browser: Browser, partner, listed, words: Words, scripts):
    french = factories.translate(listed)
    paste(partner, listed if words is ENGLISH else french)
    context = strict_browser.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    complaints = []
    tab.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    tab.goto(partner.origin)
    frame = tab.frame_locator("iframe")
    fill_in(frame, words)
    frame.get_by_role("button", name=words.send).click()
    expect(frame.get_by_role("heading", name=words.thanks)).to_be_in_viewport()
    expect(frame.locator("[data-action-count='1']")).to_be_visible()
    assert Letter.objects.get().source == "127.0.0.1"
    assert context.cookies() == []
    assert complaints == []
    assert tab.url == f"{partner.origin}/"
    context.close()


def test_what_is_wrong_is_mended_within_the_frame(strict_browser: Browser, partner, listed):
    paste(partner, listed)
    tab = strict_browser.new_page()
    tab.goto(partner.origin)
    frame = tab.frame_locator("iframe")
    frame.get_by_role("button", name=ENGLISH.send).click()
    expect(frame.get_by_role("alert")).to_be_focused()
    frame.get_by_role("link", name="Enter your e-mail address.").click()
    expect(frame.get_by_label("E-mail", exact=True)).to_be_focused()
    fill_in(frame, ENGLISH)
    frame.get_by_role("button", name="Preview my letter").click()
    expect(frame.get_by_role("heading", name="Your letter, before you send it")).to_be_visible()
    frame.get_by_role("button", name=ENGLISH.send).click()
    expect(frame.get_by_role("heading", name=ENGLISH.thanks)).to_be_visible()
    assert len(tab.context.pages) == 1
    tab.close()


def test_the_way_to_the_campaign_leaves_the_frame(strict_browser: Browser, partner, listed):
    paste(partner, listed)
    tab = strict_browser.new_page()
    tab.goto(partner.origin)
    with tab.context.expect_page() as opened:
        tab.frame_locator("iframe").get_by_role("link", name="Read more about this campaign").click()
    expect(opened.value.get_by_role("heading", name="Justice now", level=1)).to_be_visible()
    tab.context.close()


def test_a_site_that_is_not_listed_cannot_frame_it(strict_browser: Browser, partner, listed):
    CampaignPage.objects.update(partner_sites="https://partner.example")
    paste(partner, listed)
    tab = strict_browser.new_page()
    with tab.expect_event("console", lambda line: "frame-ancestors" in line.text):
        tab.goto(partner.origin)
    expect(tab.frame_locator("iframe").locator("[data-letter-form]")).to_have_count(0)
    tab.close()


@pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "not listed"])
def test_another_sites_own_form_is_refused(strict_browser: Browser, partner, listed, live_server, answers, is_listed):
    """A browser sends it, with everything a letter needs; the site that made it do so is not ours."""
    if not is_listed:
        CampaignPage.objects.update(partner_sites="")
    fields = "".join(f'<textarea name="{name}">{value}</textarea>' for name, value in answers.items())
    action = f"{live_server.url}/en/write/{listed.pk}/?framed"
    partner.page = f'<!DOCTYPE html><form method="post" action="{action}">{fields}<button>Go</button></form>'
    tab = strict_browser.new_page()
    tab.goto(partner.origin)
    with tab.expect_navigation() as answer:
        tab.get_by_role("button", name="Go").click()
    assert answer.value.status == 403
    assert not Letter.objects.exists()
    tab.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everybody_can_use_it_at_any_width(strict_browser: Browser, live_server, listed, width):
    tab = strict_browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(f"{live_server.url}/embed/{listed.key}/")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
