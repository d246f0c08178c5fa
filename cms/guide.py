"""The authors' guide, docs/*.md, shown in the admin: one text for who reads the repository and who writes campaigns."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.urls import re_path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DOCS = settings.ROOT / "docs"
PAGES = ("author", "first-campaign", "content-warnings", "letters", "going-live")  # the first is the way in
LINK = re.compile(r"(?:\.\./)?([\w-]+)\.md(#.+)?")
PICTURE = re.compile(r"(?:\.\./)?pictures/([\w-]+\.(?:png|webp))")


class GuidePage(NamedTuple):
    title: str
    body: SafeString
    sections: list[tuple[str, str]]  # address within the page, heading


@cache
def reader() -> "MarkdownIt":
    """Read in by whoever opens the first page: no worker needs it."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def read(name: str, *, language: str) -> GuidePage:
    """In English where it is not written in `language`. Links and pictures lead to the admin's own addresses."""
    tokens = reader().parse(file_of(name, language).read_text(encoding="utf-8"))
    headings = [pair for pair in pairwise(tokens) if pair[0].type == "heading_open"]
    for heading, words in headings:
        heading.attrSet("id", anchor(words.content))
    for token in tokens:
        for part in token.children or []:
            _lead_to_admin(part)
    sections = [(anchor(words.content), words.content) for heading, words in headings if heading.tag == "h2"]
    title = headings.pop(0)[1].content
    body = reader().renderer.render(tokens[3:], reader().options, {})
    return GuidePage(title, mark_safe(body), sections)  # our own text, and raw HTML in it is escaped # noqa: S308


def file_of(name: str, language: str) -> Path:
    translated = DOCS / language / f"{name}.md"
    return translated if translated.exists() else DOCS / f"{name}.md"


def title_of(name: str, language: str) -> str:
    with file_of(name, language).open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("# ").strip()


def own_language() -> str:
    return (get_language() or "en")[:2]


def anchor(heading: str) -> str:
    """As GitHub makes them, so that a link holds in both places."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _lead_to_admin(part: "Token") -> None:
    if part.type == "link_open" and (found := LINK.fullmatch(str(part.attrs["href"]))) and found[1] in PAGES:
        part.attrSet("href", reverse("guide", args=[found[1]]) + (found[2] or ""))
    elif part.type == "image" and (found := PICTURE.fullmatch(str(part.attrs["src"]))):
        part.attrSet("src", reverse("guide_picture", args=[found[1]]))
        part.attrSet("loading", "lazy")


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the guide, for everybody who may enter the admin, in the language that they read the admin in."""

    template_name = "cms/admin/guide.html"
    header_icon = "help"
    _show_breadcrumbs = True

    @cached_property
    def guide(self) -> GuidePage:
        return read(self.kwargs["name"], language=own_language())

    def get_page_title(self) -> str:
        return self.guide.title

    def get_breadcrumbs_items(self) -> list[dict]:
        items = [{"url": reverse("guide", args=[PAGES[0]]), "label": _("Guide")}]
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *items, *([here] if self.kwargs["name"] != PAGES[0] else [])]

    def get_context_data(self, **kwargs) -> dict:
        chapters = [(name, title_of(name, own_language())) for name in PAGES]
        return super().get_context_data(**kwargs) | {"guide": self.guide, "chapters": chapters, "name": kwargs["name"]}


def picture(request: HttpRequest, name: str) -> FileResponse:
    """For everybody who may enter the admin."""
    file = DOCS / "pictures" / name
    if not file.exists():
        raise Http404
    return FileResponse(file.open("rb"))


def urls() -> list:
    """To be put behind the admin's sign-in."""
    return [
        re_path(rf"^guide/(?P<name>{'|'.join(PAGES)})/$", GuideView.as_view(), name="guide"),
        re_path(r"^guide/pictures/(?P<name>[\w-]+\.(?:png|webp))$", picture, name="guide_picture"),
    ]


def menu_item() -> MenuItem:
    return MenuItem(_("Guide"), reverse("guide", args=[PAGES[0]]), name="guide", icon_name="help", order=10)
