"""What search engines and social networks are told of a page, and what they are never told."""

import json
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from campaigns.models import Campaign, CampaignPage
from cms.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


class Head:
    """The head of an answer, as machines read it."""

    def __init__(self, response):
        self.soup = BeautifulSoup(response.content.decode(), "html.parser").head

    def said(self, name: str) -> str | None:
        tag = self.soup.find("meta", attrs={"property": name}) or self.soup.find("meta", attrs={"name": name})
        return tag and tag["content"]

    @property
    def title(self) -> str:
        return " ".join(self.soup.title.string.split())

    @property
    def canonical(self) -> str | None:
        tag = self.soup.find("link", rel="canonical")
        return tag and tag["href"]

    @property
    def alternates(self) -> dict[str, str]:
        return {tag["hreflang"]: tag["href"] for tag in self.soup.find_all("link", rel="alternate")}

    @property
    def data(self) -> dict[str, dict]:
        """What its one block of linked data says, by type."""
        (block,) = self.soup.find_all("script", type="application/ld+json")
        return {about["@type"]: about for about in json.loads(block.string)["@graph"]}


@pytest.fixture
def head_of(client):
    return lambda url: Head(client.get(url))


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, title="Justice maintenant")


@pytest.fixture
def own_picture(home):
    """The organisation's."""
    picture = factories.make_picture(description="Our banner", description_fr="Notre bannière")
    SiteSettings.objects.update_or_create(site=home.get_site(), defaults={"share_picture": picture})
    return picture


def sitemap(client) -> dict[str, dict[str, str]]:
    """Addresses, each with its alternates."""
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    return {
        url.find("s:loc", NAMESPACES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMESPACES)
        }
        for url in tree.findall("s:url", NAMESPACES)
    }


class TestAddresses:
    def test_one_address_without_a_query_is_the_pages_own(self, head_of, page):
        head = head_of(f"{page.url}?source=facebook&utm_x=1")
        assert head.canonical == head.said("og:url") == head.data["WebPage"]["url"] == page.full_url
        assert page.full_url.startswith("http")

    def test_each_language_names_all_and_what_to_fall_back_on(self, head_of, page, french):
        expected = {"en": page.full_url, "fr": french.full_url, "x-default": page.full_url}
        assert head_of(page.url).alternates == head_of(french.url).alternates == expected
        assert head_of(french.url).canonical == french.full_url

    def test_in_one_language_alone_there_are_no_alternates(self, head_of, page):
        assert head_of(page.url).alternates == {}

    @pytest.mark.parametrize("reason", ["draft", "private"])
    def test_a_translation_that_not_everybody_reads_is_none(self, client, head_of, page, french, reason):
        if reason == "draft":
            french.unpublish()
        else:
            PageViewRestriction.objects.create(page=french, restriction_type="login")
        assert head_of(page.url).alternates == {}
        assert head_of(page.url).said("og:locale:alternate") is None
        assert french.full_url not in client.get(page.url).content.decode()
        assert sitemap(client)[page.full_url] == {}
        assert french.full_url not in sitemap(client)

    def test_an_alias_is_no_translation_and_leads_to_what_it_shows(self, client, head_of, page):
        locale, _made = Locale.objects.get_or_create(language_code="fr")
        alias = page.copy_for_translation(locale, copy_parents=True, alias=True)
        CampaignPage.objects.filter(pk=alias.pk).update(live=True)
        assert head_of(page.url).alternates == {}
        head = head_of(alias.url)
        assert head.canonical == head.said("og:url") == page.full_url
        assert alias.full_url not in sitemap(client)
        html = client.get(alias.url).content.decode()
        assert f'<a href="{page.url}"' in html
        assert f'<a href="{alias.url}"' not in client.get(page.url).content.decode()

    def test_the_way_to_the_other_language_leads_to_the_same_campaign(self, client, page, french):
        for here, there, language in ((page, french, "fr"), (french, page, "en")):
            for url in (here.url, here.thank_you_url):
                nav = BeautifulSoup(client.get(url).content, "html.parser").find("nav", class_="bar__languages")
                (link,) = nav.find_all("a")
                assert (link["href"], link["lang"], link["hreflang"]) == (there.url, language, language)

    def test_where_there_is_no_other_language_there_is_no_way_to_one(self, client, page):
        assert "bar__languages" not in client.get(page.url).content.decode()


