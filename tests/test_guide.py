"""The authors' guide: one text, true in the repository and in the admin, in both languages."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from campaigns.editor.tabs import tabs
from campaigns.roles import AUTHOR
from cms.guide import PAGES, anchor, file_of, read, reader
from cms.guide_panel import GuidePanel, link_to
from tests import factories

DOCS = sorted([Path("README.md"), *Path("docs").rglob("*.md")])
LINKED = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SHOWN = [(name, language) for name in PAGES for language in ("en", "fr")]


def anchors_of(file: Path) -> set[str]:
    return {anchor(line.lstrip("#").strip()) for line in file.read_text().splitlines() if line.startswith("#")}


@pytest.fixture
def author(client):
    """Reads the admin in the language asked for."""

    def author(language: str):
        user = factories.UserFactory()
        user.groups.set(Group.objects.filter(name=AUTHOR.name))
        UserProfile.get_for_user(user)
        user.wagtail_userprofile.preferred_language = language
        user.wagtail_userprofile.save()
        client.force_login(user)
        return client

    return author


# What the files say


@pytest.mark.parametrize("file", DOCS, ids=str)
def test_every_picture_page_and_section_that_is_linked_exists(file):
    targets = [target for target in LINKED.findall(file.read_text()) if "://" not in target]
    for target in targets:
        place, _hash, section = target.partition("#")
        found = (file.parent / place) if place else file
        assert found.exists(), target
        assert not section or section in anchors_of(found), target


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_guide_is_written_in_french_as_well(name):
    assert file_of(name, "fr") != file_of(name, "en")
    assert len(read(name, language="fr").sections) == len(read(name, language="en").sections)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "author"])
def test_both_languages_of_a_chapter_have_the_same_sections_and_pictures(name):
    english, french = (file_of(name, language).read_text() for language in ("en", "fr"))
    assert len(re.findall(r"^#+ ", english, re.M)) == len(re.findall(r"^#+ ", french, re.M))
    assert re.findall(r"pictures/[\w-]+", english) == re.findall(r"pictures/[\w-]+", french)


def test_french_has_its_own_spaces():
    wrong = re.compile(r"« | »|\w[ ][:?!;](?:\s|$)")
    for name in PAGES:
        assert not wrong.findall(file_of(name, "fr").read_text()), name


# In the admin


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "language"), SHOWN)
def test_an_author_reads_each_page_in_the_language_of_the_admin(author, name, language):
    response = author(language).get(reverse("guide", args=[name]))
    html = response.content.decode()
    assert response.status_code == 200
    assert read(name, language=language).title in title_in(html)
    assert not re.findall(r'href="[^"]*\.md', article_of(html))
    for address in re.findall(r'(?:href|src)="(/admin/guide/[^"#]*)', article_of(html)):
        assert author(language).get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/guide/author/", "/admin/guide/pictures/editor.png"])
def test_nobody_else_is_shown_the_guide(client, address):
    assert client.get(address).headers["Location"].startswith("/admin/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["operate/", "..%2Fmanage/", "pictures/none.png", "pictures/..%2F..%2Fmanage.py"])
def test_only_the_guide_and_its_pictures_are_served(author, address):
    assert author("en").get(f"/admin/guide/{address}", follow=True).status_code == 404


@pytest.mark.parametrize(("name", "language"), SHOWN)
def test_every_link_within_the_guide_leads_to_a_section_that_is_shown(name, language):
    with translation.override(language):
        body = read(name, language=language).body
        for target, section in re.findall(r'href="/admin/guide/([\w-]+)/#([^"]+)"', body):
            assert f'id="{unquote(section)}"' in read(target, language=language).body


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_panels_of_the_editor_lead_to_sections_that_there_are(language):
    places = [place for tab in tabs.children for panel in tab.children if is_guide(panel) for place in panel.places]
    assert len(places) >= 6
    with translation.override(language):
        for place in places:
            address, label = link_to(*place)
            _page, _hash, section = address.partition("#")
            assert label
            assert not section or f'id="{section}"' in read(place[0], language=language).body


@pytest.mark.django_db
def test_the_menu_and_the_editor_lead_to_the_guide(admin_client, page):
    assert "/admin/guide/author/" in admin_client.get("/admin/").content.decode()
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'href="/admin/guide/first-campaign/"' in editor
    assert 'href="/admin/guide/letters/#who-gets-it"' in editor


def test_markup_in_a_guide_is_text():
    assert "&lt;script&gt;" in reader().render("<script>alert(1)</script>")


def is_guide(panel) -> bool:
    return isinstance(panel, GuidePanel)


def title_in(html: str) -> str:
    return html.partition("<title>")[2].partition("</title>")[0]


def article_of(html: str) -> str:
    return html.partition('<article class="guide__text">')[2].partition("</article>")[0]
