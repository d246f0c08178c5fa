"""Campaigns with very many letters are added up now and then, by a worker, and staff are told as of when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import kept_sums
from campaigns.counts import Period, results_of
from campaigns.kept_sums import renew_due, sums_of
from campaigns.models import Campaign, Delivery, LetterTally
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 10, 16, tzinfo=UTC)


@pytest.fixture
def clock(time_machine, monkeypatch):
    monkeypatch.setattr(kept_sums, "LARGE", 2)
    caches["shared"].clear()
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def sign(page, minister):
    def sign(number: int = 1) -> None:
        campaign = Campaign.objects.for_key(page.key)
        for _ in range(number):
            letter = factories.LetterFactory(page=page, source="poster")
            Delivery.objects.create(letter=letter, recipient=minister, status="sent")
        LetterTally.objects.add(campaign, number)

    return sign


@pytest.fixture
def shown(admin_client, page):
    """How many letters the page of results names, and whether it says as of when."""

    def shown() -> tuple[int, bool]:
        answer = admin_client.get(reverse("campaign_results", args=[page.key]))
        return answer.context["results"].letters, "As of " in answer.content.decode()

    return shown


def test_a_small_campaign_is_added_up_whenever_somebody_looks(clock, sign, shown):
    sign()
    assert (shown(), renew_due()) == ((1, False), 0)


def test_a_large_one_is_shown_as_of_when_it_was_added_up(clock, sign, shown, admin_client, page):
    sign(3)
    assert shown() == (3, True)
    sign(2)
    clock.shift(timedelta(minutes=4))
    renew_due()
    assert shown() == (3, True)
    html = admin_client.get(reverse("campaign_results", args=[page.key])).content.decode()
    assert "As of May 10, 2026, noon" in html


def test_a_worker_adds_it_up_anew_after_five_minutes_if_letters_came_and_after_an_hour_if_none_did(clock, sign, shown):
    sign(3)
    assert renew_due() == len(Period)
    clock.shift(timedelta(minutes=5))
    assert renew_due() == 0
    sign(1)
    assert (renew_due(), shown()) == (len(Period), (4, True))
    clock.shift(timedelta(minutes=59))
    assert renew_due() == 0
    Delivery.objects.update(status="bounced")
    clock.shift(timedelta(minutes=1))
    assert renew_due() == len(Period)
    sums = sums_of(Campaign.objects.get(), Period.ALL)
    assert results_of(Campaign.objects.get(), period=Period.ALL, sums=sums).sendings[0].readings["bounced"] == 4


def test_what_is_kept_says_the_same_as_what_is_added_up(clock, sign):
    sign(3)
    campaign = Campaign.objects.get()
    for period in Period:
        kept = results_of(campaign, period=period, sums=sums_of(campaign, period))
        assert kept.as_of == NOON
        now = results_of(campaign, period=period)
        assert replace(kept, as_of=None) == now


def test_nothing_reads_the_letters_of_a_large_campaign_while_its_sums_are_kept(clock, sign, admin_client, page):
    sign(3)
    renew_due()
    with CaptureQueriesContext(connection) as captured:
        admin_client.get(reverse("campaign_results", args=[page.key]))
    assert captured.captured_queries
    assert not [query["sql"] for query in captured.captured_queries if 'FROM "campaigns_letter"' in query["sql"]]


def test_a_file_of_results_is_as_of_now(clock, sign, shown, admin_client, page):
    sign(3)
    shown()
    sign(2)
    answer = admin_client.get(reverse("export_results", args=[page.key, "csv"]))
    rows = b"".join(answer.streaming_content).decode()
    assert ",poster,Letters,5" in rows


def test_what_nobody_keeps_any_more_is_added_up_again(clock, sign, shown):
    sign(3)
    renew_due()
    caches["shared"].clear()
    assert shown() == (3, True)
