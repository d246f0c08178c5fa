"""Proof: what staff stop has stopped within a second, in every worker, and goes on when they say so."""

import time
from pathlib import Path

import pytest
from django.db import connection

from campaigns.models import Campaign, Delivery, SendingSettings
from campaigns.models.states import Status
from tests.ledger import Ledger, wait_for, wait_until_settled
from tests.letters import write_letters
from tests.proofs.figures import own_address
from tests.sink import Sink
from tests.workers import Workers

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

LETTERS, TIMES, WITHIN = 2000, 10, 1.0  # seconds


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture
def uncapped(page):
    SendingSettings.objects.update(recipient_cap=None, domain_cap=None)


def stop_everything() -> None:
    SendingSettings.objects.update(stopped=True)


def go_on() -> None:
    SendingSettings.objects.update(stopped=False)


def pause() -> None:
    Campaign.objects.update(status=Campaign.Status.PAUSED)


def resume() -> None:
    Campaign.objects.update(status=Campaign.Status.OPEN)
    Delivery.objects.filter(status=Status.HELD).queue_held()


@pytest.mark.parametrize(("stop", "start"), [(stop_everything, go_on), (pause, resume)])
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.4])
def test_nothing_leaves_a_second_after_staff_stop_it(uncapped, page, sink, tmp_path: Path, report, stop, start, delay):
    """Ten times, with two workers that have a full batch in hand, at a server that takes `delay` for each answer."""
    sink.answer_after(delay)
    late, slowest = 0, 0.0
    with Workers(database=own_address(), mail=sink.url, log=tmp_path / "log") as workers:
        workers.start(2)
        for _ in range(TIMES):
            write_letters(LETTERS // TIMES if delay < 0.4 else 40, page=page)
            enough = sink.count() + 5
            wait_for(lambda enough=enough: sink.count() > enough, within=30, every=0.01)
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
