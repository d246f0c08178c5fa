"""Who has not confirmed their letter is reminded once."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign, Letter, MailedAddress, Notice

BATCH = 500


def remind_unconfirmed() -> str:
    """Those alone whose confirmation mail was taken, while the campaign is open. Returns how many, in words."""
    since = timezone.now() - settings.CONFIRMATION_REMINDER_AFTER
    letters = list(Letter.objects.to_remind(signed_before=since)[:BATCH])
    open_ones = [letter for letter in letters if letter.page.state == Campaign.Status.OPEN]
    return f"{sum(map(_remind, open_ones))} supporters reminded"


@transaction.atomic
def _remind(letter: Letter) -> bool:
    """Whether its owner has not had a reminder about this campaign before, of a letter that was dropped meanwhile."""
    due_at = MailedAddress.objects.turn(letter.email_key, letter.campaign, is_reminder=True)
    if due_at:
        Notice.objects.get_or_create(letter=letter, kind=Notice.Kind.REMINDER, defaults={"due_at": due_at})
    return bool(due_at)
