from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from campaigns.models.recipients import Recipient


class VacancyRule(models.Model):
    """What becomes of the representative's letter while nobody sits for the district, or the house is dissolved."""

    class Vacancy(models.TextChoices):
        SKIP = "skip", _("only the other recipients get the letter")
        HOLD = "hold", _("the letter waits until the date below")
        STAND_IN = "stand_in", _("the letter goes to the recipient below")

    vacancy = models.CharField(_("vacant seat"), max_length=10, choices=Vacancy, default=Vacancy.SKIP)
    vacancy_hold_until = models.DateField(_("wait until"), null=True, blank=True)
    vacancy_stand_in = models.ForeignKey(
        Recipient,
        verbose_name=_("recipient instead"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stands_in_for",
    )

    vacancy_panels = [
        MultiFieldPanel(
            ["vacancy", "vacancy_hold_until", "vacancy_stand_in"],
            _("Where a seat is vacant"),
            help_text=_("Supporters are told which of these holds, before they send."),
            classname="collapsed",
        )
    ]

    class Meta:
        abstract = True

    @property
    def stand_in(self) -> Recipient | None:
        """Who gets the letter while a seat is vacant, if the campaign names somebody."""
        return self.vacancy_stand_in if self.vacancy == self.Vacancy.STAND_IN else None
