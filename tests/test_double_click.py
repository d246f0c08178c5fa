"""Many posts of the same letter at the same moment, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from campaigns.models import Campaign, Delivery, Letter, Notice
from campaigns.pipeline.claim import claim_letters
from campaigns.pipeline.orders import Orders
from campaigns.pipeline.send import send_due

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

THREADS = 10


def together(job) -> list:
    """What `job` returned in each of ten threads that started it at once."""
    barrier = Barrier(THREADS)

    def run(number: int):
        barrier.wait()
        try:
            return job(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(run, range(THREADS)))


def test_ten_clicks_make_one_letter_and_one_mail_per_recipient(page, answers):
    statuses = together(lambda _number: Client().post(f"/en/write/{page.pk}/", answers).status_code)
    assert statuses == [303] * THREADS
    assert Letter.objects.count() == 1
    assert Delivery.objects.count() == 2
    assert Notice.objects.count() == 1
    assert Campaign.objects.number_for(page.key) == 1
    send_due(worker="test")
    assert len(mail.outbox) == 3


def test_ten_people_at_once_are_all_counted(page, answers):
    def sign(number: int) -> int:
        return Client().post(f"/en/write/{page.pk}/", answers | {"email": f"p{number}@example.org"}).status_code

    assert together(sign) == [303] * THREADS
    assert Campaign.objects.number_for(page.key) == THREADS


def test_ten_workers_share_the_queue_without_a_letter_sent_twice(page, answers):
    for number in range(20):
        Client().post(f"/en/write/{page.pk}/", answers | {"email": f"p{number}@example.org"})
    orders = Orders.of_now()
    claims = together(lambda number: claim_letters(worker=f"w{number}", limit=7, orders=orders).mails)
    taken = [mail.pk for mails in claims for mail in mails]
    assert len(taken) == len(set(taken)) == 40
