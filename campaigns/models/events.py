"""What a provider tells by webhook about mails that left."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.deliveries import Delivery
from campaigns.models.notices import Notice


class MailEventQuerySet(models.QuerySet):
    def parked(self):
        return self.filter(is_parked=True)

    def to_match(self):
        """Parked events whose mail has left by now, in the order in which they happened."""
        mails = [queue.objects.filter(message_id=OuterRef("message_id")) for queue in (Delivery, Notice)]
        delivery, notice = (Exists(rows.may_have_left()) for rows in mails)
        return self.parked().filter(delivery | notice).order_by("happened_at", "pk")

    def settle(self) -> int:
        """Their mail was found: they have had their effect, if any."""
        return self.parked().update(is_parked=False)

    def last_reason(self, *, message_id: str, status: str) -> str:
        """The newest event's words: several may tell the same state, and arrive in any order."""
        same = self.filter(message_id=message_id, status=status).order_by("-happened_at", "-reason")
        return same.values_list("reason", flat=True).first() or ""


class MailEvent(models.Model):
    """One event about one mail: kept, so that it counts once, and parked while our own record of the mail is on its
    way. Holds no address: `message_id` says which mail."""

    digest = models.CharField(max_length=64, unique=True)  # of provider, mail, kind and the provider's own event id
    message_id = models.CharField(max_length=200, db_index=True)
    status = models.CharField(max_length=12)  # the state that it tells
    reason = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_parked = models.BooleanField(default=True)

    objects = MailEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event about a mail")
        verbose_name_plural = _("events about mails")
        indexes = [models.Index(fields=["happened_at", "id"], name="mailevent_parked", condition=Q(is_parked=True))]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status}"


class SeenPostQuerySet(models.QuerySet):
    def vouches(self, *, signature: str, body: str) -> bool:
        """Whether `signature` may stand for `body`: it is new, or stood for the same one before. Both are digests."""
        post, _is_new = self.get_or_create(signature=signature, defaults={"body": body})
        return post.body == body


class SeenPost(models.Model):
    """A webhook's post that was taken: the same one again changes nothing, its signature on other words is refused."""

    signature = models.CharField(max_length=64, unique=True)  # digest of what vouches for the post
    body = models.CharField(max_length=64)  # digest
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SeenPostQuerySet.as_manager()

    def __str__(self) -> str:
        return self.signature
