"""What leaves the house: one letter to one recipient, and what becomes of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Lower, StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.decisions import DecisionQuerySet
from campaigns.models.districts import Legislature
from campaigns.models.letters import Letter
from campaigns.models.outbox import Outgoing
from campaigns.models.reasons import Reason
from campaigns.models.recipients import Recipient
from campaigns.models.rows import CampaignRecipient
from campaigns.models.states import FINAL, IN_HAND, NOT_LEFT, TO_DO, Status

FOR_SUPPORTERS = {
    Status.WAITING: _("Waiting: we are finding out who it goes to"),
    Status.HELD: _("Waiting: we are looking into it before it leaves"),
    Status.IN_DOUBT: _("It may have arrived: we are finding out"),
    Status.QUEUED: _("On its way: it leaves soon"),
    Status.CLAIMED: _("On its way: it is leaving now"),
    Status.HANDING_OVER: _("On its way: it is leaving now"),
    Status.SENT: _("Sent: their mail server has it"),
    Status.DELIVERED: _("Delivered to their mailbox"),
    Status.BOUNCED: _("Not delivered: their mail server returned it"),
    Status.COMPLAINED: _("Delivered, and marked as unwanted there"),
    Status.FAILED: _("Not delivered: their mail server did not take it"),
    Status.CANCELLED: _("Not sent"),
}
ARRIVED_OR_TAKEN = (Status.SENT, Status.DELIVERED, Status.COMPLAINED)


class DeliveryQuerySet(DecisionQuerySet):
    def to_resolve(self):
        """Rows whose recipient may be found now."""
        return self.filter(status=Status.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def resolve(self, recipient: Recipient, *, is_for_staff: bool = False) -> int:
        """The recipient is known: the letter is queued, or held where staff must look first, at its sender or at the
        recipient. What waited in a backup may have left before that was restored: it is in doubt."""
        status, reason = (Status.HELD, Reason.UNREACHABLE) if recipient.is_unreachable else (Status.QUEUED, "")
        if is_for_staff:
            status, reason = Status.HELD, Reason.SENDER_LISTED
        known = {"out_of": [Status.WAITING], "recipient": recipient, "due_at": timezone.now()}
        doubted = self.filter(doubts__gt=0)._move(Status.IN_DOUBT, reason=Reason.RESTORED, **known)
        return doubted + self.filter(doubts=0)._move(status, reason=reason, **known)

    def look_again(self, *, after: timedelta, reason: str, until: datetime | None = None) -> int:
        """With `until` it waits so long from now on."""
        more = {"waits_until": until} if until else {}
        return self.filter(status=Status.WAITING).update(due_at=timezone.now() + after, reason=reason, **more)

    def cancel_waiting(self, reason: str) -> int:
        return self._move(Status.CANCELLED, out_of=[Status.WAITING], reason=reason)

    # Claiming

    def claim(self, *, worker: str, **changes) -> int:
        """Also records where each letter goes: the address as it is now."""
        recipients = Recipient.objects.filter(pk=OuterRef("recipient"))
        address = {"recipient_email": Subquery(recipients.values("email"))}
        return super().claim(worker=worker, **address, **changes)

    def to_compose(self):
        return self.select_related("letter")

    def tried_since(self, moment: datetime):
        """What counts against the caps."""
        return self.filter(tried_at__gt=moment)

    # Whether a recipient gets what is sent

    def tried_at_address_of(self, recipient: Recipient):
        """Letters, tests aside, that went to the address the recipient has now, since somebody last looked at it."""
        to_address = self.filter(recipient=recipient, recipient_email=recipient.email, is_test=False)
        return to_address.filter(tried_at__gt=recipient.reliable_since)

    def arrived(self):
        """Where no provider reports, what a mail server took is the best that is known."""
        states = (Status.DELIVERED, Status.COMPLAINED) if settings.HAS_WEBHOOKS else ARRIVED_OR_TAKEN
        return self.filter(status__in=states)

    def refused(self):
        return self.filter(status__in=(Status.BOUNCED, Status.FAILED))

    def undelivered_since(self, moment: datetime):
        """Of letters signed before `moment`. What went to the test mailbox reached nobody, and was not meant to."""
        lost = self.filter(status__in=(Status.FAILED, Status.BOUNCED), is_test=False)
        return lost.filter(created_at__lt=moment)

    # What staff look at

    def sent_since(self, moment: datetime):
        """What was sent later than `moment` came into its final state later, too: that is how the index finds it."""
        return self.settled().filter(changed_at__gt=moment, sent_at__gt=moment)

    def of(self, campaign: Campaign):
        return self.filter(letter__campaign=campaign)

    def not_left(self):
        return self.filter(status__in=NOT_LEFT)

    def on_their_way(self):
        """Said in two halves, as each has an index of few rows."""
        return self.filter(Q(status=Status.QUEUED) | Q(status__in=IN_HAND))

    def queue_by_recipient(self, campaign: Campaign | None = None):
        """A dict for each recipient with `letters` on their way, and how many of them are `own` to the campaign."""
        own = Count("pk", filter=Q(letter__campaign=campaign)) if campaign else Count("pk")
        on_their_way = self.on_their_way().order_by("recipient")
        return on_their_way.values("recipient", "recipient__email").annotate(letters=Count("pk"), own=own)

    def per_campaign(self):
        """A dict for each campaign, the newest first, with how many of its letters are `queued` and `held`."""
        counts = {str(status): Count("pk", filter=Q(status=status)) for status in (Status.QUEUED, Status.HELD)}
        queued_or_held = self.filter(status__in=(Status.QUEUED, Status.HELD))
        campaigns = queued_or_held.order_by("-letter__campaign").values("letter__campaign")
        return campaigns.annotate(**counts)

    def figures(self, campaigns: Iterable[int]) -> dict[int, dict[str, int]]:
        """For each of `campaigns` that has letters, how many are `to_do`, are `finished`, and of these have `arrived`
        as staff read it: sent or delivered. What went to the test mailbox has no end that says anything."""
        real = Q(is_test=False)
        rows = self.filter(letter__campaign__in=campaigns).order_by().values("letter__campaign")
        counted = rows.annotate(
            to_do=Count("pk", filter=Q(status__in=TO_DO)),
            finished=Count("pk", filter=real & Q(status__in=FINAL)),
            arrived=Count("pk", filter=real & Q(status__in=(Status.SENT, Status.DELIVERED))),
        )
        return {row.pop("letter__campaign"): row for row in counted}

    def to_members_of(self, legislature: Legislature):
        """Letters to the supporter's own member; not those to a minister, say, who sits there as well."""
        key = OuterRef("letter__campaign__key")
        named = CampaignRecipient.objects.filter(recipient=OuterRef("recipient"), page__translation_key=key)
        members = self.filter(recipient__district__legislature=legislature, recipient__district=F("letter__district"))
        return members.exclude(Exists(named))

    def held_by_dissolution_of(self, legislature: Legislature):
        return self.filter(status=Status.HELD, reason=Reason.DISSOLVED, recipient__district__legislature=legislature)


