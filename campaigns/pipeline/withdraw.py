"""A supporter takes their letter back: what has not left stays here. What a worker has in hand is left to it."""

from django.db import transaction
from django.utils import timezone

from campaigns.models import Letter, LetterTally, MailedAddress
from campaigns.models.reasons import Reason
from campaigns.models.states import Status


@transaction.atomic
def withdraw_letter(letter: Letter) -> int:
    """How many mails this kept from leaving. A letter of which nothing left is not counted any more, and its supporter
    may sign again; what is in a worker's hands now and comes back is stopped by `settle_withdrawn`."""
    MailedAddress.objects.prove(letter.email_key)
    Letter.objects.accepted().filter(pk=letter.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    return stop(letter)


def stop(letter: Letter, *, reason: Reason = Reason.WITHDRAWN) -> int:
    """Cancel what has not left. Call it in a transaction, once the letter is marked as withdrawn."""
    stopped: int = letter.deliveries.cancel_not_left(reason)
    if not letter.deliveries.exclude(status=Status.CANCELLED).exists():
        _uncount(letter)
    return stopped


def _uncount(letter: Letter) -> None:
    """Once, however many ask at the same time."""
    if Letter.objects.filter(pk=letter.pk).uncount():
        LetterTally.objects.add(letter.campaign, -1)
