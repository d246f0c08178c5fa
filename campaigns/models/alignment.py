"""When two languages of a campaign last said the same, and what they said then."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AlignmentQuerySet(models.QuerySet):
    def declare(
        self,
        page,
        lead,
        *,
        by: AbstractBaseUser | None = None,
        lead_words: dict[str, Any] | None = None,
        own_words: dict[str, Any] | None = None,
    ) -> "Alignment":
        """The translation `page` says what `lead` says. Words that are not given are those of the newest drafts."""
        said = {
            "lead": lead,
            "lead_words": lead.newest_written if lead_words is None else lead_words,
            "own_words": page.newest_written if own_words is None else own_words,
            "said_at": timezone.now(),
            "said_by": by,
        }
        return self.update_or_create(page=page, defaults=said)[0]


class Alignment(models.Model):
    """A translation and its lead page as they were when somebody said that they are in line, or when the translation
    was made. What has changed since is found by comparing, whenever it is asked."""

    page = models.OneToOneField("campaigns.CampaignPage", on_delete=models.CASCADE, related_name="alignment")
    lead = models.ForeignKey("campaigns.CampaignPage", on_delete=models.CASCADE, related_name="+")
    # As `Written.written` has them; empty for the one that was still to be translated.
    lead_words = models.JSONField(encoder=DjangoJSONEncoder)
    own_words = models.JSONField(encoder=DjangoJSONEncoder)
    said_at = models.DateTimeField(_("said"), default=timezone.now)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("said by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AlignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("alignment of two languages")
        verbose_name_plural = _("alignments of languages")

    def __str__(self) -> str:
        return f"{self.page_id} / {self.lead_id}"
