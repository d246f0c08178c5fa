"""From signing in to a campaign that is open, with no more rights than an author and an approver have: clicks, fields
and seconds counted."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Locator, Page, expect

from campaigns.models import CampaignPage, Delivery
from campaigns.permissions import set_up_roles
from campaigns.roles import AUTHOR, PAGE_APPROVER
from cms.models import WarningTopic
from tests import factories
from tests.browser.counted import Counted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTES = 3
PASSWORD = "secret"


@pytest.fixture
def staff(index, district, minister) -> None:
    """An author and an approver, on a site that has a directory and no campaign."""
    factories.make_picture(description="Hands that hold a letter")
    WarningTopic.objects.get_or_create(name_en="Torture", defaults={"name_fr": "Torture"})
    set_up_roles()
    for name, role in {"author": AUTHOR, "approver": PAGE_APPROVER}.items():
        user = factories.UserFactory(username=name)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role.name))


def sign_in(tab: Page, *, site: str, name: str) -> Counted:
    """Who is at the screen from now on."""
    person = Counted(tab)
    tab.goto(f"{site}/admin/login/")
    person.fill("Username", name)
    person.fill("Password", PASSWORD)
    person.click("button", "Sign in")
    tab.wait_for_url("**/admin/")
    return person


def write_page(author: Counted) -> None:
    """The first tab: a warning, a picture, the form's introduction, and a text under a heading."""
    tab = author.tab
    author.type_into(tab.locator("#id_title"), "Free them now")
    author.type_into(tab.locator("#id_summary"), "They wait for a trial that nobody promised them.")
    author.click("button", "Choose an image")
    choose(author, "IMG 1")
    author.type_into(tab.locator("#body-1-value-text"), "This page mentions violence, including torture.")
    author.click("checkbox", "Torture")
    author.type_into(rich_text(tab, "body-2-value-introduction"), "Your letter goes to the Minister and to your MP.")
    author.type_into(rich_text(tab, "body-3-value"), "A week goes by, and the calls from home stop.")


def write_letter(author: Counted) -> None:
    """The second tab: the letter, for the minister and for each supporter's own member."""
    tab = author.tab
    author.click("tab", "Letter and recipients")
    author.type_into(tab.locator("#id_subject"), "Please speak for them")
    author.type_into(tab.locator("#id_message"), "I ask you to call for their release, in public and at every meeting.")
    author.click("button", "Add recipient")
    author.click("button", "Choose a recipient")
    choose(author, "Camille Tremblay")
    author.click("button", "Add recipient")
    author.choose(tab.locator("#id_recipient_rows-1-legislature"), "House of Commons")
    author.click("tab", "Dates and counter")
    author.type_into(tab.locator("#id_goal"), "1000")


def choose(author: Counted, name: str) -> None:
    """In the window that has opened; keys pressed before it is gone would be lost."""
    author.click("link", name, exact=False)
    author.tab.locator(".modal").wait_for(state="detached")


def rich_text(tab: Page, name: str) -> Locator:
    return tab.locator(f"#{name} + [data-draftail-editor-wrapper] [role=textbox]")


def test_an_author_writes_an_approver_approves_and_the_next_one_is_a_copy(live_server, staff, browser: Browser, capsys):
    site = live_server.url
    author = sign_in(new_tab(browser), site=site, name="author")
    author.click("link", "Campaigns")
    author.click("link", "Begin a campaign")
    write_page(author)
    write_letter(author)
    author.click("button", "More actions")
    author.click("button", "Submit to Page approval / Approbation des pages")
    expect(author.tab.get_by_text("submitted for moderation").first).to_be_visible()
    author.tell(capsys, "An author, from signing in to submitting")
    assert author.seconds <= MINUTES * 60
    assert not CampaignPage.objects.get().live

    approver = sign_in(new_tab(browser), site=site, name="approver")
    approver.click("link", "Free them now")
    approver.click("button", "More actions")
    approver.click("button", "Approve and Publish")
    expect(approver.tab.get_by_text("has been updated").first).to_be_visible()
    approver.tell(capsys, "An approver, from signing in to publishing")
    expect_open(new_tab(browser), CampaignPage.objects.get(), site=site)

    copier = Counted(author.tab)
    copier.tab.goto(f"{site}/admin/pages/{CampaignPage.objects.get().pk}/edit/")
    copier.click("button", "Actions")
    copier.click("link", "Launch a similar campaign")
    copier.fill("New title (English)", "Free us now")
    copier.click("button", "Make the drafts")
    expect(copier.tab.get_by_text("is a draft, in all its languages")).to_be_visible()
    copier.tell(capsys, "The author, a similar campaign")
    assert copier.clicks <= 3
    assert copier.fields <= 2
    assert not CampaignPage.objects.get(title="Free us now").live


def expect_open(tab: Page, page: CampaignPage, *, site: str) -> None:
    """All that the author wrote is there, and a letter can be sent."""
    tab.goto(site + page.url)
    for text in ("This page mentions violence", "goes to the Minister and to your MP", "the calls from home stop"):
        expect(tab.get_by_text(text).first).to_be_visible()
    for label, answer in {"First name": "Jane", "Last name": "Doe", "E-mail": "jane@example.org"}.items():
        tab.get_by_label(label, exact=True).fill(answer)
    tab.get_by_label("Postal code", exact=True).fill("K1A 0A6")
    tab.get_by_role("button", name="Send my letter").click()
    expect(tab.get_by_role("heading", name="Thank you. Check your e-mail.")).to_be_visible()
    assert {delivery.recipient.name for delivery in Delivery.objects.all()} == {"Camille Tremblay", "Robin Member"}


def new_tab(browser: Browser) -> Page:
    tab = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    tab.set_default_timeout(15_000)
    return tab
