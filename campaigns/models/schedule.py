from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.problems import letter_problems


class Schedule(models.Model):
    """When a campaign takes letters: between its dates, unless staff stopped it. The lead page's dates hold for all."""

    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("From then on letters are taken. Leave it empty to open as soon as the page is published."),
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_(
            "From then on the outcome stands in place of the form. Leave it empty to close the campaign yourself."
        ),
    )

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        """`draft`, `scheduled`, `open`, `paused`, `closed` or `won`."""
        lead = self.lead_page
        if self.campaign.status != Campaign.Status.OPEN:
            return self.campaign.status
        if not self.live:
            return "scheduled" if self.approved_schedule else "draft"
        if lead.is_past_closing:
            return Campaign.Status.CLOSED
        return "scheduled" if lead.opens_at and lead.opens_at > timezone.now() else Campaign.Status.OPEN

    @property
    def is_past_closing(self) -> bool:
        """Whether its own closing date has come. Ask the lead page."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def takes_letters(self) -> bool:
        return self.state == Campaign.Status.OPEN and not letter_problems(self)
