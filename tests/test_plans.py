"""With many letters, what happens often still finds its rows by an index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Delivery, Notice
from tests import factories
from tests.crowd import gather
from tests.plans import read_whole, scans

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

LETTERS = 20_000  # enough for the planner to prefer an index where there is one


def test_nothing_that_happens_often_reads_a_big_table_whole(page, minister, answers, admin_client):
    gather(LETTERS, page, minister)
    number, wrong = scans(page, answers, admin_client)
    assert number > 200
    assert wrong == []
    assert read_whole(str(Delivery.objects.filter(attempts=7).query)) == {"campaigns_delivery"}, "a scan is seen"


@pytest.mark.parametrize("what", ["letter", "delivery", "notice"])
def test_a_list_asks_no_more_for_more_rows(what, page, minister, admin_client):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse(f"campaigns_{what}_modeladmin_index"))
        return len(captured)

    gather(5, page, minister)
    statements()  # what the first request of all asks is remembered
    few = statements()
    for letter in factories.LetterFactory.create_batch(5, page=page):
        Delivery.objects.create(letter=letter, recipient=minister)
        Notice.objects.create(letter=letter, kind=Notice.Kind.RECEIPT)
    assert statements() == few
