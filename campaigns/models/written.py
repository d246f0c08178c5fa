"""What is written on a campaign page in its own language, as it can be kept and compared."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db.models import Model
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from campaigns.drift import differing
from campaigns.editor.written import ROWS, WrittenField, written_fields
from campaigns.models.districts import Legislature
from campaigns.models.recipients import Recipient
from campaigns.models.rows import CampaignRecipient

STAND_IN = "vacancy_stand_in"


class Written:
    """Values are as a revision stores them, so that a version that is kept becomes a page again."""

    lacks_somebody = False  # whether the version that it was made from names somebody who was deleted since

    def with_content_json(self, content: dict[str, Any]):
        """Versions outlive whom they name. The page opens without those, and knows that they are missing."""
        there = _naming_only_who_is_there(content)
        page = super().with_content_json(there)  # type: ignore[misc]
        page.lacks_somebody = there != content
        return page

    @classmethod
    @cache
    def written_fields(cls) -> list[WrittenField]:
        return written_fields(cls.get_edit_handler())

    @classmethod
    @cache
    def written_streams(cls) -> dict[str, StreamBlock]:
        fields = [cls._meta.get_field(field.name) for field in cls.written_fields()]
        return {field.name: field.stream_block for field in fields if isinstance(field, StreamField)}

    @property
    def written(self) -> dict[str, Any]:
        """Of this page as it is in memory."""
        names = [field.name for field in self.written_fields() if field.name != ROWS]
        return {name: self._stored(name) for name in names} | {ROWS: _words_of(self.rows)}

    def _stored(self, name: str) -> Any:
        field = self._meta.get_field(name)
        return field.value_to_string(self) if isinstance(field, StreamField) else field.value_from_object(self)

    @property
    def newest_written(self) -> dict[str, Any]:
        """Of the newest draft, which it does not make into a page: a list of many may ask."""
        if not (self.has_unpublished_changes and self.latest_revision_id):
            return self.written
        content = self.latest_revision.content
        names = [field.name for field in self.written_fields() if field.name in content]
        return {name: content[name] for name in names} | {ROWS: _words_of(map(_row, content.get(ROWS, [])))}

    def with_words(self, words: Mapping[str, Any]):
        """This page in memory as it was when it said so, but for its words for single recipients."""
        return self.with_content_json(self.serializable_data() | {k: v for k, v in words.items() if k != ROWS})

    def differing_from(self, before: Mapping[str, Any]) -> list[str]:
        """The names of the fields that the newest draft does not have as `before` has them, in the editor's order."""
        return differing(before, self.newest_written, streams=self.written_streams())


def _naming_only_who_is_there(content: Mapping[str, Any]) -> dict[str, Any]:
    """No rows are left out but those of the deleted; what `content` has no word of is not added."""
    rows, stand_in = content.get(ROWS) or [], content.get(STAND_IN)
    people = _there(Recipient, [row["recipient"] for row in rows] + [stand_in])
    houses = _there(Legislature, [row["legislature"] for row in rows])
    there = dict(content)
    if rows:
        there[ROWS] = [row for row in rows if row["recipient"] in people and row["legislature"] in houses]
    if stand_in not in people:
        there[STAND_IN] = None
    return there


def _there(model: type[Model], keys: Iterable[int | None]) -> set[int | None]:
    """Those of `keys` that lead somewhere, and None, which leads nowhere by intent."""
    asked = {key for key in keys if key}
    return {None, *model._default_manager.filter(pk__in=asked).values_list("pk", flat=True)} if asked else {None}


def _row(stored: dict[str, Any]) -> CampaignRecipient:
    words = {part: stored[part] for part in CampaignRecipient.OWN_WORDS}
    return CampaignRecipient(recipient_id=stored["recipient"], legislature_id=stored["legislature"], **words)


def _words_of(rows: Iterable[CampaignRecipient]) -> dict[str, dict[str, str]]:
    return {row.whom: {part: getattr(row, part) for part in row.OWN_WORDS} for row in rows if row.has_own_words}
