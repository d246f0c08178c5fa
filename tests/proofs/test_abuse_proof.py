"""Proof: of ten thousand posts of machines hardly a letter leaves unseen, of a thousand people's none is refused, and
nobody can tell by the answer or by its time whether an address is known or unwanted.

Gunicorn behind a proxy that it trusts, PostgreSQL, ABUSE_CONTROLS=enforce. Seed: PROOF_SEED.
"""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, islice

import pytest
from django.utils import timezone

from campaigns.models import Delivery, FormCount, Letter, MailedAddress, Notice, SenderRule, UnaskedMail
from campaigns.models.letters import email_key
from campaigns.pipeline.confirm import confirm_letter
from tests import factories
from tests.proofs.figures import SEED, own_address
from tests.proofs.running_site import Answer, running_site
from tests.visitors import ALONE, GMAIL, MACHINES, Post, anywhere, by_machine, by_people, letter, somebody

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PROCESSES, VISITORS = 4, 8  # of the site; at once
POSTS, PEOPLE, LOOKS = 10_000, 1_000, 400
MOST_UNSEEN = 10  # in an hour
SAME = 0.005  # seconds


@pytest.fixture
def visit(page, tmp_path) -> Iterator[Callable[[Post], Answer]]:
    """Sends a post through our proxy."""
    names = {"DATABASE_URL": own_address(), "ABUSE_CONTROLS": "enforce", "TRUSTED_PROXIES": "127.0.0.0/8"}
    with running_site(processes=PROCESSES, log=tmp_path / "answers.log", **names) as site:
        yield lambda post: site.post(f"/en/write/{page.pk}/", post.answers, post.all_headers)


def by_many(visit: Callable[[Post], Answer], begin: Callable[[int], Iterator[Post]]) -> list[Answer]:
    """What `begin` yields for each of VISITORS, who come together; a post is made when it is sent."""
    with ThreadPoolExecutor(VISITORS) as pool:
        return [
            answer
            for some in pool.map(lambda n: [visit(post) for post in begin(n)], range(VISITORS))
            for answer in some
        ]


def attack(visit, page, style, number: int) -> Counter:
    """How often each status was answered."""
    each = number // VISITORS
    answers = by_many(visit, lambda n: by_machine(style, page, each, random.Random(f"{SEED}{n}{style}")))
    return Counter(answer.status for answer in answers)


def unseen() -> int:
    """Letters that leave without anybody being asked."""
    return Delivery.objects.filter(status="queued").values("letter").distinct().count()


def begin_anew() -> None:
    for model in (Delivery, Notice, Letter, UnaskedMail, MailedAddress, FormCount):
        model.objects.all().delete()


def hours_since(start: float) -> int:
    """Limits are of whole hours, and a proof may begin at two minutes to."""
    return int(time.time() // 3600 - start // 3600) + 1


def test_of_ten_thousand_posts_of_machines_hardly_a_letter_leaves_unseen(visit, page, report):
    failures, alone, statuses = 0, [], Counter()
    for style, through in ALONE:
        begin_anew()
        start = time.time()
        attack(visit, page, style, 80)
        failures += not through <= unseen() <= through * hours_since(start)
        alone.append(unseen())
    begin_anew()
    start, each = time.time(), POSTS // len(MACHINES)
    for style in MACHINES.values():
        statuses += attack(visit, page, style, each)
    failures += unseen() > MOST_UNSEEN * hours_since(start)
    failures += set(statuses) != {303, 403, 422}
    report(
        n=statuses.total(),
        failures=failures,
        unseen=unseen(),
        alone="/".join(map(str, alone)),
        asked=Letter.objects.filter(status="unconfirmed").count(),
        hours=hours_since(start),
        statuses=dict(statuses),
    )


def test_of_a_thousand_people_none_is_refused(visit, page, report):
    each = PEOPLE // VISITORS
    answers = by_many(visit, lambda n: by_people(page, each, random.Random(f"{SEED}{n}")))
    failures = sum(answer.status != 303 for answer in answers)
    failures += len(answers) - Letter.objects.count()
    waiting = list(Letter.objects.filter(status="unconfirmed"))
    failures += sum(not confirm_letter(one) for one in waiting)
    failures += len(answers) - unseen()
    report(n=len(answers), failures=failures, asked_to_confirm=len(waiting))


def test_the_answer_and_its_time_tell_nothing_about_an_address(visit, page, report):
    known = factories.LetterFactory(page=page, email=f"known@{GMAIL}")
    Letter.objects.filter(pk=known.pk).update(signed_at=timezone.now() - timedelta(hours=1))
    SenderRule.objects.refuse_for_owner(email_key(f"denied@{GMAIL}"))
    SenderRule.objects.create(kind="domain", value="blocked.example", action="refuse")
    chance = random.Random(SEED)
    who = {
        "new": lambda: somebody(chance),
        "known": lambda: known.email,
        "denied": lambda: f"denied@{GMAIL}",
        "blocked": lambda: somebody(chance, "blocked.example"),
    }
    answers: dict[str, list[Answer]] = {name: [] for name in who}
    for name in islice(cycle(who), LOOKS * len(who)):
        answers[name].append(visit(Post(letter(page, email=who[name]()), anywhere(chance))))
    told = {(one.status, one.text, one.headers) for some in answers.values() for one in some}
    medians = {name: statistics.median(one.seconds for one in some) for name, some in answers.items()}
    apart = max(medians.values()) - min(medians.values())
    report(
        n=LOOKS * len(who),
        failures=(len(told) - 1) + (apart > SAME),
        apart=f"{apart * 1000:.1f}ms",
        **{name: f"{seconds * 1000:.1f}ms" for name, seconds in medians.items()},
    )
