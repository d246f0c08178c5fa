"""What a content warning says, what it hides, and where else it is respected."""

import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from wagtail.models import ReferenceIndex

from campaigns.models import CampaignPage
from cms.models import SiteImage, WarningTopic
from tests import factories

pytestmark = pytest.mark.django_db

ALL = ["text", "pictures", "letter"]
PICTURE = {"alt_text": "A wounded man", "decorative": False}


@pytest.fixture
def picture() -> SiteImage:
    return factories.make_picture(description="Mountains", description_fr="Une image")


@pytest.fixture
def topic() -> WarningTopic:
    return WarningTopic.objects.get_or_create(name_en="Torture", defaults={"name_fr": "Torture"})[0]


@pytest.fixture
def warn(page, picture):
    """Gives the page a hero, a text with a picture, and a warning; returns it as it is stored."""

    def give(*, first: bool = True, **value) -> CampaignPage:
        warning = {"type": "content_warning", "value": {"text": "Mentions torture."} | value}
        action = {"type": "letter_action", "value": {"heading": "Send", "introduction": ""}}
        story = [
            {"type": "heading", "value": "What we know"},
            {"type": "rich_text", "value": "<p>They beat him.</p>"},
            {"type": "picture", "value": {"image": PICTURE | {"image": picture.pk}, "caption": ""}},
            {"type": "call_to_action", "value": {"text": "More", "page": None, "url": "https://example.org/"}},
        ]
        page.body = json.dumps([warning, action, *story] if first else [action, warning, *story])
        page.hero_image = picture
        page.save()
        return CampaignPage.objects.get(pk=page.pk)

    return give


@pytest.fixture
def html_of(client):
    return lambda url: client.get(url).content.decode()


def covers(html: str) -> list[str]:
    """What stands in each part that is folded away, outermost first."""
    parts, depth, start = [], 0, 0
    for tag in re.finditer(r"<details class=\"cover\"|</details>", html):
        if tag[0].startswith("<details"):
            start, depth = (start, depth + 1) if depth else (tag.start(), 1)
        elif depth:
            depth -= 1
            parts += [] if depth else [html[start : tag.end()]]
    return parts


def test_a_warning_that_hides_nothing_stands_before_letter_and_text(html_of, warn):
    html = html_of(warn(covers=ALL, hides=False).url)
    assert not covers(html)
    assert "Hidden" not in html
    places = [html.index(words) for words in ("Mentions torture.", 'href="#letter"', "<form", "They beat him.")]
    assert places == sorted(places)


def test_what_it_is_about_is_hidden_and_the_form_never(html_of, warn):
    hero, letter, text = covers(html_of(warn(covers=ALL, hides=True).url))
    assert 'alt="Mountains"' in hero
    assert "I ask you to act now." in letter
    assert all(words in text for words in ("What we know", "They beat him.", "A wounded man"))
    hidden = f"{hero}{letter}{text}"
    assert 'name="message"' in letter
    assert all(f'name="{name}"' not in hidden for name in ("first_name", "email", "postal_code"))
    assert "https://example.org/" not in hidden


def test_each_button_says_what_it_opens(html_of, warn):
    html = html_of(warn(covers=ALL, hides=True).url)
    for part in ("picture", "letter", "text"):
        assert f"Show the content: {part}" in html
    french = factories.translate(warn(covers=ALL, hides=True))
    assert "Afficher le contenu\xa0: texte" in html_of(french.url)
    assert "Aller à la lettre" in html_of(french.url)


@pytest.mark.parametrize("part", ALL)
def test_only_the_parts_that_are_ticked_are_hidden(html_of, warn, part):
    hidden = "".join(covers(html_of(warn(covers=[part], hides=True).url)))
    shown = {"text": "They beat him.", "pictures": 'alt="Mountains"', "letter": "I ask you to act now."}
    assert {name for name, words in shown.items() if words in hidden} == {part}


def test_a_warning_set_below_the_form_is_shown_above_it(html_of, warn):
    html = html_of(warn(first=False, covers=ALL, hides=True).url)
    assert html.index("Mentions torture.") < html.index("<form")
    assert "They beat him." in "".join(covers(html))


