"""A worker takes what is due: no other worker gets the same mail, and no cap is passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.models import CampaignPage, Delivery, District, Letter, Notice, Recipient
from campaigns.models.outbox import OutgoingQuerySet
from campaigns.models.reasons import Reason
from campaigns.pipeline.orders import Orders
from campaigns.pipeline.pace import Candidate, admit

Mail = Delivery | Notice


@dataclass(frozen=True)
class Claimed:
    """What was taken, of the `seen` rows that were due: some are held or put off instead."""

    mails: list[Mail]
    seen: int


def claim_letters(*, worker: str, limit: int, orders: Orders) -> Claimed:
    """Up to `limit` letters, ready to be composed. Those of paused campaigns are held, those over a cap put off."""
    with transaction.atomic():
        due = sorted(_lock_due(limit), key=lambda one: one.pk)  # who signed first goes first
        paused = [one.pk for one in due if one.campaign in orders.paused]
        Delivery.objects.filter(pk__in=paused).hold_queued(Reason.PAUSED)
        candidates = [one for one in due if one.campaign not in orders.paused]
        admission = admit(candidates, recipient_cap=orders.recipient_cap, domain_cap=orders.domain_cap)
        for pk, until in admission.later.items():
            Delivery.objects.filter(pk=pk).put_off(until, reason=Reason.IN_LINE)
        Delivery.objects.filter(pk__in=admission.now).claim(worker=worker)
    return Claimed(_taken(Delivery.objects.filter(pk__in=admission.now), worker), len(due))


def claim_notices(*, worker: str, limit: int) -> Claimed:
    with transaction.atomic():
        due = Notice.objects.due().select_for_update(skip_locked=True, of=("self",))
        ids = list(due.values_list("pk", flat=True)[:limit])
        Notice.objects.filter(pk__in=ids).claim(worker=worker)
    return Claimed(_taken(Notice.objects.filter(pk__in=ids), worker), len(ids))


def _lock_due(limit: int) -> Iterable[Candidate]:
    due = Delivery.objects.due().select_for_update(skip_locked=True, of=("self",))
    has_had_turn = Q(reason=Reason.IN_LINE) | Q(attempts__gt=0) | Q(doubts__gt=0)
    rows = due.values_list("pk", "letter__campaign", "recipient", "recipient__email", has_had_turn)
    for pk, campaign, recipient, address, had_turn in rows[:limit]:
        yield Candidate(pk, campaign, recipient, address.rpartition("@")[2].lower(), had_turn)


def _taken(mails: OutgoingQuerySet, worker: str) -> list[Mail]:
    """What was really claimed, in order, ready to be composed. Many letters of few pages, ridings and recipients share
    each one's object."""
    claimed = list(mails.in_hands_of(worker).to_compose().order_by("due_at", "pk"))
    letters = [mail.letter for mail in claimed]
    _share(letters, "page", CampaignPage.objects.select_related("locale"))
    _share(letters, "district", District.objects.all())
    _share(
        [mail for mail in claimed if isinstance(mail, Delivery)],
        "recipient",
        Recipient.objects.select_related("district__legislature"),
    )
    return claimed


def _share(owners: Sequence[Letter | Delivery], name: str, rows: QuerySet[Any]) -> None:
    found = rows.in_bulk({pk for owner in owners if (pk := getattr(owner, f"{name}_id"))})
    for owner in owners:
        setattr(owner, name, found.get(getattr(owner, f"{name}_id")))
