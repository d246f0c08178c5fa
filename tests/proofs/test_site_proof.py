"""Proof: however the upstream fails, a running site answers in time and every supporter can send their letter.

Gunicorn with four processes, PostgreSQL, 100 look-ups and 100 supporters in each mode, together. Seed: PROOF_SEED.
"""

import random
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from campaigns.lookup import represent
from campaigns.models import CampaignPage, Letter, LookupAnswer, Upstream
from tests import factories
from tests.fake_represent import ANSWERING, FAILING, FakeRepresent, postal_codes
from tests.letters import shown
from tests.proofs.figures import SEED, own_address, p95
from tests.proofs.running_site import Answer, RunningSite, running_site

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PROCESSES, PEOPLE = 4, 100
THREADS = 4  # of visitors, at the form and at the look-up each
LOCAL, SHARED = "K1A0A6", "K2A0A1"  # in one riding, and in two, of the local table


@pytest.fixture
def upstream(district):
    """Represent, which knows codes that the local table lacks."""
    factories.PostalCodeFactory(code=SHARED, district=district)
    factories.PostalCodeFactory(code=SHARED, district=factories.DistrictFactory())
    with FakeRepresent() as fake:
        for code in codes():
            fake.know(code, listed=[district.code])
        yield fake


@pytest.fixture
def site(upstream, page, tmp_path):
    names = {"DATABASE_URL": own_address(), "REPRESENT_URL": upstream.url}
    with running_site(processes=PROCESSES, log=tmp_path / "answers.log", **names) as site:
        yield site


def codes() -> list[str]:
    """In an order of their own for each seed, without those of the local table."""
    known = [code for code in postal_codes(2000) if code != LOCAL]
    return random.Random(SEED).sample(known, 4 * PEOPLE)


def by_many(job: Callable, *arguments: Sequence) -> list:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(job, *arguments))


def look_up(site: RunningSite, page: CampaignPage, code: str) -> Answer:
    return site.post(f"/en/write/{page.pk}/recipients/", {"postal_code": code})


def write(site: RunningSite, page: CampaignPage, who: str, code: str) -> list[Answer]:
    """All answers that a supporter gets, who chooses a riding where they are asked to."""
    person = {"first_name": "Jane", "last_name": "Doe", "email": f"{who}@example.org", "postal_code": code}
    letter = person | {"message": page.message} | shown(page)
    first = site.post(f"/en/write/{page.pk}/", letter)
    if first.status != 422 or not (riding := re.search(r'<option value="(\d+)"', first.text)):
        return [first]
    return [first, site.post(f"/en/write/{page.pk}/", letter | {"district": riding[1]})]


def in_mode(site: RunningSite, page: CampaignPage, mode: str) -> tuple[list[Answer], list[list[Answer]]]:
    """What the look-ups and the supporters got, who came together."""
    asked, unknown = codes()[:PEOPLE], codes()[PEOPLE:][:PEOPLE]
    theirs = [(LOCAL, SHARED, code)[number % 3] for number, code in enumerate(unknown)]
    people = [f"{mode}{number}" for number in range(PEOPLE)]
    with ThreadPoolExecutor(2) as pool:
        looking = pool.submit(by_many, lambda code: look_up(site, page, code), asked)
        writing = pool.submit(by_many, lambda who, code: write(site, page, who, code), people, theirs)
        return looking.result(), writing.result()


def test_a_running_site_answers_however_the_upstream_fails(site, page, upstream, report):
    """A machine that is busy with other things is slow for everybody: then resting is held against the local table."""
    failures, looked, posted, resting, local = 0, {}, {}, [], []
    for mode in [*sorted(ANSWERING), *FAILING]:
        Upstream.objects.all().delete()
        LookupAnswer.objects.all().delete()
        upstream.mode = mode
        looks, letters = in_mode(site, page, mode)
        failures += sum(answer.status != 200 for answer in looks)
        failures += sum(answers[-1].status != 303 for answers in letters)
        looked[mode] = [answer.seconds for answer in looks]
        posted[mode] = [answers[0].seconds for answers in letters]
        if mode in FAILING:
            assert Upstream.objects.get().rests_until, "the breaker is open"
            for code in codes()[2 * PEOPLE :][:PEOPLE]:
                resting.append(look_up(site, page, code).seconds)
                local.append(look_up(site, page, LOCAL).seconds)
    modes = len(looked)
    failures += abs(Letter.objects.count() - modes * PEOPLE) + upstream.redirects_followed
    ratio = p95(posted["hang"]) / p95(posted["ok"])
    failures += (p95(looked["hang"]) > 2.7) + (p95(resting) > max(0.05, 1.5 * p95(local))) + (ratio > 3)
    report(
        n=2 * modes * PEOPLE,
        failures=failures,
        modes=modes,
        redirects=upstream.redirects_followed,
        hang_lookup_p95=f"{p95(looked['hang']):.2f}s",
        resting_p95=f"{p95(resting) * 1000:.1f}ms",
        local_p95=f"{p95(local) * 1000:.1f}ms",
        post_hang_to_ok=f"{ratio:.2f}",
    )


def test_four_web_processes_share_one_budget(site, page, upstream, report):
    started = time.perf_counter()
    looks = by_many(lambda code: look_up(site, page, code), codes())
    assert time.perf_counter() - started < 60, "too slow a machine to prove it: the next minute's calls came too"
    told = sum("Robin Member" in answer.text for answer in looks)
    later = sum("We find your MP after you send" in answer.text for answer in looks)
    calls = len(upstream.requests)
    failures = abs(calls - represent.UP_TO_VISITORS) + abs(told - calls) + (told + later != len(looks))
    processes = len(site.processes_that_answered)
    report(n=len(looks), failures=failures + (processes != PROCESSES), calls=calls, processes=processes)
