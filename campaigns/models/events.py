"""What a provider tells by webhook about mails that left."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("event about a mail")
        verbose_name_plural = _("events about mails")

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status}"


class SeenPost(models.Model):
    """A webhook's post that was taken: the same one again changes nothing, its signature on other words is refused."""

    signature = models.CharField(max_length=64, unique=True)  # digest of what vouches for the post
    body = models.CharField(max_length=64)  # digest
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.signature
