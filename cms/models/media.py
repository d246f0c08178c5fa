from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from cms.models.kept import Kept


class SiteImage(Kept, AbstractImage):
    """Its description is what people hear who do not see the picture."""

    instead = _("Choose another picture there first, or replace the file of this one.")

    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, for people who do not see it. Leave out “picture of”."),
    )
    description_fr = models.CharField(
        _("description in French"), max_length=255, blank=True, help_text=_("For French pages.")
    )
    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made the picture. Shown below it.")
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "description_fr",
        "credit",
        *WagtailImage.admin_form_fields[3:],
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """In the active language where there is one. Never the title, which is often the name of a file."""
        return self.description_in(get_language() or "") or self.description

    def description_in(self, language: str) -> str:
        """In `language` alone; empty where nobody has written it."""
        return self.description_fr if language.startswith("fr") else self.description


class Rendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class SiteDocument(Kept, AbstractDocument):
    instead = _("Take the links to it out first, or replace its file.")

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        pass
