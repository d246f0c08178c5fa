"""What `manage.py demo` loads: a site in English and French with one campaign, invented people, a small directory."""

from django.db import transaction
from wagtail.models import Locale, Page

from home.demo import directory, pages, site, staff
from home.ground import mount, prepare_ground


@transaction.atomic
def load(*, address: str) -> None:
    """All of the demo or nothing. What is there already stays as it is, so a second load changes nothing.

    `address` is where a browser on this machine finds the site: http://localhost:8000. Raises site.AnotherSite.
    """
    site.refuse_another_site(home_key=pages.key_of("home"))
    locales = prepare_ground(site.TEXTS)
    admin = staff.load_staff()
    recipients = {"minister": directory.make_minister(), "house": directory.load_directory()}
    for locale in locales:
        load_language(locale, address=address, author=admin, **recipients)


def load_language(locale: Locale, *, address: str, author, **recipients) -> None:
    """The default language, which comes first, also brings what all languages share."""
    home, is_new = pages.make_home(Page.get_first_root_node(), locale)
    about, privacy = pages.make_content_pages(home)
    campaign = pages.make_campaign(home, author=author, **recipients)
    if is_new:
        pages.invite(home, about)
    if locale.is_default:
        pages.count_earlier_letters(campaign, author=author)
        record = mount(home, address=address)
        if is_new:
            site.send_for_real()
            site.dress(record, privacy_page=privacy)
