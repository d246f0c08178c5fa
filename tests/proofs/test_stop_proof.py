"""Proof: what staff stop has stopped within a second, in every worker, and goes on when they say so."""

import time

import pytest
from django.db import connection

from campaigns.models import Campaign, Delivery, SendingSettings
from campaigns.models.states import Status
from tests.ledger import Ledger, wait_for_more, wait_until_settled
from tests.letters import write_letters

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

TIMES, WITHIN = 10, 1.0  # seconds
LETTERS = {0.0: 300, 0.1: 60, 0.4: 30}  # each time, by how long the server takes for an answer: some seconds' worth


def stop_everything() -> None:
    SendingSettings.objects.update(stopped=True)


def go_on() -> None:
    SendingSettings.objects.update(stopped=False)


def pause() -> None:
    Campaign.objects.update(status=Campaign.Status.PAUSED)


def resume() -> None:
    """What was held when the pause came is queued again."""
    Campaign.objects.update(status=Campaign.Status.OPEN)
    Delivery.objects.filter(status=Status.HELD).queue_held()


@pytest.mark.parametrize(("stop", "start"), [(stop_everything, go_on), (pause, resume)])
@pytest.mark.parametrize("delay", LETTERS)
def test_nothing_leaves_a_second_after_staff_stop_it(uncapped, page, sink, launch, report, stop, start, delay):
    """Ten times, with two workers that have many letters in hand, at a server that takes `delay` for each answer."""
    sink.answer_after(delay)
    late, slowest = 0, 0.0
    launch().start(2)
    for _ in range(TIMES):
        write_letters(LETTERS[delay], page=page)
        wait_for_more(sink, 5, within=30)
        stop()
        stopped_at = time.time()
        time.sleep(WITHIN + 1)
        after = [one.at - stopped_at for one in sink.taken() if one.at > stopped_at]
        slowest = max([slowest, *after])
        late += sum(seconds > WITHIN for seconds in after)
        start()
    wait_until_settled(connection.cursor(), within=120)
    ledger = Ledger.of(connection.cursor(), sink.taken())
    failures = ledger.failures + late + ledger.figures["doubts"]
    report(n=len(ledger.rows), failures=failures, late=late, slowest=f"{slowest:.2f}s", **ledger.figures)
