"""Proof: of 400 payloads in every author's and supporter's field, a browser runs none, with the policy and without one.

Forty at a time stand on a site of their own, on its public pages and in the admin. Nothing is left to chance.
"""

import pytest

from tests.browser.conftest import author, tab, violations  # noqa: F401  the same tabs
from tests.browser.test_payloads import run_all
from tests.hostile import payloads
from tests.payload_scene import set_scene

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVERY = list(dict.fromkeys(payloads()))
AT_ONCE = 40


def test_there_are_four_hundred_of_them():
    assert len(EVERY) == 400


@pytest.mark.parametrize("first", range(0, len(EVERY), AT_ONCE))
def test_no_payload_runs(live_server, page, author, browser, violations, report, first):  # noqa: F811
    addresses = set_scene(page, EVERY[first : first + AT_ONCE])
    ran = [
        address
        for bypass_csp in (False, True)
        for address in run_all(browser, author, live_server.url, addresses, bypass_csp=bypass_csp)
    ]
    report(n=AT_ONCE, failures=len(ran), pages=2 * len(addresses), ran=ran[:5])
