"""Why a mail is in its state. What a mail server or provider said is kept as its own code: 550 5.1.1 at RCPT."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    PAUSED = "paused", _("The campaign is paused")
    IN_LINE = "in line", _("Waits for its turn: as many letters leave in an hour as the recipient is asked to take")
    CAMPAIGN_ENDED = "campaign ended", _("The campaign ended before anybody was found to write to")
    UNREACHABLE = "unreachable", _("The recipient is failing, blocked or no longer in office")
    DISSOLVED = "dissolved", _("The recipient's house is dissolved")
    NOT_COMPOSED = "not composed", _("The letter could not be put together")
    WORKER_DIED = "worker died", _("A worker died while the mail server took the letter")
    BROKEN_OFF = "broken off", _("The connection ended before the mail server had confirmed the letter")
    VACANT = "vacant", _("Nobody sits for the riding")
    SEVERAL_RIDINGS = "several ridings", _("The postal code lies in several ridings")
    CODE_NOT_FOUND = "postal code not found", _("The postal code is not known")
    NOBODY_ANSWERS = "nobody answers", _("Nobody could be asked about the postal code just now")
    HAS_IT_ALREADY = "gets the letter already", _("The recipient gets the letter in another office")
    WITHDRAWN = "withdrawn", _("The supporter has withdrawn the letter")
    ERASED = "erased", _("The supporter has had the letter erased")
    INVALID = "invalid", _("The letter is nobody's own")
    SENDER_LISTED = "sender listed", _("Staff want to see letters from this sender first")
    RESTORED = "restored", _("The site was restored from a backup: the letter may have left since it was made")
    RESTORED_HELD = (
        "restored, held",
        _("The site was restored from a backup: it was held then, and may have left since"),
    )
    EXPIRED = "expired", _("The time is over for which the letter is kept")
    NOT_RESOLVED = "not resolved in time", _("Nobody could be found in time")
