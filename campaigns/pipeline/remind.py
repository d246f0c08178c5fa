"""Who has not confirmed their letter is reminded once."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import Campaign, CampaignPage, Letter, MailedAddress, Notice

BATCH = 500


def remind_unconfirmed() -> str:
    """Those alone whose confirmation mail was taken, while the campaign is open. Returns how many, in words."""
    due = Letter.objects.to_remind(signed_before=timezone.now() - settings.CONFIRMATION_REMINDER_AFTER)
    pages = CampaignPage.objects.filter(pk__in=due.order_by().values("page"))
    open_ones = [page.pk for page in pages if page.state == Campaign.Status.OPEN]
    return f"{sum(map(_remind, _one_by_one(due.filter(page__in=open_ones))))} supporters reminded"


def _one_by_one(letters: QuerySet[Letter]) -> Iterator[Letter]:
    """All of them, by pages: those that stay where they are must not stand in the way of the next."""
    last = 0
    while batch := list(letters.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


@transaction.atomic
def _remind(letter: Letter) -> bool:
    """Whether its owner has not had a reminder about this campaign before, of a letter that was dropped meanwhile."""
    due_at = MailedAddress.objects.turn(letter.email_key, letter.campaign, is_reminder=True)
    if due_at:
        Notice.objects.get_or_create(letter=letter, kind=Notice.Kind.REMINDER, defaults={"due_at": due_at})
    return bool(due_at)
