"""The ground under the demo's pages: languages, the top of the page tree, the site's own record and its settings."""

from urllib.parse import urlsplit

from wagtail.models import Collection, Locale, Page, Site

from campaigns.models import SendingSettings
from cms.models import SiteSettings
from home.demo import english, french

TEXTS = {"en": english, "fr": french}  # the default language first
WELCOME = "Welcome to your new Wagtail site!"  # the page that Wagtail's own first migration makes
LAPTOP = "localhost"


class AnotherSite(Exception):
    """The database holds somebody else's site; the demo leaves it alone."""


def prepare_ground() -> list[Locale]:
    """The demo's locales, the default one first."""
    if not Page.get_first_root_node():
        Page.add_root(title="Root", slug="root")
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    return [Locale.objects.get_or_create(language_code=language)[0] for language in TEXTS]


def refuse_another_site(*, home_key) -> None:
    """Raises AnotherSite where the default site is neither the demo's nor the one of a fresh database."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site and site.root_page.translation_key != home_key and not is_untouched_welcome(site.root_page):
        raise AnotherSite(site.root_page.title)


def is_untouched_welcome(page: Page) -> bool:
    is_new = page.latest_revision_id is None and page.specific_class is Page
    return is_new and page.title == WELCOME and page.is_leaf()


def mount(home: Page, *, address: str) -> Site:
    """The default site shows `home`. On a laptop, where ports come and go, absolute links take `address`."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname=LAPTOP)
    old_root = site.root_page if site.root_page_id not in (None, home.pk) else None
    if site.hostname == LAPTOP:
        place = urlsplit(address)
        site.hostname = place.hostname
        site.port = place.port or {"https": 443}.get(place.scheme, 80)
    site.root_page = home
    site.save()
    if old_root:
        old_root.delete()
    return site


def send_for_real() -> None:
    """As fast as it goes: what the demo sends stays on the machine that it was started on."""
    SendingSettings.objects.update_or_create(defaults={"live": True, "recipient_cap": None, "domain_cap": None})


def dress(site: Site, *, privacy_page: Page) -> None:
    """The invented organisation's name and words; the look stays the default one."""
    site.site_name = english.ORGANISATION
    site.save()
    words = {
        "organisation_en": english.ORGANISATION,
        "organisation_fr": french.ORGANISATION,
        "footer_en": f"<p>{english.FOOTER}</p>",
        "footer_fr": f"<p>{french.FOOTER}</p>",
        "privacy_page": privacy_page,
    }
    SiteSettings.objects.update_or_create(site=site, defaults=words)
