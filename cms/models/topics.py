from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.bilingual import Bilingual
from cms.models.kept import Kept


class WarningTopicQuerySet(models.QuerySet):
    def by_name(self) -> list["WarningTopic"]:
        """Sorted by the name in the active language."""
        return sorted(self, key=lambda topic: topic.name.casefold())

    def names_of(self, keys: Iterable) -> list[str]:
        return [topic.name for topic in self.filter(pk__in=keys).by_name()]

    def choices(self) -> list[tuple[str, str]]:
        return [(str(topic.pk), topic.name) for topic in self.by_name()]


class WarningTopic(Kept):
    """What content warnings may be about. Staff keep the list; authors tick what their page mentions."""

    instead = _("Untick it in the content warnings of these pages first, or give the topic another name.")

    name_en = models.CharField(_("name in English"), max_length=60, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=60, unique=True)
    name = Bilingual()

    objects = WarningTopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic of content warnings")
        verbose_name_plural = _("topics of content warnings")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name
