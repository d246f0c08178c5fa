"""What an editor is told of a campaign's other languages: which of them readers have, and what has changed there."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from cms.dates import date_format


class LanguagesPanel(Panel):
    """Above the first tab, where the campaign could have another language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/languages.html"

        def is_shown(self) -> bool:
            page = self.instance
            return bool(page and page.pk and (len(page.in_all_languages) > 1 or page.missing_languages))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            page = self.instance
            words = {
                "coverage": list(coverage(page)),
                "changes": [changed_words(change) for change in page.changed_elsewhere()],
                "url": reverse("compare_languages", args=[page.key]) if len(page.in_all_languages) > 1 else "",
            }
            return super().get_context_data(parent_context) | words

    def __init__(self, heading: Any = _("Languages"), **kwargs: Any) -> None:
        super().__init__(heading=heading, **kwargs)


def language_name(locale: Any) -> str:
    """In the active language, as it stands within a sentence."""
    own = {"en": pgettext("within a sentence", "English"), "fr": pgettext("within a sentence", "French")}
    return own.get(locale.language_code) or get_language_info(locale.language_code)["name_translated"]


def coverage(page: Any) -> Iterator[tuple[str, str]]:
    """Each language of the site, and whether readers of the campaign have it."""
    for one in page.in_all_languages:
        yield language_name(one.locale), pgettext("a language", "live") if one.live else _not_live(one)
    for locale in page.missing_languages:
        yield language_name(locale), gettext("there is no page yet")


def _not_live(page: Any) -> str:
    if page.is_lead_page:
        return gettext("draft; the other languages can go live once it is")
    return gettext("draft; readers are not offered it")


def changed_words(change: Any) -> str:
    text = ngettext(
        "The %(language)s page changed on %(day)s: %(number)s field.",
        "The %(language)s page changed on %(day)s: %(number)s fields.",
        len(change.names),
    )
    day = date_format(timezone.localtime(change.at), "DATE_FORMAT")
    return text % {"language": language_name(change.page.locale), "day": day, "number": len(change.names)}
