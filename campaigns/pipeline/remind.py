"""Who has not confirmed their letter is reminded once."""

from django.conf import settings
from django.utils import timezone

from campaigns.models import Campaign, Letter, Notice

BATCH = 500


def remind_unconfirmed() -> str:
    """Those alone whose confirmation mail was taken, while the campaign is open. Returns how many, in words."""
    since = timezone.now() - settings.CONFIRMATION_REMINDER_AFTER
    letters = list(Letter.objects.to_remind(signed_before=since)[:BATCH])
    open_ones = [letter for letter in letters if letter.page.state == Campaign.Status.OPEN]
    for letter in open_ones:
        Notice.objects.get_or_create(letter=letter, kind=Notice.Kind.REMINDER)
    return f"{len(open_ones)} supporters reminded"
