"""What a campaign's page in another language than the lead page's holds for itself, what it leaves to that one, and
whether the languages still say the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from wagtail.models import Locale, PagePermissionTester

from campaigns.editor.page_form import SHARED
from campaigns.models.alignment import Alignment
from campaigns.models.rows import CampaignRecipient
from campaigns.models.written import Written


class CampaignPagePermissions(PagePermissionTester):
    """Wagtail's own copy is not offered: a similar campaign is launched, with all its languages."""

    def can_copy(self) -> bool:
        return False


@dataclass(frozen=True)
class Changed:
    """Fields of `page`, by name and in the editor's order, that changed since it and the page that asks were in line.
    `before` has all that was written then."""

    page: Any
    names: list[str]
    before: Mapping[str, Any]

    @property
    def at(self) -> datetime | None:
        return self.page.latest_revision_created_at or self.page.last_published_at


class Languages(Written):
    """A translation carries no copies of what its lead page says for all: nobody would read them."""

    def permissions_for_user(self, user) -> CampaignPagePermissions:
        return CampaignPagePermissions(user, self)

    @property
    def is_lead_page(self) -> bool:
        return self.lead_page is self

    @property
    def speaks_for_a_live_page(self) -> bool:
        """Whether what is stored here holds for a page that people read now, in another language."""
        others = type(self).objects.live().filter(translation_key=self.key, alias_of=None).exclude(pk=self.pk)
        return bool(self.pk) and self.is_lead_page and others.exists()

    def newest_before_it_is_live(self):
        """What editors of the other languages go by: the newest draft of a page that nobody reads yet."""
        return self if self.live else self.get_latest_revision_as_object()

    def keep_own_words(self, words: Iterable[tuple[CampaignRecipient, Mapping[str, str]]]) -> None:
        """Replaces the rows of this page, in memory, by words for those whom the lead page's rows name."""
        rows = []
        for row, texts in words:
            own = self.own_row(row) or row.for_words_only()
            for part, text in texts.items():
                setattr(own, part, text)
            rows.append(own)
        self._keep_rows_with_words(rows)

    def as_translation(self):
        """This page in memory, without what it leaves to its lead page."""
        bare = self.with_content_json(self.serializable_data())
        for name in SHARED:
            setattr(bare, name, self._meta.get_field(name).get_default())
        bare._keep_rows_with_words(bare.rows)
        return bare

    def _keep_rows_with_words(self, rows: Iterable[CampaignRecipient]) -> None:
        self.recipient_rows = [row for row in rows if row.has_own_words]
        self.__dict__.pop("rows", None)

    def copy(self, *args: Any, update_attrs: Mapping[str, Any] | None = None, **kwargs: Any):
        """Wagtail copies a page to translate it. One in the default language leads, and takes all with it."""
        locale = (update_attrs or {}).get("locale", self.locale)
        becomes_translation = locale != self.locale and not locale.is_default
        source = self.as_translation() if becomes_translation else self
        copied = super(Languages, source).copy(*args, update_attrs=update_attrs, **kwargs)
        if locale != self.locale and not self.alias_of_id:
            self._is_in_line_with_its_copy(copied)
        return copied

    def _is_in_line_with_its_copy(self, copied) -> None:
        """The copy is in line, and still to be translated: what is changed on it from now on is no news."""
        lead = type(self).objects.lead_for(self.key)  # asked here, so that neither page keeps it in memory
        if lead.pk == copied.pk:
            Alignment.objects.declare(self, copied, lead_words={})
            return
        source = Alignment.objects.filter(page=self.pk, lead=lead).first()  # what this one goes by, its copy goes by
        words = source.lead_words if source else self.written if self.pk == lead.pk else None
        Alignment.objects.declare(copied, lead, lead_words=words, own_words={})

    # Whether the languages still say the same. The newest drafts are compared, as they are previewed and launched.

    @cached_property
    def in_all_languages(self) -> list:
        """The campaign's page in each language, its lead page first. Aliases are none."""
        return type(self).objects.in_all_languages(self.key)

    @cached_property
    def missing_languages(self) -> list[Locale]:
        """Those of the site that this campaign has no page in."""
        there = {page.locale_id for page in self.in_all_languages}
        return [locale for locale in Locale.objects.order_by("pk") if locale.pk not in there]

    @property
    def alignment_with_lead(self) -> Alignment | None:
        """What is known of when this translation last said what its lead page says."""
        known = getattr(self, "alignment", None)
        return known if known and known.lead_id == self.lead_page.pk else None

    @property
    def changed_on_lead_page(self) -> Changed | None:
        """What this translation does not say yet; None where that is nothing, or where nobody knows."""
        known = None if self.is_lead_page else self.alignment_with_lead
        names = self.lead_page.differing_from(known.lead_words) if known else []
        return Changed(self.lead_page, names, known.lead_words) if names else None

    @property
    def is_behind(self) -> bool:
        """Whether this is a translation whose lead page has changed since the two were in line."""
        return self.changed_on_lead_page is not None

    @property
    def changed_for_lead_page(self) -> Changed | None:
        """What this translation says, and its lead page does not yet."""
        known = None if self.is_lead_page else self.alignment_with_lead
        names = self.differing_from(known.own_words) if known else []
        return Changed(self, names, known.own_words) if names else None

    def changed_elsewhere(self) -> Iterator[Changed]:
        """What the editors of this page should know of the other languages."""
        if not self.is_lead_page:
            found = [self.changed_on_lead_page]
        else:
            found = [page.changed_for_lead_page for page in self.in_all_languages if not page.is_lead_page]
        yield from filter(None, found)
