"""Proof: what takes hours goes as it should, on a simulated clock, with real workers and a real conversation."""

import time
from pathlib import Path

import pytest
from django.db import connection

from campaigns.models import Delivery, SendingSettings
from tests.clock_driver import ClockDriver
from tests.ledger import Ledger, wait_for
from tests.letters import recipients_of, write_letters
from tests.proofs.figures import own_address
from tests.sink import Sink, Taken
from tests.workers import Workers

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

HOUR = 3600.0


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture
def workers_with(sink, tmp_path: Path, page):
    """Makes a launcher with these settings, whose workers talk to the sink."""
    opened = []

    def launch(**options) -> Workers:
        opened.append(Workers(database=own_address(), mail=sink.url, log=tmp_path / "log", **options))
        return opened[-1].__enter__()

    yield launch
    for workers in opened:
        workers.__exit__()


@pytest.fixture
def uncapped(page):
    SendingSettings.objects.update(recipient_cap=None, domain_cap=None)


def most_in_an_hour(moments: list[float]) -> int:
    moments = sorted(moments)
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - HOUR:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_a_cap_of_one_domain_with_four_workers(page, sink, workers_with, report):
    """The server is slow at first; more letters are signed while others wait in line; those to others pass them by."""
    cap, at_first, behind, later, others = 60, 60, 120, 60, 1000
    SendingSettings.objects.update(recipient_cap=None, domain_cap=cap)
    workers, members = workers_with(), recipients_of({"capped.example.org": 4})
    clock = ClockDriver(workers, connection.cursor())
    sink.answer_after(1)
    write_letters(at_first, page=page, to=members)
    workers.start(4)
    wait_for(lambda: sink.count() == at_first, within=60)
    sink.answer_after(0)
    write_letters(behind, page=page, to=members)
    write_letters(others, page=page, to=recipients_of({f"d{n}.example.org": 2 for n in range(others // 50)}))
    others_took = seconds_until(lambda: sum("capped" not in one.recipient for one in sink.taken()) == others)
    clock.run(hours=1.5, within=60)
    write_letters(later, page=page, to=members)
    clock.run(within=240)
    taken = [one for one in sink.taken() if "capped" in one.recipient]
    moments = [workers.simulated(one.at) for one in taken]
    most, hours = most_in_an_hour(moments), (max(moments) - min(moments)) / HOUR
    figures = {"most_in_an_hour": most, "hours": f"{hours:.2f}", "overtaken": overtaken(taken)}
    ledger = Ledger.of(connection.cursor(), sink.taken())
    failures = ledger.failures + (most > cap) + (hours > 1.05 * len(taken) / cap) + (overtaken(taken) > cap)
    report(n=len(ledger.rows), failures=failures, others_took=f"{others_took:.1f}s", **figures, **ledger.figures)


def seconds_until(what) -> float:
    started = time.time()
    wait_for(what, within=120)
    return time.time() - started


def overtaken(taken: list[Taken]) -> int:
    """By how many places a letter that was signed earlier left later, at most."""
    order = {
        mail: place for place, mail in enumerate(Delivery.objects.order_by("pk").values_list("message_id", flat=True))
    }
    places = [order[one.message_id] for one in sorted(taken)]
    ranked = sorted(places)
    rank = {place: n for n, place in enumerate(ranked)}
    return max(n - rank[place] for n, place in enumerate(places))
