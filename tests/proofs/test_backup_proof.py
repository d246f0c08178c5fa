"""Proof: a backup is made while workers send, a thousand more letters follow, it is restored and started again: none is
sent twice, and what differs is listed."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from campaigns.models import Delivery, Letter, SendingSettings
from tests.ledger import wait_for
from tests.letters import write_letters

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

BEFORE, MORE, AFTER = 1_000, 1_000, 200  # letters


@pytest.mark.parametrize("is_lost", [False, True], ids=["replaced", "lost"])
def test_restored_and_started_again(page, uncapped, sink, launch, report, tmp_path: Path, settings, is_lost):
    settings.MEDIA_ROOT = tmp_path / "media"
    workers = launch()
    write_letters(BEFORE, page=page)
    workers.start(2)
    wait_for(lambda: sink.count() > BEFORE / 4, within=60)
    call_command("backup", tmp_path, stdout=StringIO())
    write_letters(MORE, page=page)
    wait_for(lambda: sink.count() == BEFORE + MORE, within=120)
    stop(workers)
    if is_lost:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("restore", next(tmp_path.glob("backup-*")), "--replace", stdout=StringIO())
    restored, doubtful = Letter.objects.count(), Delivery.objects.filter(status="in_doubt").count()
    SendingSettings.objects.update(stopped=False)
    workers.start(2)
    write_letters(AFTER, page=page)
    wait_for(lambda: sink.count() >= BEFORE + MORE + AFTER, within=120)
    stop(workers)
    taken = Counter(one.message_id for one in sink.taken())
    twice = sum(times > 1 for times in taken.values())
    listed = [row for file in tmp_path.glob("*.csv") for row in list(csv.reader(file.open()))[1:]]
    unlisted = 0 if is_lost else MORE - sum(row[3] == "" for row in listed)
    failures = twice + (restored != BEFORE) + unlisted + (bool(doubtful) != is_lost)
    report(n=sink.count(), failures=failures, twice=twice, in_doubt=doubtful, listed=len(listed), restored=restored)


def stop(workers) -> None:
    for pid in list(workers.pids):
        workers.stop(pid)
