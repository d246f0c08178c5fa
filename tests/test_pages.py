"""Every page type and every block, as a visitor meets them."""

import json

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from campaigns.blocks import CampaignBodyBlock
from campaigns.models import Campaign, CampaignPage
from cms.models import ApprovedScript, SiteImage, SiteSettings
from home.models import ContentBodyBlock, ContentPage, HomeBodyBlock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    return SiteImage.objects.create(
        title="Ridge", description="Mountains at dawn", credit="A. Person", file=get_test_image_file(size=(640, 360))
    )


@pytest.fixture
def script():
    return ApprovedScript.objects.create(name="Comforts", path="campaigns/letter.js", reason="Shows progress")


@pytest.fixture
def every_block(picture, script, page):
    """A value for each block there is, with words that show that it was rendered."""
    return {
        "heading": ("A heading", "A heading"),
        "rich_text": ("<p>Some <b>text</b></p>", "<b>text</b>"),
        "picture": (
            {"image": {"image": picture.pk, "alt_text": "The ridge", "decorative": False}, "caption": "Dawn"},
            'alt="The ridge"',
        ),
        "quote": ({"text": "Where is he?", "source": "A sister"}, "Where is he?"),
        "call_to_action": ({"text": "See more", "page": None, "url": "https://example.org/"}, "https://example.org/"),
        "content_warning": ({"text": "Mentions torture"}, "Mentions torture"),
        "scripts": ({"scripts": [{"type": "item", "id": "1", "value": script.pk}]}, "/static/campaigns/letter.js"),
        "action_counter": ({"campaign": page.pk}, "data-action-count"),
        "letter_action": (
            {"campaign": page.pk, "heading": "Write now", "introduction": "<p>To them</p>"},
            f'action="/en/write/{page.pk}/"',
        ),
        "campaign_list": ({"heading": "Act now", "number": 3}, "Justice now"),
    }


def html_of(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("make", "stream"),
    [
        (factories.CampaignPageFactory, CampaignBodyBlock),
        (factories.ContentPageFactory, ContentBodyBlock),
        (factories.HomePageFactory, HomeBodyBlock),
    ],
)
def test_every_block_of_every_page_is_rendered(client, home, index, every_block, make, stream):
    names = list(stream().child_blocks)
    body = [{"type": name, "value": every_block[name][0]} for name in names]
    parent = {factories.CampaignPageFactory: index, factories.HomePageFactory: home.get_parent()}.get(make, home)
    shown_on = make(parent=parent, slug="blocks", body=json.dumps(body))
    if make is factories.HomePageFactory:
        factories.Site.objects.update(root_page=shown_on)
    html = html_of(client, shown_on.url)
    missing = [name for name in names if every_block[name][1] not in html]
    assert not missing


def test_the_index_lists_open_and_ended_campaigns_apart(client, index, page):
    ended = factories.CampaignPageFactory(parent=index, slug="old", title="Over")
    Campaign.objects.create(key=ended.key, status="closed")
    html = html_of(client, index.url)
    assert html.index("Justice now") < html.index("Campaigns that have ended") < html.index("Over")


def test_a_hero_and_its_credit_are_shown_and_shared(client, page, picture):
    page.hero_image = picture
    page.save()
    html = html_of(client, page.url)
    assert 'alt="Mountains at dawn"' in html
    assert "Picture: A. Person" in html
    assert 'property="og:image"' in html


def test_a_page_links_its_living_translation_and_no_draft(client, page):
    french = factories.translate(page, title="Justice maintenant")
    html = html_of(client, page.url)
    assert f'<link rel="alternate" hreflang="fr" href="{french.full_url}">' in html
    assert ">Français</a>" in html
    french.unpublish()
    assert 'hreflang="fr"' not in html_of(client, page.url)


def test_a_chosen_campaign_is_shown_in_the_language_of_the_page_around_it(client, home, page):
    french = factories.translate(page, title="Justice maintenant")
    body = [{"type": "letter_action", "value": {"campaign": page.pk, "heading": "Écrivez", "introduction": ""}}]
    about = factories.translate(factories.ContentPageFactory(parent=home, slug="about"), body=body)
    assert f'action="/fr/write/{french.pk}/"' in html_of(client, about.url)


def test_a_public_page_sets_no_cookie_and_is_the_same_for_all(client, page):
    response = client.get(page.url)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response.content == client.get(page.url).content


@pytest.mark.parametrize("letters", [1, 25])
def test_a_campaign_page_takes_the_same_number_of_queries_however_many_letters(
    client, page, letters, django_assert_num_queries
):
    factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(page.key))
    factories.LetterFactory.create_batch(letters, page=page)
    client.get(page.url)  # Wagtail remembers sites and locales
    with django_assert_num_queries(18):
        client.get(page.url)


def test_an_unknown_address_gets_a_page_of_our_own(client, home):
    response = client.get("/en/nothing/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_the_organisations_colour_is_loaded_from_its_own_address(client, page):
    SiteSettings.for_site(page.get_site()).__class__.objects.update(accent="#AABBCC")
    assert 'href="/theme-aabbcc.css"' in html_of(client, page.url)
    assert client.get("/theme-aabbcc.css").content == b":root { --accent: #aabbcc; --on-accent: #14110f; }\n"
    assert client.get(reverse("theme", args=["ffd23f"]))["Cache-Control"].endswith("immutable")


@pytest.mark.parametrize(
    ("model", "parents", "children"),
    [
        (ContentPage, {"HomePage", "ContentPage"}, {"ContentPage"}),
        (CampaignPage, {"CampaignIndexPage"}, set()),
    ],
)
def test_each_page_says_where_it_may_stand(model, parents, children):
    assert {parent.__name__ for parent in model.allowed_parent_page_models()} == parents
    assert {child.__name__ for child in model.allowed_subpage_models()} == children


def test_the_sitemap_lists_the_campaign(client, page):
    assert page.full_url in html_of(client, "/sitemap.xml")