class TestSitemap:
    def test_every_public_page_stands_in_it_once_with_its_languages(self, client, home, index, page, french):
        french_index, french_home = french.get_parent(), french.get_parent().get_parent()
        Page.objects.filter(pk__in=[french_index.pk, french_home.pk]).update(live=True, alias_of=None)
        addresses = sitemap(client)
        assert set(addresses) == {one.full_url for one in (home, index, page, french_home, french_index, french)}
        assert addresses[french.full_url] == addresses[page.full_url]
        assert addresses[page.full_url]["x-default"] == page.full_url

    def test_it_says_when_a_page_was_changed(self, client, page):
        page.save_revision().publish()
        assert f"<lastmod>{timezone.localdate():%Y-%m-%d}</lastmod>" in client.get("/sitemap.xml").content.decode()

    def test_drafts_private_pages_and_letters_are_not_in_it(self, client, home, index, page):
        factories.CampaignPageFactory(parent=index, slug="draft", live=False)
        closed = factories.ContentPageFactory(parent=home, slug="members")
        factories.ContentPageFactory(parent=closed, slug="below")
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
        letter = factories.LetterFactory(page=page)
        assert set(sitemap(client)) == {one.full_url for one in (home, index, page)}
        assert str(letter.public_id) not in client.get("/sitemap.xml").content.decode()

    def test_however_many_pages_there_are_it_asks_the_same(self, client, home, page, django_assert_max_num_queries):
        client.get("/sitemap.xml")
        for number in range(5):
            factories.translate(factories.ContentPageFactory(parent=home, slug=f"more-{number}"))
        with django_assert_max_num_queries(10):
            assert len(sitemap(client)) > 10

    def test_robots_may_look_at_everything_and_are_told_where(self, client, settings):
        answer = client.get("/robots.txt")
        assert answer["Content-Type"].startswith("text/plain")
        lines = answer.content.decode().splitlines()
        assert lines == ["User-agent: *", "Disallow:", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]


class TestWords:
    def test_what_the_author_wrote_for_search_engines_stands_there_and_else_title_and_summary(self, head_of, page):
        head = head_of(page.url)
        assert head.title.startswith("Justice now ·")
        assert "They ask for justice." in head.said("description")
        page.seo_title, page.search_description = "Write for justice", "A letter in two minutes."
        page.save()
        head = head_of(page.url)
        assert head.title.startswith("Write for justice ·")
        assert head.said("description").endswith("A letter in two minutes.")
        assert head.said("og:title") == "Justice now"
        assert head.said("og:description").endswith("They ask for justice.")

    def test_networks_are_told_the_site_and_the_languages(self, head_of, page, french):
        head = head_of(french.url)
        names = ("og:type", "og:site_name", "og:locale", "og:locale:alternate", "twitter:card")
        assert [head.said(name) for name in names] == ["website", "Dear Minister", "fr_CA", "en_CA", "summary"]

    def test_every_kind_of_public_page_is_described(self, head_of, home, index, page):
        about = factories.ContentPageFactory(parent=home, slug="about", summary="Who we are.")
        for one in (home, index, page, about):
            head = head_of(one.url)
            assert head.canonical == head.data["WebPage"]["@id"] == one.full_url
            assert head.said("og:title") == one.title
            assert head.said("robots") is None


class TestPicture:
    def test_it_comes_with_its_size_and_what_it_shows(self, head_of, page):
        page.share_image = factories.make_picture(description="A ridge", description_fr="Une crête")
        page.save()
        head = head_of(page.url)
        assert head.said("og:image").startswith("http")
        assert (head.said("og:image:width"), head.said("og:image:height")) == ("640", "336")  # 1200 x 630, not enlarged
        assert head.said("og:image:alt") == "A ridge"
        assert head.said("twitter:card") == "summary_large_image"
        assert head_of(factories.translate(page).url).said("og:image:alt") == "Une crête"

    def test_the_organisations_stands_in_where_a_page_has_none(self, head_of, page, index, own_picture):
        for one in (index, page):
            assert head_of(one.url).said("og:image:alt") == "Our banner"
        page.hero_image = factories.make_picture(description="A ridge")
        page.save()
        assert head_of(page.url).said("og:image:alt") == "A ridge"


