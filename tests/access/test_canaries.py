"""Two hundred words in what is not public yet, or not for everybody: a visitor who asks for everything finds none."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Comment, PageViewRestriction

from campaigns.models import CampaignPage, ReviewLink
from cms.models import ApprovedScript, SiteDocument
from tests import factories

pytestmark = pytest.mark.django_db

LINE = ("title", "summary", "subject", "share_message", "seo_title", "search_description")
TEXT = ("opening", "message", "closing", "prompts", "thank_you_text", "outcome")
LINK = re.compile(r'(?:href|src|action|data-url)="(/[^"#]*)')
# Ways that no link leads to. {key} and {pk} are of a page that is not public.
DIRECT = (
    *("/api/v1/campaigns/{key}/count", "/api/v2/pages/{pk}/", "/admin/api/main/pages/{pk}/", "/embed/{key}/"),
    *("/en/write/{pk}/", "/fr/write/{pk}/", "/en/write/{pk}/recipients/", "/en/share/{pk}/mastodon/"),
    *("/admin/pages/{pk}/view_draft/", "/admin/pages/{pk}/edit/", "/admin/pages/{pk}/edit/preview/?mode="),
    *("/en/review/{pk}/", "/en/review/{pk}.x/{pk}/page/", "/admin/campaigns/{pk}/test-run/"),
    *("/admin/choose-page/", "/admin/images/chooser/", "/admin/documents/chooser/", "/admin/recipient_chooser/"),
)
STARTS = (
    "/",
    "/en/",
    "/fr/",
    "/en/campaigns/",
    "/fr/campaigns/",
    "/sitemap.xml",
    "/robots.txt",
    "/en/search/?query=canary",
    "/en/feed/",
    "/api/",
)


class Canaries:
    def __init__(self) -> None:
        self.number = count(1)
        self.words: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        word = f"canary{next(self.number):03}z"
        self.words[word] = where
        return word

    def page(self, kind: str) -> dict[str, object]:
        """What is written on a campaign page, a word for each field and block."""
        plain = {name: self(f"{kind}: {name}") for name in (*LINE, *TEXT)}
        blocks = {"heading": "{}", "rich_text": "<p>{}</p>"}
        body = [{"type": name, "value": value.format(self(f"{kind}: {name}"))} for name, value in blocks.items()]
        body.append({"type": "content_warning", "value": {"text": self(f"{kind}: warning")}})
        body.append({"type": "letter_action", "value": {"heading": self(f"{kind}: action"), "introduction": ""}})
        return plain | {"body": body}


@pytest.fixture
def canary() -> Canaries:
    return Canaries()


@pytest.fixture
def hidden(canary, page, minister, settings, tmp_path) -> list[CampaignPage]:
    """The pages themselves; what else is hidden hangs on them."""
    settings.MEDIA_ROOT = tmp_path
    pages = [*drafts(canary, page, minister), *private(canary, page, minister)]
    notes(canary, page)
    media(canary)
    return pages


def make(canary: Canaries, kind: str, parent, minister, **fields) -> CampaignPage:
    written = canary.page(kind) | fields
    return factories.CampaignPageFactory(parent=parent, slug=kind, recipients=[minister], **written)


def drafts(canary: Canaries, page: CampaignPage, minister) -> Iterator[CampaignPage]:
    index = page.get_parent()
    yield make(canary, "draft", index, minister, live=False)
    yield make(canary, "scheduled", index, minister, live=False, go_live_at=timezone.now() + timedelta(days=9))
    yield make(canary, "expired", index, minister, live=False, expired=True)
    unpublished = make(canary, "unpublished", index, minister)
    unpublished.unpublish()
    yield unpublished
    french = factories.translate(page)
    for name, value in canary.page("French draft").items():
        setattr(french, name, value)
    french.live = False
    french.save()
    yield french
    live = CampaignPage.objects.get(pk=page.pk)
    for name, value in canary.page("newer draft").items():
        setattr(live, name, value)
    live.save_revision()


def private(canary: Canaries, page: CampaignPage, minister) -> Iterator[CampaignPage]:
    index = page.get_parent()
    for kind in ("login", "password", "groups"):
        one = make(canary, kind, index, minister)
        restrict(one, kind)
        yield one
    section = factories.CampaignIndexPageFactory(parent=index.get_parent(), slug="section", title=canary("section"))
    restrict(section, "password")
    yield make(canary, "below", section, minister)
    yield make(canary, "draft-below", section, minister, live=False)
    about = factories.ContentPageFactory(parent=index.get_parent(), slug="internal", title=canary("internal page"))
    restrict(about, "login")


def restrict(page, kind: str) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="hard to guess")
    if kind == "groups":
        restriction.groups.add(Group.objects.first())


def notes(canary: Canaries, page: CampaignPage) -> None:
    """What staff write down, and what supporters sent."""
    staff = factories.UserFactory(first_name=canary("first name"), last_name=canary("last name"))
    names = ("first_name", "last_name", "street", "city", "message", "subject")
    letter = factories.LetterFactory(page=page, **{name: canary(f"letter: {name}") for name in names})
    factories.OffsetEntryFactory(campaign=letter.campaign, reason=canary("offset"), source=canary("source"))
    Comment.objects.create(page=page, user=staff, text=canary("comment"), contentpath="title")
    ApprovedScript.objects.create(name=canary("script"), path="campaigns/letter.js", reason=canary("reason"))
    factories.RecipientFactory(name=canary("recipient"), source=canary("recipient's source"))
    ReviewLink.objects.create(key=page.key, created_by=staff)


def media(canary: Canaries) -> None:
    cabinet = Collection.get_first_root_node().add_child(name=canary("collection"))
    CollectionViewRestriction.objects.create(collection=cabinet, restriction_type="login")
    for number in range(5):
        file = ContentFile(canary("a document's text").encode(), f"report{number}.txt")
        SiteDocument.objects.create(title=canary("document"), file=file, collection=cabinet)
        factories.make_picture(description=canary("picture"), collection=cabinet)


def crawl(client: Client, starts: list[str]) -> dict[str, str]:
    """What every address says that can be asked for, and those that they lead to."""
    waiting, said = list(starts), {}
    while waiting and len(said) < 600:
        url = waiting.pop()
        if url in said:
            continue
        response = client.get(url)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        said[url] = content.decode(errors="replace") + str(response.headers)
        waiting += LINK.findall(said[url]) + [
            where for where in [response.headers.get("Location", "")] if where[:1] == "/"
        ]
    return said


def told(canary: Canaries, said: dict[str, str]) -> list[tuple[str, str]]:
    found = [(url, word) for url, text in said.items() for word in set(re.findall(r"canary\d{3}z", text))]
    return [(url, canary.words[word]) for url, word in found]


def test_there_are_two_hundred(hidden, canary):
    assert len(canary.words) >= 200


def test_a_visitor_who_asks_for_everything_finds_none(hidden, canary):
    direct = [way.format(key=page.key, pk=page.pk) for page in hidden for way in DIRECT]
    pages = [address for page in hidden for address in (page.url, f"{page.url}thank-you/", f"{page.url}?preview=1")]
    documents = [url for one in SiteDocument.objects.all() for url in (one.url, f"/media/{one.file.name}")]
    said = crawl(Client(raise_request_exception=False), [*STARTS, *direct, *pages, *documents])
    assert told(canary, said) == []
    assert len(said) > 150
    assert "Justice now" in said["/en/campaigns/"]  # it did look where there is something to see


def test_nor_does_one_who_posts(hidden, canary, answers):
    client, said = Client(raise_request_exception=False), {}
    for page in hidden:
        for language in ("en", "fr"):
            for way in ("write/{}/", "write/{}/recipients/", "share/{}/mastodon/"):
                url = f"/{language}/{way.format(page.pk)}"
                for data in (answers, answers | {"preview": "1"}, {}):
                    said[f"{url} {sorted(data)}"] = client.post(url, data).content.decode()
        said[page.url] = client.post(page.url, answers).content.decode()
    assert told(canary, said) == []


def test_whoever_has_the_password_or_the_link_does_find_them(hidden, canary, client):
    """Else the tests above would prove nothing."""
    private_page = next(page for page in hidden if page.slug == "password")
    restriction = private_page.get_view_restrictions().get()
    asked = f"/en/_util/authenticate_with_password/{restriction.pk}/{private_page.pk}/"
    client.post(asked, {"password": "hard to guess", "return_url": private_page.url})
    words = told(canary, {"": client.get(private_page.url).content.decode()})
    assert {where for _url, where in words} >= {"password: title", "password: heading", "password: message"}
    link = ReviewLink.objects.get()
    reviewed = client.get(f"/en/review/{link.token}/").content.decode()
    assert "newer draft: message" in {where for _url, where in told(canary, {"": reviewed})}
