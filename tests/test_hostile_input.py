"""A sample of what `make prove` sends at length: hostile strings in every public field."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import CampaignPage, Letter
from tests import factories
from tests.hostile import hostile_strings
from tests.hostile_requests import ENCODINGS, attacks
from tests.stored_letters import malformed_mails

pytestmark = pytest.mark.django_db

SAMPLE = 60  # all classic ones, and some of each kind


@pytest.fixture
def asking(page) -> CampaignPage:
    """Whose form has every field."""
    CampaignPage.objects.update(asks_address=True)
    return CampaignPage.objects.get(pk=page.pk)


@pytest.fixture
def receipt(asking) -> str:
    """The page that asks for the riding."""
    letter = factories.LetterFactory(page=asking, postal_code="V5K0A1")
    house = asking.recipient_rows.exclude(legislature=None).get().legislature
    letter.deliveries.create(status="waiting", legislature=house, waits_until=timezone.now() + timedelta(days=1))
    return letter.receipt_path


def test_no_string_breaks_a_page_or_a_mail_or_comes_back_alive(asking, receipt):
    client, wrong = Client(raise_request_exception=False), []
    for number, text in enumerate(hostile_strings(SAMPLE, seed=1)):
        encodings = [ENCODINGS[number % 2]]
        for attack in attacks(text, number, page=asking, receipt=receipt, encodings=encodings):
            kind = {"content_type": attack.kind} if attack.kind else {}
            answer = client.generic(attack.method, attack.path, attack.body, **kind)
            wrong += attack.wrongs(answer.status_code, answer.content, dict(answer.headers))
    assert wrong == []
    assert Letter.objects.count() > SAMPLE / 4, "what can be cleaned is taken"
    number, malformed = malformed_mails()
    assert (malformed, number > Letter.objects.count()) == ([], True)
