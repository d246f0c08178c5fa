"""Proof: no post by webhook, however bad, moves a letter that it may not move or is answered with an error of ours;
and events end alike in whatever order, and however often, they come.

Posts go through the whole site. Seed: PROOF_SEED.
"""

import itertools
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from campaigns.models import Delivery, Letter
from campaigns.models.states import Status
from campaigns.pipeline.track import match_parked
from tests import factories
from tests.proofs.figures import SEED
from tests.webhook_cases import CASES, Provider, sparkpost

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
LETTERS, EVENTS = 2500, 10_000
TIMES, A_POST, THREADS = 3, 50, 4

STORIES = [
    ["injection", "delivery"],
    ["injection", "delay", "delay", "delivery"],
    ["injection", "delay", "bounce"],
    ["injection", "bounce", "bounce"],
    ["injection", "delivery", "spam_complaint"],
    ["injection", "delivery", "out_of_band", "spam_complaint"],
    ["delivery", "delivery", "bounce", "delay", "injection"],
]


@pytest.fixture
def provider(page, minister) -> Iterator[Provider]:
    provider = Provider(page, minister)
    yield provider
    provider.close()


def test_eighteen_kinds_of_posts(provider, report):
    failures = 0
    for case in CASES * ROUNDS:
        provider.become("postmark")
        Delivery.objects.all().delete()
        try:
            case(provider)
        except AssertionError:
            failures += 1
    errors = sum(300 <= status < 400 or status >= 500 for status in provider.answers)
    report(n=len(CASES), failures=failures + errors, rounds=ROUNDS, posts=len(provider.answers))


def letters(provider: Provider) -> list[Delivery]:
    """Half of them have left; the record of the others is still on its way."""
    made = factories.LetterFactory.build_batch(LETTERS, page=provider.page)
    mails = [
        Delivery(letter=letter, recipient=provider.recipient, status=Status.SENT if number % 2 else Status.CLAIMED)
        for number, letter in enumerate(Letter.objects.bulk_create(made))
    ]
    return Delivery.objects.bulk_create(mails)


def stories(mails: list[Delivery], chance: random.Random) -> list[dict]:
    """EVENTS in all, each letter's in order, a second and an answer of its own for each."""
    seconds, events = itertools.count(int(time.time()) - 2 * EVENTS), []
    while len(events) < EVENTS:
        for mail in mails:
            for kind in chance.choice(STORIES):
                answer = f"55{chance.randrange(6)} no"
                events.append(sparkpost(mail, kind, timestamp=str(next(seconds)), raw_reason=answer))
    return events[:EVENTS]


def copied(events: list[dict], mails: list[Delivery], others: list[Delivery]) -> list[dict]:
    """The same stories, told of other letters."""
    marks = {one.message_id[1:33]: other.message_id[1:33] for one, other in zip(mails, others, strict=True)}
    bare = [event["msys"]["message_event"] for event in events]
    return [{"msys": {"message_event": one | {"rcpt_meta": {"mail": marks[one["rcpt_meta"]["mail"]]}}}} for one in bare]


def posts(events: list[dict]) -> Iterator[list[dict]]:
    return (events[start : start + A_POST] for start in range(0, len(events), A_POST))


def post_all(provider: Provider, events: list[dict], *, threads: int) -> None:
    def share(number: int) -> None:
        try:
            for post in list(posts(events))[number::threads]:
                provider.post(post)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(share, range(threads)))


def ends(mails: list[Delivery]) -> list[tuple[str, str]]:
    """Once all records have come in, and parked events were matched."""
    rows = Delivery.objects.filter(pk__in=[mail.pk for mail in mails])
    rows.filter(status=Status.CLAIMED).update(status=Status.SENT)
    while match_parked(limit=1000):
        pass
    return list(rows.order_by("pk").values_list("status", "reason"))


def test_events_shuffled_and_tripled(provider, report):
    provider.become("sparkpost")
    chance = random.Random(SEED)
    in_order, shuffled = letters(provider), letters(provider)
    events = stories(in_order, chance)
    post_all(provider, events, threads=1)
    many = copied(events, in_order, shuffled) * TIMES
    chance.shuffle(many)
    post_all(provider, many, threads=THREADS)
    expected, found = ends(in_order), ends(shuffled)
    failures = sum(one != other for one, other in zip(expected, found, strict=True))
    failures += sum(status != 200 for status in provider.answers)
    assert {Status.DELIVERED, Status.BOUNCED, Status.COMPLAINED} <= {status for status, _reason in found}
    report(n=len(events), failures=failures, posted=len(many), letters=len(found), threads=THREADS)
