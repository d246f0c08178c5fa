"""Proof: however the upstream fails, a lookup ends in time and with an answer or a named trouble; limits hold for all.

Real processes and threads, so on PostgreSQL; the shared limits on an SQLite file too. Seed: PROOF_SEED.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.lookup import LookupUnavailable, breaker, find, represent
from campaigns.lookup.base import Resting
from campaigns.models import LookupAnswer, Upstream
from tests import factories
from tests.fake_represent import ANSWERING, FAILING, FakeRepresent, postal_codes
from tests.proofs.figures import SEED, own_address, p95

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PROCESSES, LOOKUPS = 4, 100


@pytest.fixture
def codes() -> list[str]:
    """In an order of their own for each seed."""
    return random.Random(SEED).sample(postal_codes(2000), PROCESSES * LOOKUPS)


@pytest.fixture
def house(db):
    return factories.DistrictFactory(code="35001").legislature


@pytest.fixture
def upstream(settings, house, codes):
    """Represent, which knows all codes."""
    with FakeRepresent() as fake:
        for code in codes:
            fake.know(code, listed=["35001"])
        settings.REPRESENT_URL = fake.url
        yield fake


def look_up(code: str, house) -> tuple[str, float]:
    """What came of it, and after how many seconds."""
    start = time.perf_counter()
    try:
        name = type(find(code, house)).__name__
    except LookupUnavailable as trouble:
        name = type(trouble).__name__
    except Exception as surprise:
        name = f"unexpected {surprise!r}"
    return name, time.perf_counter() - start


def is_expected(mode: str, outcome: str) -> bool:
    named = {"Answer", "BudgetSpent"} if mode in ANSWERING else {"NoAnswer", "BadAnswer", "Resting"}
    return outcome in named


def together(codes: list[str], house, *, threads: int) -> list[tuple[str, float]]:
    """Looks all codes up, in so many threads."""

    def share(number: int) -> list[tuple[str, float]]:
        try:
            return [look_up(code, house) for code in codes[number::threads]]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [outcome for outcomes in pool.map(share, range(threads)) for outcome in outcomes]


def test_every_way_to_fail(upstream, house, codes, report):
    """100 lookups in each mode: the breaker opens, and from then on a lookup costs next to nothing."""
    failures, resting = 0, []
    for mode in [*ANSWERING, *FAILING]:
        Upstream.objects.all().delete()
        LookupAnswer.objects.all().delete()
        upstream.mode = mode
        outcomes = together(codes[:LOOKUPS], house, threads=4)
        failures += sum(not is_expected(mode, name) for name, _seconds in outcomes)
        resting += [seconds for name, seconds in outcomes if name == Resting.__name__]
    failures += (p95(resting) > 0.05) + upstream.redirects_followed
    n = LOOKUPS * len(ANSWERING | set(FAILING))
    figures = {"resting": len(resting), "resting_p95": f"{p95(resting) * 1000:.1f}ms"}
    report(n=n, failures=failures, redirects=upstream.redirects_followed, **figures)


@pytest.mark.parametrize("mode", ["hang", "drip", "drip_headers"])
def test_nobody_waits_long(upstream, house, codes, report, monkeypatch, mode):
    """100 lookups that all go out, eight at a time, as if there were neither breaker nor budget."""
    monkeypatch.setattr(breaker, "FAILURES", 10_000)
    monkeypatch.setattr(represent, "CALLS_A_MINUTE", 10_000)
    upstream.mode = mode
    outcomes = together(codes[:LOOKUPS], house, threads=8)
    times = [seconds for _name, seconds in outcomes]
    failures = sum(name != "NoAnswer" for name, _seconds in outcomes)
    failures += (len(upstream.requests) != LOOKUPS) + (p95(times) > 2.7)
    report(n=LOOKUPS, failures=failures, p95=f"{p95(times):.2f}s", max=f"{max(times):.2f}s")


def in_processes(codes: list[str], database: str, upstream: FakeRepresent) -> Counter:
    """What came of the codes, dealt out to four processes that run together."""
    names = {"DJANGO_SETTINGS_MODULE": "tests.proofs.settings", "DATABASE_URL": database, "REPRESENT_URL": upstream.url}
    share = len(codes) // PROCESSES
    command = [sys.executable, "-m", "tests.proofs.lookup_process"]
    running = [
        subprocess.Popen([*command, *codes[n * share :][:share]], env=os.environ | names, stdout=subprocess.PIPE)
        for n in range(PROCESSES)
    ]
    outcomes: Counter = Counter()
    for process in running:
        printed, _errors = process.communicate(timeout=120)
        assert process.returncode == 0
        outcomes.update(json.loads(printed))
    return outcomes


@pytest.fixture(params=["postgresql", "sqlite"])
def database(request, tmp_path) -> str:
    """The address of a database with our tables: this test's own, or a new file."""
    if request.param == "postgresql":
        return own_address()
    url = f"sqlite:///{tmp_path / 'proof.sqlite3'}"
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=os.environ | {"DATABASE_URL": url}, check=True)
    return url


def test_four_processes_share_one_budget(upstream, codes, database, report):
    start = time.perf_counter()
    outcomes = in_processes(codes, database, upstream)
    assert time.perf_counter() - start < 60, "too slow a machine to prove it: the next minute's calls came too"
    calls = len(upstream.requests)
    failures = abs(calls - represent.CALLS_A_MINUTE) + (outcomes["Answer"] != calls)
    failures += outcomes.keys() != {"Answer", "BudgetSpent"}
    report(n=len(codes), failures=failures, calls=calls, processes=PROCESSES)


def test_four_processes_share_one_breaker(upstream, codes, database, report):
    """It opens for all at the fifth failure; calls that were on their way by then may still come in, one a process."""
    upstream.mode = "503"
    outcomes = in_processes(codes, database, upstream)
    calls = len(upstream.requests)
    failures = (not 5 <= calls < 5 + PROCESSES) + (outcomes["Resting"] != len(codes) - calls)
    report(n=len(codes), failures=failures, calls=calls, processes=PROCESSES)


def test_four_processes_send_one_probe(upstream, codes, report):
    """The minute's rest is over; whichever process comes first asks, in vain, and the others leave it alone."""
    ended = timezone.now() - timedelta(seconds=1)
    Upstream.objects.create(name=represent.SOURCE, failures=breaker.FAILURES, rests_until=ended)
    upstream.mode = "hang"
    outcomes = in_processes(codes, own_address(), upstream)
    failures = (len(upstream.requests) != 1) + (outcomes != {"NoAnswer": 1, "Resting": len(codes) - 1})
    report(n=len(codes), failures=failures, calls=len(upstream.requests), processes=PROCESSES)
