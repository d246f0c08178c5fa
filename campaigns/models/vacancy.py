from datetime import datetime, time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.recipients import Recipient


class VacancyRule(models.Model):
    """What becomes of the representative's letter while nobody sits for the district, or the house is dissolved."""

    class Vacancy(models.TextChoices):
        SKIP = "skip", _("only the other recipients get the letter")
        HOLD = "hold", _("the letter waits until the date below")
        STAND_IN = "stand_in", _("the letter goes to the recipient below")

    vacancy = models.CharField(
        _("vacant seat"),
        max_length=10,
        choices=Vacancy,
        default=Vacancy.SKIP,
        help_text=_("What happens where a riding has no member, or Parliament is dissolved for an election."),
    )
    vacancy_hold_until = models.DateField(
        _("wait until"),
        null=True,
        blank=True,
        help_text=_("Only for letters that wait: if nobody sits by the end of that day, they do not go to a member."),
    )
    vacancy_stand_in = models.ForeignKey(
        Recipient,
        verbose_name=_("recipient instead"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stands_in_for",
        help_text=_("Only where somebody else gets the letter: a party's critic, say."),
    )

    class Meta:
        abstract = True

    @property
    def holds_until(self) -> datetime | None:
        """The end of the day until which letters wait for whoever is elected, if the campaign says so and it is to
        come."""
        if self.vacancy != self.Vacancy.HOLD or not self.vacancy_hold_until:
            return None
        midnight = timezone.make_aware(datetime.combine(self.vacancy_hold_until, time.max))
        return midnight if midnight > timezone.now() else None

    @property
    def lacks_hold_date(self) -> bool:
        """Whether letters are to wait, and no day to come says until when: so none does."""
        return self.vacancy == self.Vacancy.HOLD and self.holds_until is None

    @property
    def lacks_stand_in(self) -> bool:
        """Whether somebody is to get the letter instead, and nobody says who."""
        return self.vacancy == self.Vacancy.STAND_IN and self.vacancy_stand_in_id is None

    @property
    def stand_in(self) -> Recipient | None:
        """Who gets the letter while a seat is vacant, if the campaign names somebody."""
        return self.vacancy_stand_in if self.vacancy == self.Vacancy.STAND_IN else None
