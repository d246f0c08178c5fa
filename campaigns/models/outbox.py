"""The outbox. Its rows are the queue: a worker claims them, and every change of state says how many rows it won."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign

CLAIM_LEASE = timedelta(minutes=5)  # a claim older than this belongs to a worker that died


class Status(models.TextChoices):
    WAITING = "waiting", _("Recipient not known yet")
    HELD = "held", _("Held")
    IN_DOUBT = "in_doubt", _("In doubt")
    QUEUED = "queued", _("Queued")
    CLAIMED = "claimed", _("Claimed by a worker")
    HANDING_OVER = "handing_over", _("Being handed over")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Reported as unwanted")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# What staff and supporters read: five words for all states.
READINGS = {
    _("To do"): (Status.WAITING, Status.HELD, Status.IN_DOUBT),
    _("On its way"): (Status.QUEUED, Status.CLAIMED, Status.HANDING_OVER),
    _("Sent"): (Status.SENT,),
    _("Delivered"): (Status.DELIVERED,),
    _("Not delivered"): (Status.BOUNCED, Status.COMPLAINED, Status.FAILED, Status.CANCELLED),
}


def new_message_id() -> str:
    """A Message-ID of our own domain, made before sending so that it can be looked for afterwards."""
    return f"<{uuid.uuid4().hex}@{settings.LETTERS_DOMAIN}>"


class OutgoingQuerySet(models.QuerySet):
    def due(self):
        """Rows a worker may send now. A paused campaign's rows wait."""
        ready = self.filter(status=Status.QUEUED, due_at__lte=timezone.now())
        return ready.exclude(letter__campaign__status=Campaign.Status.PAUSED).order_by("due_at", "pk")

    def claim(self, *, worker: str, limit: int) -> list:
        """Take up to `limit` due rows for `worker`; no other worker gets the same ones."""
        with transaction.atomic():
            due = self.due().select_for_update(skip_locked=True, of=("self",))
            ids = list(due.values_list("pk", flat=True)[:limit])
            self.filter(pk__in=ids).update(status=Status.CLAIMED, claimed_by=worker, claimed_at=timezone.now())
        return list(self.filter(pk__in=ids).select_related(*self.model.COMPOSED_FROM).order_by("due_at", "pk"))

    def hand_over(self, *, worker: str) -> int:
        """The last mark before the content leaves: from here on a crash means doubt, not another try."""
        return self.filter(status=Status.CLAIMED, claimed_by=worker).update(status=Status.HANDING_OVER)

    def mark_sent(self) -> int:
        return self._leave(Status.SENT, sent_at=timezone.now(), reason="")

    def mark_failed(self, reason: str) -> int:
        return self._leave(Status.FAILED, reason=reason[:300])

    def mark_in_doubt(self, reason: str) -> int:
        return self._leave(Status.IN_DOUBT, reason=reason[:300])

    def hold(self, reason: str) -> int:
        return self._leave(Status.HELD, reason=reason[:300])

    def retry(self, *, after: timedelta, reason: str) -> int:
        """Queue again; this counts as an attempt."""
        due_at = timezone.now() + after
        return self._leave(Status.QUEUED, attempts=F("attempts") + 1, due_at=due_at, reason=reason[:300])

    def release(self) -> int:
        """Queue again at once: the trouble was ours, no attempt is spent."""
        return self._leave(Status.QUEUED)

    def _leave(self, status: Status, **changes) -> int:
        in_hand = self.filter(status__in=(Status.CLAIMED, Status.HANDING_OVER))
        return in_hand.update(status=status, claimed_by="", claimed_at=None, **changes)

    def orphaned(self):
        """Rows in the hands of a worker that has not reported for longer than a claim lasts."""
        in_hand = self.filter(status__in=(Status.CLAIMED, Status.HANDING_OVER))
        return in_hand.filter(claimed_at__lt=timezone.now() - CLAIM_LEASE)


class Outgoing(models.Model):
    """A mail that has to leave: the unit of sending, retry and status."""

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.QUEUED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True, default=new_message_id, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_by = models.CharField(max_length=100, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at", "id"], name="%(class)s_due", condition=models.Q(status=Status.QUEUED.value))
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]), name="%(class)s_status_known"
            )
        ]

    @property
    def reading(self) -> str:
        return next(reading for reading, states in READINGS.items() if self.status in states)
