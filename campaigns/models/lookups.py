"""What was asked of others about postal codes, shared by all processes: answers, and how an upstream is doing."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.districts import District, Legislature

FOUND_LASTS = timedelta(days=30)
NOTHING_LASTS = timedelta(hours=24)


class Certainty(models.TextChoices):
    """How far a source's list of districts can be trusted to be whole."""

    CERTAIN = "certain", _("certain")  # every district that the postal code lies in
    APPROXIMATE = "approximate", _("approximate")  # the district of its middle; the code may reach into others


class LookupAnswerQuerySet(models.QuerySet):
    def about(self, postal_code: str, legislature: Legislature):
        return self.filter(postal_code=postal_code, legislature=legislature)

    def not_found(self):
        """Postal codes that nobody knew when last asked, the most wanted first."""
        return self.filter(nothing=True).order_by("-times_asked", "postal_code")


class LookupAnswer(models.Model):
    """What was last answered for a postal code. A stale district is better than none while the upstream is down."""

    postal_code = models.CharField(_("postal code"), max_length=6)
    legislature = models.ForeignKey(Legislature, on_delete=models.CASCADE, related_name="+")
    districts = models.ManyToManyField(District, verbose_name=_("ridings"), related_name="+", blank=True)
    nothing = models.BooleanField(_("nothing found"), default=False)
    certainty = models.CharField(_("certainty"), max_length=11, choices=Certainty, default=Certainty.CERTAIN)
    source = models.CharField(_("source"), max_length=50)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)
    times_asked = models.PositiveIntegerField(_("times asked"), default=1)  # counted while nothing is found

    objects = LookupAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about a postal code")
        verbose_name_plural = _("answers about postal codes")
        constraints = [
            models.UniqueConstraint(fields=["postal_code", "legislature"], name="one_answer_per_postal_code")
        ]

    def __str__(self) -> str:
        return self.postal_code

    def is_fresh(self, now: datetime) -> bool:
        """Whether it may be given again without asking."""
        return now - self.answered_at < (NOTHING_LASTS if self.nothing else FOUND_LASTS)


class Upstream(models.Model):
    """A service that is asked over the network: its circuit breaker and its budget of calls, for all processes."""

    name = models.CharField(max_length=50, unique=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    rests_until = models.DateTimeField(null=True, blank=True)  # set: the breaker is open; nobody asks before
    recent_calls = models.JSONField(default=list)  # when the last calls were made: seconds since 1970, oldest first

    def __str__(self) -> str:
        return self.name
