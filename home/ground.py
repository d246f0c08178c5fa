"""The ground under a site's pages: its languages, the top of the page tree, and the record that says where it is."""

from urllib.parse import urlsplit

from wagtail.models import Collection, Locale, Page, Site

WELCOME = "Welcome to your new Wagtail site!"  # the page that Wagtail's own first migration makes
LAPTOP = "localhost"


def prepare_ground(languages) -> list[Locale]:
    """The locales of these language codes, in their order."""
    if not Page.get_first_root_node():
        Page.add_root(title="Root", slug="root")
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    return [Locale.objects.get_or_create(language_code=language)[0] for language in languages]


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
