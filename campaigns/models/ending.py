from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from campaigns.models.campaigns import Campaign
from campaigns.sources import keep_source


class Ending(models.Model):
    """Where readers of a campaign that has ended are led. The lead page's choice holds for all languages."""

    follow_up = models.ForeignKey(
        "campaigns.CampaignPage",
        verbose_name=_("follow-up campaign"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Once this campaign is closed or won, its page leads there, in the reader's language."),
    )
    leads_on = models.BooleanField(
        _("take readers there at once"),
        default=False,
        help_text=_("Readers of the ended campaign do not see its page and its outcome any more."),
    )

    class Meta:
        abstract = True

    @cached_property
    def next_campaign(self):
        """The live page to go on to, in this page's language where there is one; else None."""
        chosen = self.lead_page.follow_up
        there = chosen and chosen.in_language_of(self)
        return there if there and there.live and there.key != self.key else None

    @property
    def moved_to(self):
        """The page that readers are taken to. Never one that has ended too: two campaigns could lead in a circle."""
        if not self.lead_page.leads_on or self.state not in Campaign.ENDED:
            return None
        there = self.next_campaign
        return there if there and there.state not in Campaign.ENDED else None

    @path("")
    def index_route(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        is_preview = getattr(request, "is_preview", False)
        if not is_preview and (there := self.moved_to):
            # Not for ever: staff may open the campaign again.
            return redirect(keep_source(there.get_url(request), request))
        return super().index_route(request, *args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.follow_up and self.follow_up.translation_key == self.translation_key:
            raise ValidationError({"follow_up": _("This is the campaign itself. Choose another one.")})