class TestContentWarning:
    @pytest.fixture
    def hidden(self, page):
        """A page whose hero, text and picture are hidden; they say so."""
        hero, inside = (factories.make_picture(description=f"HIDDEN {name}") for name in ("hero", "picture"))
        warning = {"text": "Mentions torture.", "covers": ["text", "pictures", "letter"], "hides": True}
        image = {"image": inside.pk, "alt_text": "HIDDEN", "decorative": False}
        page.body = json.dumps(
            [
                {"type": "content_warning", "value": warning},
                {"type": "letter_action", "value": {"heading": "Send", "introduction": ""}},
                {"type": "rich_text", "value": "<p>HIDDEN text</p>"},
                {"type": "picture", "value": {"image": image, "caption": "HIDDEN"}},
            ]
        )
        page.message, page.hero_image = "HIDDEN letter", hero
        page.save()
        return page

    def test_nothing_hidden_is_told_and_the_warning_comes_first(self, head_of, hidden):
        head = head_of(hidden.url)
        assert "HIDDEN" not in str(head.soup)
        assert head.said("og:image") is None
        for words in (head.said("description"), head.said("og:description"), head.data["WebPage"]["description"]):
            assert words.startswith("Content warning: Mentions torture.")

    def test_the_organisations_picture_stands_in_for_a_hidden_one(self, head_of, hidden, own_picture):
        assert head_of(hidden.url).said("og:image:alt") == "Our banner"

    @pytest.mark.parametrize("place", ["hero", "body"])
    def test_a_hidden_picture_is_not_shared_even_where_it_was_chosen(self, head_of, hidden, place):
        inside = hidden.body.raw_data[3]["value"]["image"]["image"]
        hidden.share_image_id = hidden.hero_image_id if place == "hero" else inside
        hidden.save()
        assert head_of(hidden.url).said("og:image") is None

    def test_another_picture_that_was_chosen_is(self, head_of, hidden):
        hidden.share_image = factories.make_picture(description="A candle")
        hidden.save()
        assert head_of(hidden.url).said("og:image:alt") == "A candle"


class TestLinkedData:
    def test_it_says_who_when_where_and_in_which_language(self, head_of, page, french):
        french.save_revision().publish()
        french.refresh_from_db()
        data = head_of(french.url).data
        about = data["WebPage"]
        assert (about["name"], about["inLanguage"]) == ("Justice maintenant", "fr")
        assert about["datePublished"] == french.first_published_at.isoformat()
        assert about["dateModified"] == french.last_published_at.isoformat()
        assert about["publisher"]["@id"] == data["Organization"]["@id"]
        assert data["Organization"]["name"] == "Dear Minister"
        steps = data["BreadcrumbList"]["itemListElement"]
        assert [step["item"] for step in steps][-1] == french.full_url
        assert [step["position"] for step in steps] == [1, 2, 3]

    def test_writing_is_offered_while_letters_are_taken(self, head_of, page):
        (action,) = head_of(page.url).data["WebPage"]["potentialAction"]
        assert action["target"]["urlTemplate"] == f"{page.full_url}#letter"
        Campaign.objects.update_or_create(key=page.key, defaults={"status": "closed"})
        assert "potentialAction" not in head_of(page.url).data["WebPage"]

    def test_no_title_breaks_out_of_it(self, client, head_of, page):
        page.title = page.summary = "</script><script>alert(1)</script><!--&amp;"
        page.save()
        head = head_of(page.url)
        assert head.data["WebPage"]["name"] == page.title
        assert "<script>alert(1)" not in client.get(page.url).content.decode()


class TestPrivatePages:
    @pytest.mark.parametrize("name", ["receipt", "withdrawal", "erasure", "confirmation"])
    def test_a_letters_own_pages_are_not_found_and_tell_nothing(self, head_of, page, name):
        letter = factories.LetterFactory(page=page)
        head = head_of(getattr(letter, f"{name}_path"))
        assert head.said("robots") == "noindex"
        assert head.canonical is head.said("og:title") is head.said("description") is None
        assert not head.soup.find_all("script", type="application/ld+json")
        assert "Justice now" in head.title
        assert not head.title.startswith("Justice now")

    def test_nor_are_the_answers_to_the_form(self, send, client, page, answers):
        refused = client.post(f"/en/write/{page.pk}/", answers, headers={"Origin": "https://evil.example.org"})
        for answer in (send(email=""), send(preview="1"), refused):
            assert Head(answer).said("robots") == "noindex"
            assert Head(answer).canonical is None

    def test_who_passes_the_thank_you_on_shows_the_campaign(self, head_of, page):
        head = head_of(page.thank_you_url)
        assert (head.said("robots"), head.canonical) == ("noindex", None)
        assert (head.said("og:url"), head.said("og:title")) == (page.full_url, "Justice now")

    def test_what_is_not_there_says_so_in_its_title(self, head_of, home):
        assert head_of("/en/nothing/").title.startswith("This page is not here ·")
