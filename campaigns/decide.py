"""Staff decide about mails that do not go their way by themselves: queue them again, hold or cancel them."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from campaigns.history import note
from campaigns.models import Campaign, Delivery
from campaigns.models.decisions import ARRIVED, CANCELLED, HELD, REQUEUED, DecisionQuerySet


class Choice(models.TextChoices):
    REQUEUE = "requeue", _("Send them, or send them again")
    ARRIVED = "arrived", _("They have arrived: mark them as sent")
    HOLD = "hold", _("Hold them")
    CANCEL = "cancel", _("Cancel them")


OUT_OF = {Choice.REQUEUE: REQUEUED, Choice.ARRIVED: ARRIVED, Choice.HOLD: HELD, Choice.CANCEL: CANCELLED}


@transaction.atomic
def decide(mails: DecisionQuerySet, *, choice: Choice, reason: str, by: AbstractBaseUser | None, selection: str) -> int:
    """How many of these deliveries, or notices, this changed; what a worker has in hand is left alone.

    The history of each campaign that they belong to says how many, why, and by which `selection` they were chosen;
    `by` nobody of the staff where a command did it.
    """
    chosen = mails.model.objects.filter(pk__in=mails.order_by().values("pk"))
    return sum(
        _decide(chosen, campaign, choice=choice, reason=reason, by=by, selection=selection)
        for campaign in Campaign.objects.filter(pk__in=chosen.values("letter__campaign"))
    )


def _decide(
    chosen: DecisionQuerySet,
    campaign: Campaign,
    *,
    choice: Choice,
    reason: str,
    by: AbstractBaseUser | None,
    selection: str,
) -> int:
    won = _move(chosen.filter(letter__campaign=campaign), choice, reason)
    if won:
        kind = "letters" if chosen.model is Delivery else "notices"
        note(campaign, f"{kind}_{choice.value}", letters=won, reason=reason, by=by, selection=selection)
    return won


def _move(mails: DecisionQuerySet, choice: Choice, reason: str) -> int:
    match choice:
        case Choice.REQUEUE:
            return mails.requeue()
        case Choice.ARRIVED:
            return mails.mark_arrived()
        case Choice.HOLD:
            return mails.hold_queued(reason)
        case Choice.CANCEL:
            return mails.cancel(reason)


def numbers_by_status(mails: DecisionQuerySet) -> dict[str, int]:
    counted = mails.order_by().values("status").annotate(number=Count("pk"))
    return {row["status"]: row["number"] for row in counted}


def open_choices(numbers: dict[str, int]) -> Iterable[tuple[Choice, int]]:
    """What may be decided about mails in these states, and how many each choice concerns."""
    for choice, states in OUT_OF.items():
        if concerned := sum(numbers.get(state, 0) for state in states):
            yield choice, concerned
