"""Machines in eight styles get through no more than the limits leave, and no person is refused; all are answered alike.

In small; `make prove` has ten thousand machines at a running site.
"""

import random
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import Delivery, Letter, SenderRule
from campaigns.models.letters import email_key
from campaigns.pipeline.confirm import confirm_letter
from tests import factories
from tests.proofs.figures import SEED
from tests.visitors import ALONE, GMAIL, MACHINES, PEOPLE, SCHOOL, Post, by_machine, by_people, letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def enforced(settings):
    settings.ABUSE_CONTROLS, settings.TRUSTED_PROXIES = "enforce", [ip_network("127.0.0.1")]


@pytest.fixture
def visit(client, page):
    def visit(post: Post):
        return client.post(f"/en/write/{page.pk}/", post.answers, headers=post.all_headers)

    return visit


def unseen() -> int:
    return Delivery.objects.filter(status="queued").values("letter").distinct().count()


@pytest.mark.parametrize(("style", "through"), ALONE)
def test_a_style_alone_gets_through_no_more_than_its_limit(visit, page, style, through):
    for post in by_machine(style, page, through + 15, random.Random(SEED)):
        visit(post)
    assert unseen() == through


def test_all_styles_of_one_attacker_share_their_limits(visit, page):
    chance = random.Random(SEED)
    for style in MACHINES.values():
        for post in by_machine(style, page, 30, chance):
            visit(post)
    assert unseen() <= 10


def test_no_person_is_refused_and_each_letter_in_doubt_leaves_on_its_owners_word(visit, page):
    answers = [visit(post) for post in by_people(page, 10 * len(PEOPLE), random.Random(SEED))]
    assert {one.status_code for one in answers} == {303}
    assert Letter.objects.count() == len(answers)
    asked = [confirm_letter(one) for one in Letter.objects.filter(status="unconfirmed")]
    assert len(asked) == 10 + 5, "those whose browser filled it in, and half the school"
    assert unseen() == len(answers)


def test_a_school_that_staff_know_is_asked_nothing(visit, page):
    SenderRule.objects.create(kind="network", value=f"{SCHOOL}/32", action="allow")
    SenderRule.objects.create(kind="domain", value="school.example", action="allow")
    for post in by_people(page, 60, random.Random(SEED)):
        visit(post)
    assert Letter.objects.filter(status="unconfirmed").count() == 10, "those whose browser filled it in"


def test_known_or_unknown_blocked_or_in_doubt_the_answer_is_the_same_to_the_byte(visit, page):
    known = factories.LetterFactory(page=page, email=f"known@{GMAIL}")
    Letter.objects.filter(pk=known.pk).update(signed_at=timezone.now() - timedelta(hours=1))
    SenderRule.objects.refuse_for_owner(email_key(f"denied@{GMAIL}"))
    SenderRule.objects.create(kind="domain", value="blocked.example", action="refuse")
    SenderRule.objects.create(kind="network", value="203.0.113.0/24", action="hold")
    posts = [Post(letter(page, email=email), "198.18.0.1") for email in (f"new@{GMAIL}", f"known@{GMAIL}")]
    posts += [Post(letter(page, email=email), "198.18.0.1") for email in (f"denied@{GMAIL}", "x@blocked.example")]
    posts += [Post(letter(page, email=f"held@{GMAIL}"), "203.0.113.1")]
    posts += [Post(letter(page, email=f"trapped@{GMAIL}", remark="x"), "198.18.0.1")]
    with time_machine.travel(timezone.now(), tick=False):  # "Expires" names the second
        answers = [visit(post) for post in posts]
    for answer in answers:
        del answer.headers["X-Request-ID"]  # each one's own
    assert len({(one.status_code, tuple(sorted(one.headers.items())), one.content) for one in answers}) == 1
    assert set(Letter.objects.values_list("email", flat=True)) == {
        f"{who}@{GMAIL}" for who in ("known", "new", "held", "trapped")
    }


def test_who_is_not_behind_our_proxy_cannot_choose_their_address(client, page):
    for number in range(8):
        headers = {"X-Forwarded-For": f"198.18.{number}.1"}
        answers = letter(page, email=f"jane{number}@{GMAIL}")
        client.post(f"/en/write/{page.pk}/", answers, headers=headers, REMOTE_ADDR="198.51.100.7")
    assert unseen() == 5