class Delivery(Outgoing):
    """One letter to one recipient. Words that are written for this recipient alone replace the letter's own."""

    # Both foreign keys are found by the constraint and the index below.
    letter = models.ForeignKey(
        Letter, verbose_name=_("letter"), on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    recipient = models.ForeignKey(
        Recipient,
        verbose_name=_("recipient"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
    )
    legislature = models.ForeignKey(
        Legislature,
        verbose_name=_("waits for a member of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    waits_until = models.DateTimeField(_("waits until"), null=True, blank=True)
    recipient_email = models.EmailField(_("sent to"), blank=True)  # the address as it was when the letter was claimed
    domain = models.GeneratedField(
        verbose_name=_("domain"),
        expression=Lower(Substr("recipient_email", StrIndex("recipient_email", Value("@")) + 1)),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )  # of that address
    hides_address = models.BooleanField(_("names the riding in place of addresses"), default=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    opening = models.TextField(_("opening"), blank=True)
    closing = models.TextField(_("closing"), blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(fields=["changed_at"], name="delivery_lost", condition=Q(status__in=["failed", "bounced"])),
            models.Index(fields=["recipient", "tried_at"], name="delivery_recipient_tried"),
            models.Index(fields=["domain", "tried_at"], name="delivery_domain_tried", condition=~Q(tried_at=None)),
        ]
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
        """What became of it, as its supporter may be told: why staff hold it, or a server refused it, is for staff."""
        if self.status == Status.CANCELLED and self.reason in (Reason.WITHDRAWN, Reason.ERASED):
            return _("Withdrawn by you: it did not leave")
        return FOR_SUPPORTERS[self.status]

    @property
    def can_be_stopped(self) -> bool:
        """Whether its supporter can."""
        return self.status in NOT_LEFT

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

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
