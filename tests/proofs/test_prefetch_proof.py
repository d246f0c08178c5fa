"""Proof: mail scanners that follow every link, again and again, confirm, withdraw and erase nothing."""

import random

import pytest

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, LetterTally, Notice
from tests.proofs.figures import SEED

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

LOOKS = 1000
TABLES = (Letter, Delivery, Notice, LetterTally, Campaign)


def rows() -> list:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def test_a_thousand_looks_at_private_links_change_nothing(client, page, send, report):
    send()
    CampaignPage.objects.update(asks_confirmation=True)
    send(email="waiting@example.org")
    signed, waiting = Letter.objects.order_by("pk")
    links = [signed.receipt_path, signed.withdrawal_path, signed.erasure_path, signed.download_path]
    links += [waiting.confirmation_path, signed.confirmation_path]
    before, chance, answers = rows(), random.Random(SEED), []
    for _ in range(LOOKS):
        look = chance.choice([client.get, client.head])
        answers.append(look(chance.choice(links)).status_code)
    failures = sum(answer != 200 for answer in answers) + (rows() != before)
    report(n=LOOKS, failures=failures, links=len(links))
