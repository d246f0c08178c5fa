"""The demo's languages, its settings, and whose database it may fill."""

from wagtail.models import Page, Site

from campaigns.models import SendingSettings
from cms.models import SiteSettings
from home.demo import english, french
from home.ground import is_untouched_welcome

TEXTS = {"en": english, "fr": french}  # the default language first


class AnotherSite(Exception):
    """The database holds somebody else's site; the demo leaves it alone."""


def refuse_another_site(*, home_key) -> None:
    """Raises AnotherSite where the default site is neither the demo's nor the one of a fresh database."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site and site.root_page.translation_key != home_key and not is_untouched_welcome(site.root_page):
        raise AnotherSite(site.root_page.title)


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
