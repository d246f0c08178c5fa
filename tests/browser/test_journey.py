"""From an author's empty page to the mails, in a real browser."""

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from campaigns.models import CampaignPage, Letter
from campaigns.pipeline.send import send_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENGLISH = {
    "path": "/en/campaigns/justice/",
    "labels": {"First name": "Jane", "Last name": "Doe", "E-mail": "jane@example.org", "Postal code": "K1A 0A6"},
    "button": "Send my letter",
    "riding": "Your riding",
    "thanks": "Thank you. Check your e-mail.",
}
FRENCH = {
    "path": "/fr/campaigns/justice/",
    "labels": {"Prénom": "Jeanne", "Nom": "Lévesque", "Courriel": "jeanne@example.org", "Code postal": "K1A 0A6"},
    "button": "Envoyer ma lettre",
    "riding": "Votre circonscription",
    "thanks": "Merci. Consultez vos courriels.",
}


def fill_in(tab: Page, words: dict) -> None:
    for label, answer in words["labels"].items():
        tab.get_by_label(label, exact=True).fill(answer)


def test_an_author_publishes_a_campaign_and_a_supporters_letter_arrives(live_server, author, index, minister, context):
    author.goto(f"{live_server.url}/admin/pages/add/campaigns/campaignpage/{index.pk}/")
    author.locator("#id_title").fill("Free them now")
    author.get_by_role("tab", name="Letter and recipients").click()
    author.locator("#id_subject").fill("Please free them")
    author.locator("#id_message").fill("I ask you to act now.")
    author.get_by_role("button", name="Add recipient").click()
    author.get_by_role("button", name="Choose a recipient").click()
    author.get_by_role("link", name="Camille Tremblay").click()
    author.get_by_role("button", name="More actions").click()
    author.get_by_role("button", name="Publish").click()
    expect(author.get_by_text("Free them now").first).to_be_visible()

    supporter = context.new_page()
    supporter.goto(live_server.url + CampaignPage.objects.get(title="Free them now").url)
    fill_in(supporter, ENGLISH)
    supporter.get_by_role("button", name="Send my letter").click()
    expect(supporter.get_by_role("heading", name=ENGLISH["thanks"])).to_be_visible()
    expect(supporter.locator("[data-action-count='1']")).to_be_visible()
    supporter.reload()
    assert Letter.objects.count() == 1
    send_due(worker="test")
    assert {message.recipients()[0] for message in mail.outbox} == {minister.email, "jane@example.org"}


def test_enter_in_a_field_sends_the_letter(live_server, page, context):
    supporter = context.new_page()
    supporter.goto(live_server.url + page.url)
    fill_in(supporter, ENGLISH)
    supporter.get_by_label("E-mail", exact=True).press("Enter")
    expect(supporter.get_by_role("heading", name=ENGLISH["thanks"])).to_be_visible()


def test_an_author_sees_the_draft_and_the_mail_before_anybody_else(live_server, author, page):
    author.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    author.get_by_role("button", name="Toggle preview").click()
    frame = author.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", name="Justice now")).to_be_visible()
    expect(frame.locator("form[inert]")).to_be_visible()
    author.locator("#id_preview_mode").select_option(label="E-mail to Camille Tremblay (Minister of Foreign Affairs)")
    expect(frame.get_by_text("Dear Minister,")).to_be_visible()
    expect(frame.get_by_text("Alex Example via Dear Minister")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_unknown_postal_code_lets_the_supporter_choose_the_riding(live_server, browser: Browser, page, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    tab = context.new_page()
    tab.goto(live_server.url + ENGLISH["path"])
    fill_in(tab, ENGLISH)
    tab.get_by_label("Postal code", exact=True).fill("V5K 0A1")
    tab.get_by_role("button", name=ENGLISH["button"]).click()
    expect(tab.get_by_role("alert")).to_contain_text("There is a problem")
    tab.get_by_label(ENGLISH["riding"]).select_option(label="Ottawa Centre")
    expect(tab.get_by_label("First name")).to_have_value("Jane")
    tab.get_by_role("button", name=ENGLISH["button"]).click()
    expect(tab.get_by_role("heading", name=ENGLISH["thanks"])).to_be_visible()
    assert Letter.objects.get().district.name_en == "Ottawa Centre"
    context.close()


def test_with_another_postal_code_the_riding_is_to_be_chosen_again(live_server, tab, page):
    tab.goto(live_server.url + ENGLISH["path"])
    fill_in(tab, ENGLISH)
    code = tab.get_by_label("Postal code", exact=True)
    code.fill("V5K 0A1")
    tab.get_by_role("button", name=ENGLISH["button"]).click()
    expect(tab.get_by_role("alert")).to_contain_text("There is a problem")
    riding = tab.get_by_label(ENGLISH["riding"])
    riding.select_option(label="Ottawa Centre")
    code.fill("v5k0a1")
    expect(riding.locator("option:checked")).to_have_text("Ottawa Centre")
    code.fill("K1A 0A6")
    expect(riding).to_have_value("")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(live_server, tab, page):
    tab.goto(live_server.url + ENGLISH["path"])
    tab.get_by_role("button", name=ENGLISH["button"]).click()
    expect(tab.get_by_role("alert")).to_be_focused()
    tab.get_by_role("link", name="Enter your e-mail address.").click()
    expect(tab.get_by_label("E-mail", exact=True)).to_be_focused()


def test_the_button_that_leads_to_the_form_vanishes_beside_it(live_server, browser: Browser, page):
    phone = browser.new_context(viewport={"width": 390, "height": 240})
    tab = phone.new_page()
    tab.goto(live_server.url + ENGLISH["path"])
    jump = tab.locator("[data-jump]")
    expect(jump).to_be_visible()
    jump.click()
    expect(jump).to_be_hidden()
    phone.close()


def test_the_form_names_the_member_while_the_supporter_types_on(live_server, tab, page):
    tab.goto(live_server.url + ENGLISH["path"])
    tab.get_by_label("Postal code", exact=True).press_sequentially("k1a 0a6")
    expect(tab.get_by_text("Robin Member")).to_be_visible()
    expect(tab.get_by_label("Postal code", exact=True)).to_be_focused()
    tab.get_by_text("Not your MP? Choose your riding").click()
    tab.get_by_label("Your riding").select_option("later")
    for label, answer in ENGLISH["labels"].items():
        if label != "Postal code":
            tab.get_by_label(label, exact=True).fill(answer)
    tab.get_by_role("button", name=ENGLISH["button"]).click()
    expect(tab.get_by_role("heading", name=ENGLISH["thanks"])).to_be_visible()
    assert Letter.objects.get().district is None
