"""What leaves the house: letters to recipients, and notices to supporters."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.districts import Legislature
from campaigns.models.letters import Letter
from campaigns.models.outbox import Outgoing, OutgoingQuerySet, Status
from campaigns.models.recipients import Recipient
from campaigns.models.rows import CampaignRecipient

DISSOLVED = "Dissolved"  # the reason of letters that are held until their recipient's house sits again


class DeliveryQuerySet(OutgoingQuerySet):
    def to_resolve(self):
        """Rows whose recipient may be found now."""
        return self.filter(status=Status.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def resolve(self, recipient: Recipient) -> int:
        """The recipient is known: the letter is queued, or held where staff must look first."""
        status = Status.HELD if recipient.is_unreachable else Status.QUEUED
        waiting = self.filter(status=Status.WAITING)
        return waiting.update(recipient=recipient, status=status, reason="", due_at=timezone.now())

    def look_again(self, *, after: timedelta, reason: str, until: datetime | None = None) -> int:
        """With `until` it waits so long from now on."""
        more = {"waits_until": until} if until else {}
        return self.filter(status=Status.WAITING).update(due_at=timezone.now() + after, reason=reason, **more)

    def cancel_waiting(self, reason: str) -> int:
        return self.filter(status=Status.WAITING).update(status=Status.CANCELLED, reason=reason)

    # What staff decide about letters that no worker has in hand

    def not_left(self):
        return self.filter(status__in=(Status.QUEUED, Status.HELD))

    def per_campaign(self):
        """A dict for each campaign, the newest first, with how many of its letters are `queued` and `held`."""
        counts = {str(status): Count("pk", filter=Q(status=status)) for status in (Status.QUEUED, Status.HELD)}
        campaigns = self.not_left().order_by("-letter__campaign").values("letter__campaign")
        return campaigns.annotate(**counts)

    def hold_queued(self, reason: str) -> int:
        return self._still(Status.QUEUED).update(status=Status.HELD, reason=reason[:300])

    def queue_held(self) -> int:
        """The address may be another by now, so the attempts at the former one do not count."""
        held = self._still(Status.HELD)
        return held.update(status=Status.QUEUED, reason="", attempts=0, due_at=timezone.now())

    def cancel_not_left(self, reason: str) -> int:
        return self._still(Status.QUEUED, Status.HELD).update(status=Status.CANCELLED, reason=reason[:300])

    def _still(self, *statuses: Status):
        """Those of these rows that are in one of `statuses` when an update comes to them.

        An update through a join asks for the status only in a subquery, which PostgreSQL does not ask again once it has
        waited for a worker that claims the row.
        """
        return self.model.objects.filter(pk__in=self.order_by().values("pk"), status__in=statuses)

    def to_members_of(self, legislature: Legislature):
        """Letters to the supporter's own member; not those to a minister, say, who sits there as well."""
        key = OuterRef("letter__campaign__key")
        named = CampaignRecipient.objects.filter(recipient=OuterRef("recipient"), page__translation_key=key)
        members = self.filter(recipient__district__legislature=legislature, recipient__district=F("letter__district"))
        return members.exclude(Exists(named))

    def held_by_dissolution_of(self, legislature: Legislature):
        return self.filter(status=Status.HELD, reason=DISSOLVED, recipient__district__legislature=legislature)


class Delivery(Outgoing):
    """One letter to one recipient. Words that are written for this recipient alone replace the letter's own."""

    COMPOSED_FROM = ("letter__page__locale", "letter__district", "recipient__district__legislature")

    letter = models.ForeignKey(Letter, verbose_name=_("letter"), on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(
        Recipient,
        verbose_name=_("recipient"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
    )
    legislature = models.ForeignKey(
        Legislature, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )  # whose member it waits for
    waits_until = models.DateTimeField(_("waits until"), null=True, blank=True)
    recipient_email = models.EmailField(_("sent to"), blank=True)  # the address as it was when the letter left
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    opening = models.TextField(_("opening"), blank=True)
    closing = models.TextField(_("closing"), blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(fields=["letter", "recipient"], name="one_delivery_per_recipient"),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False) | models.Q(status__in=["waiting", "cancelled"]),
                name="only_waiting_without_recipient",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="waiting") | models.Q(legislature__isnull=False, waits_until__isnull=False),
                name="waiting_for_whom_and_until_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reading_for_supporter(self) -> str:
        """The reading, where `To do` would be staff's word: the supporter has nothing to do, or is asked."""
        return _("Waiting") if self.reading == _("To do") else self.reading

    @property
    def waits(self) -> bool:
        return self.status == Status.WAITING

    @property
    def awaits_election(self) -> bool:
        """Whether it is for the member of a house that is dissolved: there is none at the moment."""
        district = self.recipient.district if self.recipient else None
        if district is None or not district.legislature.dissolved:
            return False
        return type(self).objects.filter(pk=self.pk).to_members_of(district.legislature).exists()


class Notice(Outgoing):
    """A mail from the organisation to the supporter about their letter."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        RECEIPT = "receipt", _("Receipt")
        GAVE_UP = "gave_up", _("Representative not found")

    COMPOSED_FROM = ("letter__page__locale", "letter__district")

    letter = models.ForeignKey(Letter, verbose_name=_("letter"), on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    class Meta(Outgoing.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(fields=["letter", "kind"], name="one_notice_of_a_kind"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
