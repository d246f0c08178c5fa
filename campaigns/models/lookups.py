"""What was asked of others about postal codes, shared by all processes: answers, and how an upstream is doing."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.districts import District, Legislature

FOUND_LASTS = timedelta(days=30)
NOTHING_LASTS = timedelta(hours=24)


class LookupAnswerQuerySet(models.QuerySet):
    def fresh(self):
        """Answers that may be given again without asking."""
        now = timezone.now()
        found = models.Q(nothing=False, answered_at__gt=now - FOUND_LASTS)
        return self.filter(found | models.Q(nothing=True, answered_at__gt=now - NOTHING_LASTS))


class LookupAnswer(models.Model):
    """What an upstream last answered for a postal code. A stale one is better than none while the upstream is down."""

    postal_code = models.CharField(_("postal code"), max_length=6)
    legislature = models.ForeignKey(Legislature, on_delete=models.CASCADE, related_name="+")
    districts = models.ManyToManyField(District, verbose_name=_("ridings"), related_name="+", blank=True)
    nothing = models.BooleanField(_("nothing found"), default=False)
    source = models.CharField(_("source"), max_length=50)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)
    times_asked = models.PositiveIntegerField(_("times asked"), default=1)

    objects = LookupAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about a postal code")
        verbose_name_plural = _("answers about postal codes")
        constraints = [
            models.UniqueConstraint(fields=["postal_code", "legislature"], name="one_answer_per_postal_code")
        ]

    def __str__(self) -> str:
        return self.postal_code


class Upstream(models.Model):
    """A service that is asked over the network: its circuit breaker and its calls of this minute, for all processes."""

    name = models.CharField(max_length=50, unique=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    closed_until = models.DateTimeField(null=True, blank=True)  # nobody asks before
    minute = models.DateTimeField(null=True, blank=True)  # the minute that `calls` counts
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
