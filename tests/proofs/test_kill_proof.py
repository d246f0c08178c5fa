"""Proof: workers that are killed while letters leave lose none, and double none but those that they list in doubt."""

import random
from pathlib import Path

import pytest
from django.db import connection

from tests import scenes
from tests.ledger import Ledger, wait_until_settled
from tests.letters import write_letters
from tests.proofs.figures import SEED

pytestmark = pytest.mark.proof

CONNECTIONS = 4  # of one worker
TAIL = 150.0  # seconds for what the last kill left behind: taken for dead, in doubt, sent again


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_killed_among_many_letters(page, uncapped, sink, launch, report):
    letters, kills, cursor = 20_000, 200, connection.cursor()
    write_letters(letters, page=page)
    chance = random.Random(SEED)
    most = scenes.kill_workers(launch(), sink, cursor, letters=letters, kills=kills, chance=chance)
    wait_until_settled(cursor, within=TAIL)
    ledger = Ledger.of(cursor, sink.taken())
    failures = ledger.failures + (most > CONNECTIONS)
    report(n=letters, failures=failures, kills=kills, most_in_doubt_per_kill=most, **ledger.figures)


@pytest.mark.parametrize(("number", "kills"), [(1, 20), (2, 0)])
def test_workers_on_one_sqlite_file(sink, tmp_path: Path, report, number, kills):
    """One that is killed; and two side by side, which SQLite is not meant for: they do no harm."""
    letters, chance = 500, random.Random(SEED)
    launcher, database = scenes.launcher_for_file(tmp_path, sink, constants={"campaigns.pipeline.send.BATCH": 20})
    sink.answer_after(0.01)
    with launcher as workers:
        workers.order("write letters", how={"number": letters})
        most = scenes.kill_workers(
            workers, sink, database.cursor(), number=number, letters=letters, kills=kills, chance=chance
        )
        wait_until_settled(database.cursor(), within=TAIL)
    ledger = Ledger.of(database.cursor(), sink.taken())
    failures = ledger.failures + (most > CONNECTIONS)
    report(n=letters, failures=failures, kills=kills, workers=number, most_in_doubt_per_kill=most, **ledger.figures)
