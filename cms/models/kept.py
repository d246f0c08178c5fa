"""Rows that pages, letters or people's work need: they are deleted once nothing uses them, and never take it along."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import ForeignObjectRel, ProtectedError, QuerySet
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.models import Page, ReferenceIndex

MOST_NAMES = 3


class InUse(ProtectedError):
    """Something was not deleted because it is in use. `words` say by what, and what to do instead."""

    def __init__(self, words: str) -> None:
        super().__init__(words, set())
        self.words = words


class Kept(models.Model):
    """A row that is not deleted while something uses it: other rows, or pages that show it."""

    instead: ClassVar[Any]  # what to do instead, for whoever wanted to delete it

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_if_in_use()
        return super().delete(*args, **kwargs)

    def refuse_if_in_use(self) -> None:
        """Raises InUse. Deleting a queryset does not ask: bulk actions of the admin do so themselves."""
        if words := self.why_kept():
            raise InUse(words)

    def why_kept(self) -> str:
        """Empty where it may be deleted. Names pages; of other rows it tells how many there are, never which."""
        uses = ", ".join(dict.fromkeys(use for users in self.users() for use in described(users)))
        words = _("“%(name)s” was not deleted, because it is in use: %(uses)s. %(instead)s")
        return words % {"name": self, "uses": uses, "instead": self.instead} if uses else ""

    def users(self) -> Iterator[QuerySet]:
        """The rows that use it, model by model."""
        for relation in self._meta.get_fields(include_hidden=True):
            if isinstance(relation, ForeignObjectRel) and relation.on_delete is models.PROTECT:
                yield _held_by(relation, self)
        _index_again(ReferenceIndex.get_references_to(self))
        shown = ReferenceIndex.get_references_to(self).order_by("base_content_type")
        for kind, keys in groupby(shown.values_list("base_content_type", "object_id"), itemgetter(0)):
            model = ContentType.objects.get_for_id(kind).model_class()
            yield model._base_manager.filter(pk__in={key for _kind, key in keys})


def _index_again(references: QuerySet) -> None:
    """Wagtail's index keeps what rows that were taken off a page referred to, until that page is saved once more."""
    for kind, key in set(references.values_list("content_type", "object_id")):
        row = ContentType.objects.get_for_id(kind).model_class()._base_manager.filter(pk=key).first()
        if row:
            ReferenceIndex.create_or_update_for_object(row)


def _held_by(relation: ForeignObjectRel, row: models.Model) -> QuerySet:
    """Rows that are a part of a page count as that page."""
    rows = relation.related_model._base_manager.filter(**{relation.field.name: row})
    for field in relation.related_model._meta.fields:
        if isinstance(field, ParentalKey):
            return field.related_model._base_manager.filter(pk__in=rows.values(field.name))
    return rows


def described(users: QuerySet) -> Iterator[str]:
    number, about = users.count(), users.model._meta
    if issubclass(users.model, Page):
        titles = users.order_by("pk").values_list("title", flat=True)[:MOST_NAMES]
        yield from (_("“%(title)s”") % {"title": title} for title in titles)
        number, about = number - MOST_NAMES, Page._meta
    if number > 0:
        yield f"{number} {about.verbose_name if number == 1 else about.verbose_name_plural}"
