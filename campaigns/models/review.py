"""Links for people without an account, a lawyer say: whoever has one sees the previews of a campaign's drafts."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LASTS = timedelta(days=14)


def _signer() -> Signer:
    return Signer(salt="campaigns.review_link", sep=".")


def in_two_weeks() -> datetime:
    return timezone.now() + LASTS


class ReviewLinkQuerySet(models.QuerySet):
    def of(self, key: uuid.UUID):
        """The links to the drafts of one campaign, newest first."""
        return self.filter(key=key).select_related("created_by")

    def for_token(self, token: str) -> "ReviewLink | None":
        """The link that `token` was made for, over or not; None where we never made it."""
        try:
            return self.filter(pk=_signer().unsign(token)).first()
        except BadSignature:
            return None

    def revoke(self) -> int:
        """How many links this ended: none where somebody was faster."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class ReviewLink(models.Model):
    """Its address is signed, not stored: no copy of the database opens it without our SECRET_KEY."""

    key = models.UUIDField(_("key"), db_index=True, editable=False)  # of the campaign's pages
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), default=in_two_weeks)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("review link")
        verbose_name_plural = _("review links")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()

    @property
    def token(self) -> str:
        return _signer().sign(str(self.pk))

    @property
    def url(self) -> str:
        """In the language that is active."""
        return settings.SITE_URL + reverse("review", args=[self.token])
