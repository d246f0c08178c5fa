"""The first pages of a new installation: front page, campaign index and privacy notice in each of its languages."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from campaigns.models import CampaignIndexPage, SendingSettings
from cms.models import SiteSettings
from home.ground import is_untouched_welcome, mount, prepare_ground
from home.models import ContentPage, HomePage

Pages = dict[type[Page], Page | None]  # one of each kind, in one language


class HasPages(Exception):
    """The default site shows pages that somebody else made: they are left alone."""


@transaction.atomic
def set_up_site(*, address: str, organisation: dict[str, str], languages: Sequence[str]) -> list[Page]:
    """Makes what is missing and returns it: a second call changes nothing. The first language is the default one.

    `organisation` is its name by language. Letters stay in test mode. Raises HasPages.
    """
    originals, made = present_pages(), []
    for locale in prepare_ground(languages):
        pages = write_pages(locale, originals, organisation, made)
        originals = {kind: originals[kind] or pages[kind] for kind in pages}
    site = mount(originals[HomePage], address=address)
    introduce(site, organisation, notice=originals[ContentPage])
    SendingSettings.objects.get_or_create()
    return made


def present_pages() -> Pages:
    """Those of the default site; None for each kind that it lacks."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or is_untouched_welcome(site.root_page):
        return {HomePage: None, CampaignIndexPage: None, ContentPage: None}
    home = site.root_page.specific
    if not isinstance(home, HomePage):
        raise HasPages(home.title)
    own = SiteSettings.objects.filter(site=site, privacy_page__isnull=False).first()
    index = CampaignIndexPage.objects.child_of(home).first()
    return {HomePage: home, CampaignIndexPage: index, ContentPage: own.privacy_page.specific if own else None}


def write_pages(locale: Locale, originals: Pages, organisation: dict[str, str], made: list[Page]) -> Pages:
    """One language's. New ones are added to `made`."""
    name = organisation.get(locale.language_code) or next(iter(organisation.values()))
    with translation.override(locale.language_code):
        home = ensure(HomePage, Page.get_first_root_node(), locale, originals, first_home(locale), made)
        index = ensure(CampaignIndexPage, home, locale, originals, first_index(), made)
        notice = ensure(ContentPage, home, locale, originals, first_notice(name), made)
    return {HomePage: home, CampaignIndexPage: index, ContentPage: notice}


def ensure(
    kind: type[Page], parent: Page, locale: Locale, originals: Pages, words: dict[str, Any], made: list[Page]
) -> Page:
    """The page of this kind and language, with `words` where it is new."""
    original = originals[kind]
    key = original.translation_key if original else uuid.uuid4()
    if page := kind.objects.filter(translation_key=key, locale=locale).first():
        return page
    page = parent.add_child(instance=kind(translation_key=key, locale=locale, live=False, **words))
    page.save_revision().publish()
    made.append(page)
    return kind.objects.get(pk=page.pk)


def introduce(site: Site, organisation: dict[str, str], *, notice: Page) -> None:
    """Once: what staff have changed since stays."""
    english, french = organisation.get("en", ""), organisation.get("fr", "")
    names = {"organisation_en": english or french, "organisation_fr": french}
    SiteSettings.objects.get_or_create(site=site, defaults=names | {"privacy_page": notice})
    if not site.site_name:
        site.site_name = english or french
        site.save()


def first_home(locale: Locale) -> dict[str, Any]:
    return {
        "title": _("Your letter counts"),
        "slug": locale.language_code,
        "summary": _("Write to the people who decide."),
        "body": [("campaign_list", {"heading": _("Act now"), "number": 3})],
    }


def first_index() -> dict[str, Any]:
    return {"title": _("Campaigns"), "slug": _("campaigns"), "summary": _("Every campaign you can write a letter for.")}


def first_notice(organisation: str) -> dict[str, Any]:
    """What the software does with people's data; the organisation adds what it does itself."""
    parts = [
        _("{organisation} keeps your name, your e-mail address, your postal code, your letter and when you signed it."),
        _("They serve to send the letter in your name, to find your member of Parliament, and to count you once."),
        _("Those your letter is addressed to see your name, your postal code and your e-mail address, to answer you."),
        _("You get news by e-mail only if you ask for it."),
        _("Your receipt links a page where you can see what became of your letter, withdraw it, or have it erased."),
    ]
    said = format_html("".join(f"<p>{part}</p>" for part in parts), organisation=organisation)
    return {"title": _("Privacy"), "slug": _("privacy"), "body": [("rich_text", str(said))]}
