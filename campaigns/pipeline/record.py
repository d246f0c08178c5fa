"""What connections report becomes rows: everything that has come in at once, in one transaction."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import transaction

from campaigns.bounces import is_dead_mailbox
from campaigns.models import Delivery, Lane, Notice
from campaigns.models.outbox import OutgoingQuerySet
from campaigns.models.reasons import Reason
from campaigns.pipeline.connections import Report
from campaigns.pipeline.orders import Orders, next_day, take_of_today
from campaigns.pipeline.track import note_bounces
from campaigns.transports.base import Answer, Outcome

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
ATTEMPTS = 24  # after the steps above one every six hours: five days in all
JITTER = 0.2  # so that what was refused together does not come again together


def record(reports: Sequence[Report], *, worker: str, orders: Orders) -> list[Report]:
    """Mark what came of each letter, and which ones leave now: their reports are returned, to be let go.

    Safe to be repeated when the database was lost in between. Only rows that are still in this worker's hands change.
    """
    with transaction.atomic():
        for report in reports:
            if report.answer and report.answer.outcome is not Outcome.SENT:
                _settle(report, report.answer, worker)
        _mark_sent([report for report in reports if report.answer and report.answer.outcome is Outcome.SENT], worker)
        may_go = _let_go([report for report in reports if report.answer is None], worker, orders)
    if unreached := set(_unreached(reports)):
        note_bounces(unreached)
    return may_go


def _unreached(reports: Sequence[Report]) -> Iterator[int]:
    """Recipients whose mailbox the server says is none."""
    for report in reports:
        mail, answer = report.parcel.mail, report.answer
        is_refused = answer is not None and answer.outcome is Outcome.REFUSED and is_dead_mailbox(answer.reason)
        if is_refused and isinstance(mail, Delivery) and mail.recipient_id and not report.parcel.is_test:
            yield mail.recipient_id


def _mark_sent(reports: Sequence[Report], worker: str) -> None:
    for queue, _is_test, ids in _grouped(reports):
        queue.objects.mark_sent(ids, worker=worker)


def _let_go(reports: Sequence[Report], worker: str, orders: Orders) -> list[Report]:
    ready = [report for report in reports if _is_still_ordered(report, worker, orders)]
    granted = take_of_today(len(ready))
    for report in ready[granted:]:
        _row(report, worker).release(due_at=next_day())
    won: set[tuple[type, int]] = set()
    for queue, is_test, ids in _grouped(ready[:granted]):
        won.update((queue, pk) for pk in queue.objects.hand_over(ids, worker=worker, is_test=is_test))
    return [report for report in ready if (report.parcel.queue, report.parcel.mail.pk) in won]


def _is_still_ordered(report: Report, worker: str, orders: Orders) -> bool:
    """Staff may have stopped it since it was claimed. A receipt goes, whatever became of the campaign."""
    mail = report.parcel.mail
    if orders.is_stopped:
        _row(report, worker).release()
    elif isinstance(mail, Delivery) and mail.letter.campaign_id in orders.paused:
        _row(report, worker).hold(Reason.PAUSED)
    else:
        return True
    return False


def _settle(report: Report, answer: Answer, worker: str) -> None:
    row, attempts = _row(report, worker), report.parcel.mail.attempts
    match answer.outcome:
        case Outcome.LATER if attempts + 1 < ATTEMPTS:
            row.retry(after=_put_off(attempts), reason=answer.reason)
        case Outcome.LATER | Outcome.REFUSED:
            row.mark_failed(answer.reason, is_test=report.parcel.is_test)
        case Outcome.IN_DOUBT:
            row.mark_in_doubt(Reason.BROKEN_OFF)
        case Outcome.LANE_DOWN | Outcome.IDENTITY_REFUSED:
            row.take_back() if report.has_left else row.release()
            if answer.outcome is Outcome.IDENTITY_REFUSED:
                Lane.objects.stop(answer.reason)


def _put_off(attempts: int) -> timedelta:
    return BACK_OFF[min(attempts, len(BACK_OFF) - 1)] * random.uniform(1, 1 + JITTER)


def _grouped(reports: Iterable[Report]) -> Iterable[tuple[type[Delivery] | type[Notice], bool, list[int]]]:
    groups: dict[tuple[type[Delivery] | type[Notice], bool], list[int]] = {}
    for report in reports:
        groups.setdefault((report.parcel.queue, report.parcel.is_test), []).append(report.parcel.mail.pk)
    return [(queue, is_test, ids) for (queue, is_test), ids in groups.items()]


def _row(report: Report, worker: str) -> OutgoingQuerySet:
    row: OutgoingQuerySet = report.parcel.queue.objects.filter(pk=report.parcel.mail.pk).in_hands_of(worker)
    return row
