"""A million letters: what happens often finds its rows as fast as before. `make prove`."""

import time

import pytest

from campaigns.metrics import as_openmetrics
from tests.crowd import gather
from tests.plans import scans

LETTERS = 1_000_000
METRICS_WITHIN = 0.5  # seconds


@pytest.mark.proof
@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_million_letters_change_no_plan(page, minister, answers, admin_client, report):
    started = time.perf_counter()
    gather(LETTERS, page, minister)
    gathered = time.perf_counter() - started
    number, wrong = scans(page, answers, admin_client)
    started = time.perf_counter()
    as_openmetrics()
    told = time.perf_counter() - started
    assert wrong == []
    figures = {"gathered": f"{gathered:.0f}s", "metrics": f"{told * 1000:.0f}ms"}
    report(n=number, failures=int(told > METRICS_WITHIN), **figures)
