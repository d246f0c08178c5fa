"""With many letters, what happens often still finds its rows by an index."""

import pytest

from campaigns.models import Delivery
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
