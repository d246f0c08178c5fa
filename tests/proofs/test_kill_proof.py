"""Proof: workers that are killed while letters leave lose none, and double none but those that they list in doubt."""

import random
from pathlib import Path

import pytest
from django.db import connection

from campaigns.models import SendingSettings
from tests import scenes
from tests.ledger import Ledger
from tests.letters import write_letters
from tests.proofs.figures import SEED, own_address
from tests.sink import Sink
from tests.workers import Workers

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

LETTERS, KILLS, CONNECTIONS, WITHIN = 20_000, 200, 4, 300


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


def test_workers_killed_among_many_letters(page, sink, tmp_path: Path, report):
    SendingSettings.objects.update(recipient_cap=None, domain_cap=None)
    n = write_letters(LETTERS, page=page)
    with Workers(database=own_address(), mail=sink.url, log=tmp_path / "log") as workers:
        most = scenes.kill_workers(
            workers, sink, connection.cursor(), letters=n, kills=KILLS, chance=random.Random(SEED)
        )
    ledger = Ledger.of(connection.cursor(), sink.taken())
    failures = ledger.failures + (most > CONNECTIONS)
    report(n=n, failures=failures, kills=KILLS, most_in_doubt_per_kill=most, **ledger.figures)
