"""Proof: of 400 payloads in every author's and supporter's field, a browser runs none, with the policy and without one.

Forty at a time stand on the site, on its public pages and in the admin. Nothing is left to chance.
"""

import pytest
from django.test import Client

from campaigns.models import CampaignPage, Letter, OffsetEntry, ReviewLink
from cms.models import ApprovedScript, WarningTopic
from tests.browser.conftest import author, tab, violations  # noqa: F401  the same tabs
from tests.browser.test_payloads import run_all
from tests.hostile import payloads
from tests.payload_scene import set_scene

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_ONCE = 40


def clear() -> None:
    OffsetEntry.objects.all().delete()
    Letter.objects.all().delete()
    ReviewLink.objects.all().delete()
    CampaignPage.objects.update(body="[]")
    ApprovedScript.objects.all()._raw_delete("default")
    WarningTopic.objects.all()._raw_delete("default")


def test_none_of_all_payloads_runs(live_server, page, author, browser, violations, report):  # noqa: F811
    every, ran, looked = list(dict.fromkeys(payloads())), [], 0
    for start in range(0, len(every), AT_ONCE):
        addresses = set_scene(page, every[start : start + AT_ONCE])
        assert Client().get(page.url).status_code == 200
        for bypass_csp in (False, True):
            ran += run_all(browser, author, live_server.url, addresses, bypass_csp=bypass_csp)
            looked += len(addresses)
        clear()
    report(n=len(every), failures=len(ran) + (len(every) != 400), pages=looked, ran=ran[:5])
