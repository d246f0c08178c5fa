"""The public number: letters, tallied as they are signed, and actions that were counted elsewhere."""

import random

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign

SHARDS = 16  # rows a campaign's tally is spread over, so that signers do not queue up for one


class TallyQuerySet(models.QuerySet):
    def add(self, campaign: Campaign, letters: int = 1) -> None:
        """Count `letters` more (or fewer). Call it last in the transaction: it holds its row until the commit."""
        shard = random.randrange(SHARDS)
        mine = self.filter(campaign=campaign, shard=shard)
        if not mine.update(letters=F("letters") + letters):
            self.get_or_create(campaign=campaign, shard=shard)
            mine.update(letters=F("letters") + letters)


class LetterTally(models.Model):
    """A part of how many letters a campaign has; the sum over its shards is the number. `recount` rebuilds it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tallies")
    shard = models.PositiveSmallIntegerField()
    letters = models.BigIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "shard"], name="tally_once_per_shard")]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.shard}: {self.letters}"


class OffsetEntry(models.Model):
    """Actions counted elsewhere: paper letters, an older site. Takes effect at once; corrected by another entry."""

    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="offset_entries"
    )
    number = models.IntegerField(_("number"), help_text=_("How many to add. A negative number corrects an entry."))
    reason = models.CharField(_("reason"), max_length=200, help_text=_("Such as: letters signed on paper in June."))
    source = models.CharField(_("source"), max_length=200, help_text=_("Where the number comes from."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    date = models.DateField(_("date"), default=timezone.localdate)

    class Meta:
        verbose_name = _("offset entry")
        verbose_name_plural = _("offset entries")
        ordering = ["-date", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(number=0), name="offset_is_not_zero")]

    def __str__(self) -> str:
        return f"{self.number:+}: {self.reason}"
