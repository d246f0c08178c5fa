"""What a page is, for machines that read schema.org: who publishes it, in which language, where it stands in the site.

It says what the page itself says, and nothing that a content warning hides."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from cms.models import BasePage, SiteSettings

ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}  # so that no title ends the element around it


def linked_data_html(page: BasePage, organisation: SiteSettings) -> SafeString:
    """A block of data, which no browser runs."""
    data = json.dumps(linked_data(page, organisation), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 - escaped above


def linked_data(page: BasePage, organisation: SiteSettings) -> dict[str, Any]:
    """Of a page that stands in a site."""
    root = page.get_url_parts()[1]
    publisher, steps = _organisation(organisation, root), list(_steps(page))
    about = _page(page) | {"publisher": {"@id": publisher["@id"]}}
    graph = [publisher, about]
    if len(steps) > 1:
        about["breadcrumb"] = {"@id": f"{page.canonical_url}#breadcrumb"}
        graph.append({"@type": "BreadcrumbList", **about["breadcrumb"], "itemListElement": steps})
    return {"@context": "https://schema.org", "@graph": graph}


def _organisation(organisation: SiteSettings, root: str) -> dict[str, Any]:
    about = {
        "@type": "Organization",
        "@id": f"{root}/#organisation",
        "name": organisation.organisation,
        "url": f"{root}/",
    }
    accounts = [account.value["url"] for account in organisation.social]
    return about | ({"sameAs": accounts} if accounts else {})


def _page(page: BasePage) -> dict[str, Any]:
    about = {
        "@type": "WebPage",
        "@id": page.canonical_url,
        "url": page.canonical_url,
        "name": page.title,
        "description": page.found_text,
        "inLanguage": page.locale.language_code,
        "datePublished": page.first_published_at and page.first_published_at.isoformat(),
        "dateModified": page.last_published_at and page.last_published_at.isoformat(),
        "potentialAction": page.offered_actions,
    }
    return {name: value for name, value in about.items() if value}


def _steps(page: BasePage) -> Iterator[dict[str, Any]]:
    """The way from the first page to this one."""
    way = [*page.get_ancestors().filter(depth__gt=1), page]
    for place, step in enumerate(way, start=1):
        yield {"@type": "ListItem", "position": place, "name": step.title, "item": step.full_url}
