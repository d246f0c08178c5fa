from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms.bilingual import Bilingual

DEFAULT_ACCENT = "#ffd23f"  # the style sheet's --accent


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """The organisation's name and look."""

    select_related = ["logo", "privacy_page"]

    organisation_en = models.CharField(_("organisation, in English"), max_length=100, default="Dear Minister")
    organisation_fr = models.CharField(_("organisation, in French"), max_length=100, blank=True)
    organisation = Bilingual()
    logo = models.ForeignKey(
        "cms.SiteImage", verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits, such as #ffd23f."))],
        help_text=_("For the button and the bar above the form. Dark text stands on it, so choose a light colour."),
    )
    footer_en = models.TextField(_("footer, in English"), blank=True)
    footer_fr = models.TextField(_("footer, in French"), blank=True)
    footer = Bilingual()
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("privacy notice"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The English page; its translation is linked by itself."),
    )

    panels = [
        MultiFieldPanel([FieldRowPanel(["organisation_en", "organisation_fr"]), "logo", "accent"], _("Name and look")),
        MultiFieldPanel([FieldRowPanel(["footer_en", "footer_fr"]), FieldPanel("privacy_page")], _("Footer")),
    ]

    class Meta:
        verbose_name = _("organisation")

    @property
    def own_accent(self) -> str:
        """The accent's six digits where it is not the style sheet's own; it is then loaded from `theme`."""
        digits = self.accent.removeprefix("#").lower()
        return "" if digits == DEFAULT_ACCENT.removeprefix("#") else digits
