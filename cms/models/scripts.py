from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import models
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from cms.models.kept import Kept


def validate_own_script(path: str) -> None:
    if not path.endswith(".js") or finders.find(path) is None:
        raise ValidationError(_("This site has no script of that name. Ask an administrator which ones there are."))


class ApprovedScript(Kept):
    """A script that pages may load, as somebody with the right to do so approved it. Authors choose, never paste."""

    instead = _("Take it out of the scripts of these pages first.")

    name = models.CharField(_("name"), max_length=100, unique=True)
    path = models.CharField(
        _("file"),
        max_length=200,
        validators=[validate_own_script],
        help_text=_("The script's path among the files that this site serves itself, such as cms/scripts/reading.js."),
    )
    reason = models.CharField(_("reason"), max_length=300, help_text=_("What it does for readers."))

    class Meta:
        verbose_name = _("approved script")
        verbose_name_plural = _("approved scripts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return static(self.path)
