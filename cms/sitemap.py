"""What search engines are told to look at: public pages, once each, in every language."""

from functools import reduce
from itertools import groupby
from operator import or_

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from cms.models.pages import addresses_by_language


class PublicPages(Sitemap):
    """Live public pages of the site in all its languages, each with its translations. Aliases say nothing new."""

    def items(self):
        firsts = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        pages = Page.objects.live().public().filter(alias_of=None)
        within = reduce(or_, [pages.descendant_of_q(first, inclusive=True) for first in firsts])
        return pages.filter(within).select_related("locale").order_by("translation_key", "pk")

    def _urls(self, page, protocol, domain):
        """As Django's template takes them."""
        pages = self.paginator.page(page).object_list
        return [
            url for _key, group in groupby(pages, lambda one: one.translation_key) for url in _together(list(group))
        ]


def _together(pages: list[Page]) -> list[dict]:
    """Entries of one page's languages."""
    pages.sort(key=lambda page: (not page.locale.is_default, page.locale.language_code))
    addresses = addresses_by_language(pages)
    alternates = [{"lang_code": code, "location": address} for code, address in addresses.items()]
    return [{"location": page.full_url, "lastmod": page.last_published_at, "alternates": alternates} for page in pages]


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be looked at: what is not to be found says so itself, which only those can read who look."""
    lines = ["User-agent: *", "Disallow:", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
