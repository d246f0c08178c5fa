import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.recipients import District
from campaigns.wording import LetterWords


def email_key(address: str) -> str:
    """What stands for a person in a campaign: 64 hex digits, keyed by PERSON_KEY, the same for any case."""
    return hmac.new(settings.PERSON_KEY.encode(), address.casefold().encode(), hashlib.sha256).hexdigest()


class Letter(models.Model):
    """What one supporter signed for one campaign, text as shown to them included. Never edited afterwards."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="letters")
    page = models.ForeignKey(
        "campaigns.CampaignPage", verbose_name=_("page"), on_delete=models.PROTECT, related_name="letters"
    )
    email_key = models.CharField(max_length=64, editable=False)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    postal_code = models.CharField(_("postal code"), max_length=6, blank=True)
    outside_country = models.BooleanField(_("lives outside Canada"), default=False)
    district = models.ForeignKey(
        District, verbose_name=_("riding"), null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    opening = models.TextField(_("opening"))
    message = models.TextField(_("message"))
    closing = models.TextField(_("closing"))
    subject_is_own = models.BooleanField(_("own subject"), default=False)
    message_is_own = models.BooleanField(_("own words"), default=False)
    consent_updates = models.BooleanField(_("wants updates"), default=False)
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "email_key"], name="one_letter_per_person"),
            models.CheckConstraint(
                condition=models.Q(outside_country=True) | ~models.Q(postal_code=""), name="postal_code_or_outside"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def supporter_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def words(self) -> LetterWords:
        return LetterWords(self.subject, self.opening, self.message, self.closing)
