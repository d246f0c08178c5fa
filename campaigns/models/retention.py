"""How long what says who somebody is is kept. What is past its limit goes once a day: pipeline/anonymise.py."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from campaigns.keeping import Terms
from campaigns.retention_form import RetentionForm
from cms.briefly import briefly


def _days(words, *, default: int, least: int, most: int, **options) -> models.PositiveIntegerField:
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveIntegerField(words, default=default, validators=bounds, **options)


@register_setting(icon="history")
class RetentionSettings(BaseGenericSetting):
    """One row. Days, within bounds: time enough for what is late or comes back, never for ever."""

    after_signing = _days(
        _("days after a letter was signed"),
        default=365,
        least=30,
        most=730,
        help_text=_("Then the supporter's name, addresses and own words are erased, in a running campaign too."),
    )
    after_end = _days(
        _("days after its campaign ended"),
        default=90,
        least=7,
        most=365,
        help_text=_("The same, where that is sooner. The code that keeps anybody from writing twice goes then, too."),
    )
    with_news = _days(
        _("days after signing, where somebody asked for news"),
        default=730,
        least=30,
        most=1095,
        help_text=_("Their name, e-mail and postal address. Export them to your mailing list before."),
    )

    base_form_class = RetentionForm
    panels = [
        MultiFieldPanel(
            [FieldPanel("after_signing"), FieldPanel("after_end")],
            _("Names, addresses and own words are kept until"),
            help_text=_(
                "It stands below each form. Made longer, it also holds for letters of people who were told less."
            ),
        ),
        FieldPanel("with_news"),
    ]

    class Meta:
        verbose_name = _("how long personal data is kept")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        if self.with_news and self.after_signing and self.with_news < self.after_signing:
            words = _("No shorter than for those who did not ask for news.")
            raise ValidationError({"with_news": words})

    @property
    def terms(self) -> Terms:
        return Terms(self.after_signing, self.after_end, self.with_news)


@briefly
def current_terms() -> Terms:
    return RetentionSettings.load().terms
