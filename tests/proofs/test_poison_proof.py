"""Proof: letters that the mail server does not bear delay no other."""

import time

import pytest
from django.db import connection

from campaigns.models import Delivery, Recipient
from campaigns.models.states import Status
from tests.ledger import Ledger, wait_for
from tests.letters import recipients_of, write_letters
from tests.sink import Sink

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

LETTERS, POISON, SLACK = 10_000, 100, 1.5
TREATMENTS = (
    "RCPT drop",
    "RCPT 550 5.1.1 nobody",
    "RCPT 451 4.3.0 later",
    "DATA 554 5.7.1 no",
    "DOT 451 4.3.0 later",
    "DOT drop",
)


def test_a_hundred_poison_letters_among_ten_thousand(page, uncapped, sink, launch, report):
    """The others take hardly longer than a part of as many that leave alone, in the same run."""
    good, bad = recipients_of({"example.com": 99}), recipients_of({"example.org": POISON})
    for n, one in enumerate(bad):
        sink.treat(one.email, TREATMENTS[n % len(TREATMENTS)])
    workers, part = launch(), 4
    write_letters(LETTERS // part, page=page, to=good)
    workers.start(2)
    alone = seconds_until_taken(sink, LETTERS // part) * part
    for pk in workers.pids[:]:
        workers.stop(pk)
    write_letters(LETTERS, page=page, to=spread(good, bad))
    workers.start(2)
    among = seconds_until_taken(sink, LETTERS // part + LETTERS - POISON)
    wait_for(lambda: not Delivery.objects.filter(status__in=(Status.CLAIMED, Status.HANDING_OVER)).exists(), within=30)
    ledger = Ledger.of(connection.cursor(), sink.taken())
    by_status = {status: sum(row.status == status for row in ledger.rows) for status in Status}
    others = by_status[Status.SENT] - LETTERS // part
    failures = len(ledger.silent_doubles) + (LETTERS - POISON - others) + (among > SLACK * alone)
    figures = {name: by_status[name] for name in ("failed", "queued", "in_doubt")}
    report(n=LETTERS, failures=failures, among_poison=f"{among:.1f}s", alone=f"{alone:.1f}s", others=others, **figures)


def spread(good: list[Recipient], bad: list[Recipient]) -> list[Recipient]:
    """A poison one after each 99 others."""
    return [one for poison in bad for one in (*good, poison)]


def seconds_until_taken(sink: Sink, number: int) -> float:
    started = time.monotonic()
    wait_for(lambda: sink.count() >= number, within=240)
    return time.monotonic() - started
