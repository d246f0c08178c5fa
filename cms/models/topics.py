from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.bilingual import Bilingual
from cms.briefly import briefly
from cms.models.kept import Kept


class WarningTopicQuerySet(models.QuerySet):
    def names_of(self, keys: Iterable) -> list[str]:
        wanted = set(map(str, keys))
        return [name for key, name in self.choices() if key in wanted]

    def choices(self) -> list[tuple[str, str]]:
        """All of them, sorted by the name in the active language. A page with a warning asks several times."""
        named = [(str(topic.pk), topic.name) for topic in all_topics()]
        return sorted(named, key=lambda choice: choice[1].casefold())


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


@briefly
def all_topics() -> list[WarningTopic]:
    return list(WarningTopic.objects.all())
