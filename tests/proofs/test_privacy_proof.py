"""Proof: who was forgotten stands in no dump of the database, and nothing is kept past its limit, though letters leave
and are signed meanwhile."""

import shutil
import subprocess
import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns.models import Delivery, Letter
from campaigns.pipeline.anonymise import anonymise_due, what_is_due
from campaigns.pipeline.erase import settle_withdrawn
from campaigns.pipeline.forget import forget_supporter
from tests.canaries import CANARIES, WHO, WORDS, all_values, found_in
from tests.ledger import wait_for
from tests.letters import shown, write_letters
from tests.proofs.figures import own_address

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PEOPLE = 40


def dump() -> str:
    """The database as `pg_dump` writes it; where that is not installed, or too old, every value of every table."""
    if shutil.which("pg_dump"):
        address = own_address()
        done = subprocess.run(["pg_dump", "--inserts", address], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout
    return "\n".join(value for _table, _column, value in all_values())


def sign(page, number: int) -> str:
    """The canary's address, one of many of theirs, from which a letter was signed by the form."""
    address = f"zyxwina{number}@canary.example.net"
    district = page.rows[1].legislature.districts.first()
    answers = WHO | WORDS | shown(page) | {"email": address, "district": district.pk}
    assert Client().post(f"/en/write/{page.pk}/", answers).status_code == 303
    return address


def test_forgotten_while_workers_send_they_stand_in_no_dump(page, uncapped, sink, launch, report):
    """They are forgotten one by one while two workers have their letters in hand, at a server that takes its time."""
    type(page).objects.update(asks_address=True, may_edit="subject message")
    page.refresh_from_db()  # the form tells by it which letter was shown
    sink.answer_after(0.3)
    addresses = [sign(page, number) for number in range(PEOPLE)]
    found_before = found_in(dump())
    launch().start(2)
    wait_for(lambda: sink.count() > 3, within=30)
    slowest, in_hand = 0.0, 0
    for address in addresses:
        started = time.perf_counter()
        in_hand += forget_supporter(address).in_hand
        slowest = max(slowest, time.perf_counter() - started)
    settle_withdrawn()
    found_after = found_in(dump())
    hashes = Letter.objects.filter(email_key__regex="^[0-9a-f]{64}$").count()
    cancelled = Delivery.objects.filter(status="cancelled").count()
    failures = len(found_after) + in_hand + (len(found_before) < len(CANARIES) - 1) + (slowest > 60)
    failures += (hashes != PEOPLE) + (Letter.objects.exclude(erased_at=None).count() != PEOPLE)
    figures = {"found_before": len(found_before), "found_after": len(found_after), "slowest": f"{slowest:.1f}s"}
    report(n=PEOPLE, failures=failures, cancelled=cancelled, left=sink.count(), **figures)


def test_400_days_later_nothing_is_past_its_limit_and_nobody_waited(page, minister, report):
    """Ten thousand letters are made nobody's at once, while others sign: the slowest of these says what was locked."""
    letters = write_letters(10_000, page=page, to=[minister])
    Delivery.objects.update(status="sent", recipient_email=minister.email)
    Letter.objects.update(signed_at=timezone.now() - timedelta(days=400), message_is_own=True)
    sign(page, -1)  # what is loaded for the first form is not what this measures
    numbers, took = {}, []

    def work() -> None:
        started = time.perf_counter()
        numbers.update(anonymise_due())
        took.append(time.perf_counter() - started)
        connection.close()

    worker = Thread(target=work)
    worker.start()
    slowest, signed = 0.0, 0
    while worker.is_alive():
        started = time.perf_counter()
        sign(page, signed)
        slowest, signed = max(slowest, time.perf_counter() - started), signed + 1
    worker.join()
    past = sum(what_is_due().values()) + found_in_letters()
    kept = Letter.objects.count() != letters + 1 + signed
    figures = {"took": f"{took[0]:.1f}s", "signed_meanwhile": signed, "slowest_signing": f"{slowest:.2f}s"}
    report(n=letters, failures=past + kept + (slowest > 2), **figures)


def found_in_letters() -> int:
    """Letters of old that still say who wrote."""
    return Letter.objects.filter(signed_at__lt=timezone.now() - timedelta(days=365)).exclude(email="").count()
