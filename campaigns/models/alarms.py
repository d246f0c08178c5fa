"""What an operator has to be told, once, and told again when it is over."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FORGOTTEN_AFTER = timedelta(days=1)  # what was over by then, and could not be told, is told no more


class AlarmQuerySet(models.QuerySet):
    def lasting(self):
        return self.filter(ended_at=None)

    def to_tell(self, told: str):
        """Those that are new, or over, and have not been told so. `told`: mailed_at or posted_at."""
        recent = Q(ended_at=None) | Q(ended_at__gt=timezone.now() - FORGOTTEN_AFTER)
        return self.filter(Q(**{told: None}) & recent | Q(**{f"{told}__lt": F("ended_at")})).order_by("raised_at", "pk")


class Alarm(models.Model):
    """One trouble while it lasts. It is told by e-mail and by ALARM_URL, each until it has gone through."""

    class Kind(models.TextChoices):
        QUEUE_OLD = "queue_old", _("Letters wait too long")
        LANE_STOPPED = "lane_stopped", _("The mail server refuses us")
        RECIPIENT_FAILING = "recipient_failing", _("Letters do not reach a recipient")
        WORK_FAILED = "work_failed", _("Regular work failed")
        SURGE = "surge", _("Many more letters than usual come in")

    kind = models.CharField(_("alarm"), max_length=20, choices=Kind)
    about = models.CharField(max_length=100, blank=True)  # which recipient or work: an id, no name
    words = models.CharField(_("what is wrong"), max_length=300)
    raised_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(ended_at=None), name="one_alarm_while_it_lasts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"

    @property
    def runbook(self) -> str:
        """Where it says what to do about it."""
        return f"docs/runbooks.md#{self.kind.replace('_', '-')}"
