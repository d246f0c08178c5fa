"""Whose computer a request comes from: what proxies of ours say is believed, and nothing else."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from cms.client_address import client_address
from cms.settings.reading import networks

OURS = ["10.0.0.0/8", "2001:db8:1::/48", "127.0.0.1"]


@pytest.mark.parametrize(
    ("connected", "forwarded", "found"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # no proxy of ours: whatever it says
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # the left one is the sender's invention
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.9.9.9", "10.9.9.9"),  # somebody within
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8:2::9]:4711", "2001:db8:2::9"),
        ("2001:db8:1::1", "2001:db8:2::9", "2001:db8:2::9"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_of_ours_counts(settings, connected, forwarded, found):
    settings.TRUSTED_PROXIES = OURS
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=connected, headers=headers)) == found


def test_where_no_proxy_is_ours_nobody_is_believed(settings):
    settings.TRUSTED_PROXIES = []
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "198.51.100.1"})
    assert client_address(request) == "10.0.0.1"


def test_the_setting_is_a_list_and_a_mistake_stops_the_start():
    assert networks({"TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1,"}, "TRUSTED_PROXIES") == ["10.0.0.0/8", "127.0.0.1"]
    assert networks({}, "TRUSTED_PROXIES") == []
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        networks({"TRUSTED_PROXIES": "10.0.0.1/8"}, "TRUSTED_PROXIES")