def test_a_hero_that_it_is_about_comes_after_it_and_is_neither_listed_nor_shared(html_of, warn, index):
    page = warn(covers=["pictures"], hides=False)
    html = html_of(page.url)
    assert html.index("Mentions torture.") < html.index('alt="Mountains"')
    assert "og:image" not in html
    assert "<img" not in html_of(index.url)
    page = warn(covers=["text"], hides=True)
    assert "og:image" in html_of(page.url)
    assert "<img" in html_of(index.url)


def test_a_picture_chosen_for_sharing_is_shared(html_of, warn):
    page = warn(covers=ALL, hides=True)
    page.share_image = factories.make_picture(description="A candle")
    page.save()
    assert "og:image" in html_of(page.url)


def test_lists_and_shares_name_its_topics(html_of, warn, index, topic):
    page = warn(topics=[str(topic.pk)])
    words = "Content warning: Torture"
    assert f'<p class="card__warning">{words}</p>' in html_of(index.url)
    assert f'property="og:description" content="{words}. They ask for justice."' in html_of(page.url)
    assert f'name="description" content="{words}. ' in html_of(page.url)
    assert "Topics: Torture" in html_of(page.url)


def test_topics_alone_are_a_warning_and_nothing_at_all_is_none(warn, topic):
    assert warn(text="", topics=[str(topic.pk)]).warning
    assert warn(text="", topics=[], covers=ALL, hides=True).warning is None


def test_an_empty_warning_hides_nothing(html_of, warn):
    html = html_of(warn(text="", topics=[], covers=ALL, hides=True).url)
    assert not covers(html)
    assert "Content warning" not in html


def test_a_letter_on_another_page_keeps_the_warning_of_its_campaign(html_of, warn, home):
    page = warn(covers=["letter"], hides=True)
    body = [{"type": "letter_action", "value": {"campaign": page.pk, "heading": "Write", "introduction": ""}}]
    about = factories.ContentPageFactory(parent=home, slug="about", body=json.dumps(body))
    html = html_of(about.url)
    assert html.index("Content warning: Mentions torture.") < html.index("I ask you to act now.")
    assert "I ask you to act now." in covers(html)[0]


def test_the_page_with_the_errors_keeps_it_too_and_opens_what_is_to_be_mended(warn, send):
    warn(covers=["letter"], hides=True)
    html = send(email="").content.decode()
    assert "Content warning: Mentions torture." in html
    assert "data-nosnippet open" not in html
    assert "data-nosnippet open" in send(email="", message="In my own words").content.decode()
    assert "data-nosnippet open" in send(message="").content.decode()


def test_topics_are_named_in_the_language_of_the_page_and_a_deleted_one_no_more(warn, topic):
    other = WarningTopic.objects.create(name_en="Air raids", name_fr="Raids aériens")
    warning = warn(topics=[str(other.pk), str(topic.pk)]).warning
    assert warning.topic_names == "Air raids, Torture"
    keys = [str(other.pk), str(topic.pk)]
    with translation.override("fr"):
        assert warn(topics=keys).warning.topic_names == "Raids aériens, Torture"
    WarningTopic.objects.filter(pk=other.pk).delete()  # past the admin, which keeps what is in use
    assert warn(topics=keys).warning.topic_names == "Torture"


def test_the_list_of_topics_knows_where_each_is_used(warn, topic):
    page = warn(topics=[str(topic.pk)])
    ReferenceIndex.create_or_update_for_object(page)
    assert ReferenceIndex.get_references_to(topic).count() == 1


def test_staff_who_may_manage_the_topics(client, topic):
    assert WarningTopic.objects.count() >= 12
    user = factories.UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    url = reverse("wagtailsnippets_cms_warningtopic:add")
    assert client.post(url, {"name_en": "Famine", "name_fr": "Famine"}).status_code == 302
    assert not WarningTopic.objects.filter(name_en="Famine").exists()
    user.user_permissions.add(Permission.objects.get(codename="add_warningtopic"))
    client.post(url, {"name_en": "Famine", "name_fr": "Famine"})
    assert WarningTopic.objects.filter(name_en="Famine").exists()


def test_lists_load_no_block_but_the_warning(warn, django_assert_num_queries):
    page = warn(covers=ALL)
    with django_assert_num_queries(0):
        assert page.warning["text"] == "Mentions torture."
