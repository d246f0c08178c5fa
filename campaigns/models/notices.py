"""What else leaves the house: mails from the organisation to a supporter about their letter."""

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from campaigns.models.decisions import DecisionQuerySet
from campaigns.models.deliveries import Delivery
from campaigns.models.letters import Letter
from campaigns.models.outbox import Outgoing


class NoticeQuerySet(DecisionQuerySet):
    def to_compose(self):
        copies = Prefetch("letter__deliveries", Delivery.objects.select_related("recipient").order_by("pk"))
        return self.select_related("letter").prefetch_related(copies)


class Notice(Outgoing):
    """At most one of each kind about a letter."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        REMINDER = "reminder", _("Reminder to confirm")
        RECEIPT = "receipt", _("Receipt")
        GAVE_UP = "gave_up", _("Representative not found")
        NOT_DELIVERED = "failed", _("Letter not delivered")
        ALREADY_SENT = "already_sent", _("Letter sent already")

    letter = models.ForeignKey(
        Letter, verbose_name=_("letter"), on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    objects = NoticeQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(fields=["letter", "kind"], name="one_notice_of_a_kind"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
