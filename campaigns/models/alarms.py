"""What an operator has to be told, once, and told again when it is over."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Alarm(models.Model):
    """One trouble while it lasts. It is told by e-mail and by ALARM_URL, each until it has gone through."""

    class Kind(models.TextChoices):
        QUEUE_OLD = "queue_old", _("Letters wait too long")
        LANE_STOPPED = "lane_stopped", _("The mail server refuses us")
        RECIPIENT_FAILING = "recipient_failing", _("Letters do not reach a recipient")
        WORK_FAILED = "work_failed", _("Regular work failed")

    kind = models.CharField(_("alarm"), max_length=20, choices=Kind)
    about = models.CharField(max_length=100, blank=True)  # which recipient or work: an id, no name
    words = models.CharField(_("what is wrong"), max_length=300)
    raised_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=models.Q(ended_at=None), name="one_alarm_while_it_lasts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"
