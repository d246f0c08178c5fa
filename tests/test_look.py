"""The organisation's look and sender, as an administrator sets them and as everybody else meets them."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.models import CampaignPage
from cms.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db
EMPTY = json.dumps({"blocks": [], "entityMap": {}})


def typed(text: str, *, link: str = "") -> str:
    """What the rich text field posts."""
    ranges = [{"offset": 0, "length": len(text), "key": 0}] if link else []
    block = {"text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": ranges, "key": "a"}
    entities = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}} if link else {}
    return json.dumps({"blocks": [block], "entityMap": entities})


@pytest.fixture
def look(page) -> SiteSettings:
    return SiteSettings.for_site(page.get_site())


@pytest.fixture
def notice(home):
    return factories.ContentPageFactory(parent=home, slug="privacy", title="Privacy notice")


@pytest.fixture
def save(admin_client, look):
    """Posts the form; returns the answer."""

    def save(*accounts: tuple[str, str], **fields):
        form = {
            "organisation_en": "Voices",
            "accent": "#ffd23f",
            "footer_en": EMPTY,
            "footer_fr": EMPTY,
            "social-count": len(accounts),
        }
        for place, (name, url) in enumerate(accounts):
            own = {"type": "account", "order": place, "deleted": "", "id": "", "value-name": name, "value-url": url}
            form |= {f"social-{place}-{key}": value for key, value in own.items()}
        return admin_client.post(
            reverse("wagtailsettings:edit", args=["cms", "sitesettings", look.site_id]), form | fields
        )

    return save


def told(response) -> str:
    """What the form says is wrong; empty when it was saved."""
    return "" if response.status_code == 302 else response.content.decode()


def html_of(client, url: str) -> str:
    return client.get(url).content.decode()


# The colour


def test_a_colour_without_contrast_is_refused_at_its_field_with_one_that_passes(save, look):
    html = told(save(accent="#7a7a7a"))
    proposed = re.search(r"The nearest colour that passes is (#[0-9a-f]{6})\.", html)[1]
    look.refresh_from_db()
    assert look.accent == "#ffd23f"
    assert told(save(accent=proposed)) == ""


def test_text_on_a_dark_accent_is_white(client, save, page):
    save(accent="#1D3F8F")
    [address] = re.findall(r'href="(/theme-[^"]+)"', html_of(client, page.url))
    assert client.get(address).content == b":root { --accent: #1d3f8f; --on-accent: #ffffff; }\n"


def test_previews_of_mails_and_drafts_for_review_wear_the_colour(admin_client, save, page):
    save(accent="#1d3f8f")
    admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    preview = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "/theme-1d3f8f.css" in preview.content.decode()
    shown = page.get_latest_revision_as_object().make_preview_request(preview_mode="receipt")
    assert "/theme-1d3f8f.css" in shown.content.decode()


def test_the_ring_around_what_is_selected_has_a_line_that_no_accent_takes_away():
    css = Path("cms/static/cms/site.css").read_text()
    rings = re.findall(r":focus-visible \{([^}]*)\}", css)
    assert "outline: 3px solid var(--ink)" in rings[0]
    assert "outline-color: var(--paper)" in rings[1]  # on the foot, which is ink


# The foot of each page


def test_the_footer_says_and_links_what_was_typed(client, save, page):
    save(
        ("Mastodon", "https://social.example.org/@voices"), footer_en=typed("Write to us", link="https://example.org/")
    )
    html = html_of(client, page.url)
    assert '<a href="https://example.org/">Write to us</a>' in html
    assert '<a href="https://social.example.org/@voices" rel="me noopener">Mastodon</a>' in html


def test_a_script_in_the_footer_is_text_and_its_link_leads_nowhere(client, save, page):
    save(footer_en=typed("<script>alert(1)</script>", link="javascript:alert(1)"))
    foot = html_of(client, page.url).partition('<footer class="foot">')[2].partition("</footer>")[0]
    assert "&lt;script&gt;" in foot
    assert "<script" not in foot
    assert "javascript:" not in foot


@pytest.mark.parametrize("address", ["http://social.example.org/@voices", "javascript:alert(1)", "@voices"])
def test_an_account_has_a_whole_and_safe_address(save, look, address):
    assert told(save(("Mastodon", address)))
    look.refresh_from_db()
    assert not look.social


# The privacy notice


def test_the_form_and_the_foot_link_the_notice_in_the_readers_language(client, page, notice, look):
    SiteSettings.objects.filter(pk=look.pk).update(privacy_page=notice)
    french = factories.translate(page)
    in_french = factories.translate(notice)
    for reader, url in ((page, notice.url), (french, in_french.url)):
        html = html_of(client, reader.url)
        assert html.count(f'href="{url}"') == 2
        assert html.index("consent_updates") < html.index(f'href="{url}"') < html.index("data-send>")


def test_a_notice_that_is_not_published_is_not_linked(client, page, notice, look):
    SiteSettings.objects.filter(pk=look.pk).update(privacy_page=notice)
    notice.unpublish()
    assert notice.url not in html_of(client, page.url)
    assert page.letterhead.privacy_url == ""


def test_the_notice_costs_no_query_in_the_first_language_and_one_in_another(client, page, notice, look):
    french = factories.translate(page)
    factories.translate(notice)
    without = [queries_of(client, reader) for reader in (page, french)]
    SiteSettings.objects.filter(pk=look.pk).update(privacy_page=notice)
    assert [queries_of(client, reader) for reader in (page, french)] == [without[0], without[1] + 1]


def queries_of(client, page) -> int:
    client.get(page.url)  # Wagtail remembers sites and locales
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    return len(queries)


# In whose name mails leave


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("letters@mail.example.net", "The address has to end in @campaigns.example.org"),
        ("letters@notcampaigns.example.org", "The address has to end in @campaigns.example.org"),
        ('"letters"@campaigns.example.org', "Write a plain address"),
    ],
)
def test_an_address_that_mail_servers_would_not_believe_is_refused_at_its_field(save, look, settings, address, words):
    settings.LETTERS_DOMAIN = "campaigns.example.org"
    html = told(save(sender_address=address))
    assert words in html
    look.refresh_from_db()
    assert look.sender_address == ""


def test_letters_and_receipts_come_from_the_organisations_sender_and_answers_go_to_the_supporter(save, page, settings):
    settings.LETTERS_DOMAIN = "campaigns.example.org"
    assert told(save(sender_name_en="Voices, letters", sender_address="lettres@Campaigns.example.org")) == ""
    page = CampaignPage.objects.get(pk=page.pk)
    letter = compose.as_received(page.sample_mail("letter-0"))
    assert str(letter["From"]).endswith('via Voices, letters" <lettres@Campaigns.example.org>')
    assert "campaigns.example.org" not in letter["Reply-To"]
    assert compose.as_received(page.sample_mail("receipt"))["From"].addresses[0].display_name == "Voices, letters"


def test_an_address_of_a_domain_that_letters_no_longer_leave_from_is_left_alone(page, look, settings):
    SiteSettings.objects.filter(pk=look.pk).update(sender_address="letters@old.example.org")
    mailbox = page.letterhead.mailbox()
    assert mailbox.address == settings.LETTERS_FROM_EMAIL


def test_mails_to_supporters_end_with_the_notice_and_the_letter_does_not(page, notice, look):
    SiteSettings.objects.filter(pk=look.pk).update(privacy_page=notice)
    page = CampaignPage.objects.get(pk=page.pk)
    for mode in ("receipt", "confirmation"):
        assert f"How we treat your data: {notice.full_url}" in page.sample_mail(mode).body
    assert notice.full_url not in page.sample_mail("letter-0").body


def test_a_letterhead_with_nothing_but_a_name_is_the_installations():
    assert str(Letterhead("Voices").mailbox()).startswith("Voices <")
