"""Whom the site has mailed unasked: so that no form makes it mail a stranger again and again.

An address is a stranger's until somebody has pressed a button on a page that only a mail to it leads to. All that is
kept is its keyed hash.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign

A_DAY, MOST_A_DAY = timedelta(hours=24), 3
ASK = (
    "INSERT INTO {table} (email_key, asked) VALUES (%s, 1) "
    "ON CONFLICT (email_key) DO UPDATE SET asked = {table}.asked + 1 RETURNING id, email_key, proven_at, asked"
)


def next_turn(latest: Sequence[datetime]) -> datetime:
    """Now, or as soon as no 24 hours would have more than MOST_A_DAY. `latest`: what is due or was, newest first."""
    now = timezone.now()
    return max(now, latest[MOST_A_DAY - 1] + A_DAY) if len(latest) >= MOST_A_DAY else now


class MailedAddressQuerySet(models.QuerySet):
    def prove(self, email_key: str) -> None:
        """Its owner has acted on a mail of ours. Nobody's, where the letter has forgotten whose it is."""
        if not email_key:
            return
        address, _is_new = self.get_or_create(email_key=email_key)
        self.filter(pk=address.pk, proven_at=None).update(proven_at=timezone.now())

    def turn(
        self, email_key: str, campaign: Campaign, *, signed_at: datetime | None = None, is_reminder: bool = False
    ) -> datetime | None:
        """When a mail about `campaign` leaves for this address; None where a stranger has had theirs.

        Of a letter signed at `signed_at`, theirs is one that came with this letter. One that came with an earlier one,
        dropped or invalid by now, only makes the mail wait until it is UNCONFIRMED_KEPT old: whoever missed it is not
        shut out. Call it in the transaction that stores the mail: it holds the address's row.
        """
        address = self._ask_once_more(email_key)
        if address.proven_at:
            return timezone.now()
        mails = list(address.unasked.order_by("-due_at")) if address.asked > 1 else []
        had = next((one for one in mails if (one.campaign_id, one.is_reminder) == (campaign.pk, is_reminder)), None)
        due_at = next_turn([mail.due_at for mail in mails])
        if had:
            if signed_at is None or signed_at <= had.due_at:
                return None
            due_at = max(due_at, had.due_at + settings.UNCONFIRMED_KEPT)
            had.delete()
        address.unasked.create(campaign=campaign, is_reminder=is_reminder, due_at=due_at)
        return due_at

    def _ask_once_more(self, email_key: str) -> "MailedAddress":
        """Its row, there from now on and locked until the end of the transaction, in one statement."""
        return self.raw(ASK.format(table=self.model._meta.db_table), [email_key])[0]


class MailedAddress(models.Model):
    email_key = models.CharField(max_length=64, unique=True)
    proven_at = models.DateTimeField(_("known to be its owner's"), null=True)
    asked = models.PositiveIntegerField(default=1)  # how often a form has asked for a mail to it

    objects = MailedAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return self.email_key[:8]


class UnaskedMailQuerySet(models.QuerySet):
    def not_needed(self):
        """A campaign that takes no more letters sends nobody a mail that its form asked for.

        One that ended by its date stays open by its status.
        """
        ended = self.filter(Q(campaign__status__in=Campaign.ENDED) | Q(campaign__ended_at__isnull=False))
        return ended.filter(due_at__lt=timezone.now() - A_DAY)


class UnaskedMail(models.Model):
    """A confirmation, a receipt or a note that a form, whoever sent it, had us send: the latest about each campaign,
    and the one reminder. A letter has one, and two letters' are UNCONFIRMED_KEPT apart at least."""

    address = models.ForeignKey(MailedAddress, on_delete=models.CASCADE, related_name="unasked")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    is_reminder = models.BooleanField(default=False)
    due_at = models.DateTimeField()

    objects = UnaskedMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "campaign", "is_reminder"], name="a_stranger_is_mailed_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
