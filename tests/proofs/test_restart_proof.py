"""Proof: workers come and go, stand still, and run on several hosts: no letter is lost or doubled."""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from tests.ledger import Ledger, wait_for, wait_for_more, wait_until_settled
from tests.letters import write_letters
from tests.proofs.figures import SEED

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

STOP_WITHIN = 10.0  # seconds
OTHER_HOST = ["unshare", "--uts", "--pid", "--fork", "--kill-child", "sh", "-c", 'hostname other; exec "$@"', "sh"]
PROGRAM = ("cms", "campaigns", "home", "templates", "tests", "manage.py")
LOCK = "SELECT 1 FROM campaigns_pace WHERE key LIKE 'day:%' FOR UPDATE NOWAIT"


def test_fifty_rolling_restarts(page, uncapped, sink, launch, report):
    """The older of two workers is stopped and another one started, fifty times while letters leave."""
    restarts, letters = 50, 5000
    workers = launch()
    sink.answer_after(0.02)
    write_letters(letters, page=page)
    workers.start(2)
    ended = []
    for _ in range(restarts):
        wait_for_more(sink, 40, within=30, at_most=letters)
        ended.append(workers.stop(workers.pids[0]))
        workers.start()
    sink.answer_after(0)
    wait_until_settled(connection.cursor(), within=120)
    ledger = Ledger.of(connection.cursor(), sink.taken())
    slowest = max(seconds for _, seconds in ended)
    failures = (
        ledger.failures + ledger.figures["doubts"] + (slowest > STOP_WITHIN) + sum(code != 0 for code, _ in ended)
    )
    report(n=letters, failures=failures, restarts=restarts, slowest_stop=f"{slowest:.1f}s", **ledger.figures)


@pytest.fixture
def other_host(tmp_path: Path) -> dict:
    """Another folder with the program in it, and where the system lets us another host's name and process ids."""
    folder = tmp_path / "other"
    for name in PROGRAM:
        source = settings.ROOT / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder)
    can_unshare = shutil.which("unshare") and subprocess.run([*OTHER_HOST, "true"], capture_output=True).returncode == 0
    return {"cwd": folder, "log": tmp_path / "other.log", "prefix": OTHER_HOST if can_unshare else []}


def test_workers_on_two_hosts(page, uncapped, sink, launch, other_host, report):
    """They share the database alone; the other host's clock is ahead. Workers are killed on both."""
    letters, kills, ahead = 3000, 12, 20.0
    chance, hosts = random.Random(SEED), [launch(), launch(**other_host)]
    hosts[1].advance(ahead)
    write_letters(letters, page=page)
    for host in hosts:
        host.start(2)
    for _ in range(kills):
        wait_for_more(sink, 150, within=30, at_most=letters)
        host = chance.choice(hosts)
        host.kill(chance.choice(host.pids))
        host.start()
    wait_until_settled(connection.cursor(), within=150)
    ledger = Ledger.of(connection.cursor(), sink.taken())
    names = 2 if other_host["prefix"] else 1
    report(n=letters, failures=ledger.failures, kills=kills, hosts=2, host_names=names, **ledger.figures)


def test_a_frozen_worker_holds_nobody_up(page, uncapped, sink, launch, report):
    """One of two workers stands still in the midst of a transaction, as on a host that lost its network."""
    letters, within = 2000, 100.0
    workers = launch(settings={"LETTERS_A_DAY": 100_000})
    write_letters(letters, page=page)
    workers.start(2)
    wait_for(lambda: sink.count() > 50, within=30, every=0.01)
    frozen = workers.pids[0]
    freeze_with_lock(frozen, connection.cursor())
    started = time.monotonic()
    try:
        wait_for(lambda: sink.count() >= letters - 150, within=within)
    finally:
        os.kill(frozen, signal.SIGCONT)
    took = time.monotonic() - started
    wait_until_settled(connection.cursor(), within=150)
    ledger = Ledger.of(connection.cursor(), sink.taken())
    report(n=letters, failures=ledger.failures, others_took=f"{took:.1f}s", **ledger.figures)


def freeze_with_lock(pid: int, cursor: Any) -> None:
    """While it holds the lock of the day's cap, which every worker needs."""
    for _ in range(500):
        os.kill(pid, signal.SIGSTOP)
        if all(is_locked(cursor) for _ in range(10)):
            return
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.02)
    raise AssertionError("never caught with the lock")


def is_locked(cursor: Any) -> bool:
    time.sleep(0.1)  # the other worker has it for less
    try:
        cursor.execute(LOCK)
    except OperationalError:
        return True
    return False
