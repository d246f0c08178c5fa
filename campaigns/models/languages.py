"""What a campaign's page in another language than the lead page's holds for itself, and what it leaves to that one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import cached_property
from wagtail.models import Locale, PagePermissionTester

from campaigns.editor.page_form import SHARED
from campaigns.models.rows import CampaignRecipient


class CampaignPagePermissions(PagePermissionTester):
    """Wagtail's own copy is not offered: a similar campaign is launched, with all its languages."""

    def can_copy(self) -> bool:
        return False


class Languages:
    """A translation carries no copies of what its lead page says for all: nobody would read them."""

    def permissions_for_user(self, user) -> CampaignPagePermissions:
        return CampaignPagePermissions(user, self)

    @property
    def is_lead_page(self) -> bool:
        return self.lead_page is self

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
        return super(Languages, source).copy(*args, update_attrs=update_attrs, **kwargs)

    # Whether the languages still say the same

    @cached_property
    def in_all_languages(self) -> list:
        """The campaign's page in each language, its lead page first. Aliases are none."""
        pages = type(self).objects.filter(translation_key=self.key, alias_of=None).select_related("locale")
        return sorted(pages, key=lambda page: (page.pk != self.lead_page.pk, page.pk))

    @cached_property
    def missing_languages(self) -> list[Locale]:
        """Those of the site that this campaign has no page in."""
        there = {page.locale_id for page in self.in_all_languages}
        return [locale for locale in Locale.objects.order_by("pk") if locale.pk not in there]

    @property
    def is_behind(self) -> bool:
        """Whether this is a translation whose lead page was published after it was last changed."""
        published = None if self.is_lead_page else self.lead_page.last_published_at
        changed = self.latest_revision_created_at or self.last_published_at
        return bool(published and changed and changed < published)
