"""A supporter is told honestly of a letter that could not be delivered, once staff have had time to mend it."""

from datetime import timedelta

from django.utils import timezone

from campaigns.models import Delivery, Letter, Notice

TOLD_AFTER = timedelta(days=5)  # since the letter was signed
BATCH = 500


def tell_undelivered() -> str:
    """One notice a letter, however many of its recipients did not get it. Returns how many, in words."""
    lost = Delivery.objects.undelivered_since(timezone.now() - TOLD_AFTER).values("letter")
    untold = (
        Letter.objects.filter(pk__in=lost).filter(withdrawn_at=None).exclude(notices__kind=Notice.Kind.NOT_DELIVERED)
    )
    letters = list(untold[:BATCH])
    for letter in letters:
        Notice.objects.get_or_create(letter=letter, kind=Notice.Kind.NOT_DELIVERED)
    return f"{len(letters)} supporters told"
