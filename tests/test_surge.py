"""An operator is told when much more comes in than a campaign is used to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.abuse import surge
from campaigns.alarms import look_for_trouble
from campaigns.models import Alarm, Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """What is many, in small."""
    monkeypatch.setattr(surge, "LETTERS", 10)
    monkeypatch.setattr(surge, "DOUBTS", 3)


def come_in(page, number: int, *, ago: timedelta = timedelta(), doubts: str = "") -> None:
    letters = [factories.LetterFactory(page=page, network_key="n", doubts=doubts) for _ in range(number)]
    Letter.objects.filter(pk__in=[one.pk for one in letters]).update(signed_at=timezone.now() - ago)


def raised() -> list[str]:
    look_for_trouble()
    return [alarm.words for alarm in Alarm.objects.lasting().filter(kind="surge")]


def test_many_letters_at_once_are_told_with_their_number(page):
    come_in(page, 11)
    number = Letter.objects.first().campaign_id
    assert raised() == [f"Campaign {number}: 11 letters in ten minutes, 0 of them in doubt. Usually there are 0.0."]
    Letter.objects.update(signed_at=timezone.now() - timedelta(minutes=11))
    assert raised() == []


def test_a_few_doubts_are_many(page):
    come_in(page, 4, doubts="trap")
    assert "4 of them in doubt" in raised()[0]


@pytest.mark.parametrize("doubts", ["", "trap"])
def test_few_are_no_surge(page, doubts):
    come_in(page, 3, doubts=doubts)
    assert raised() == []


def test_what_a_campaign_is_used_to_is_no_surge(page, monkeypatch):
    monkeypatch.setattr(surge, "USUALLY", timedelta(minutes=50))
    come_in(page, 11)
    come_in(page, 5, ago=timedelta(minutes=30))
    assert len(raised()) == 1, "one in ten minutes, and now eleven"
    come_in(page, 1, ago=timedelta(minutes=30))
    assert raised() == []


def test_staff_see_it_in_what_is_to_do(page, admin_client):
    come_in(page, 11)
    raised()
    assert "Many more letters than usual come in" in admin_client.get(reverse("to_do")).content.decode()
