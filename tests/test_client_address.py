"""Whose machine asks, whatever it says about itself."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cms.client_address import client_address, read_address
from cms.settings.reading import networks, one_of

PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")]
ADDRESSES = st.ip_addresses().map(str)
OUTSIDE = ADDRESSES.filter(lambda text: not any(read_address(text) in one for one in PROXIES))


@pytest.fixture(autouse=True)
def proxies(settings):
    settings.TRUSTED_PROXIES = PROXIES


def seen(peer: str, forwarded: str | None = None) -> str:
    header = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **header))


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7,10.1.1.1 , 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("10.0.0.1", "2001:0db8:0000::7", "2001:db8::7"),
        ("10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("2001:db8:ffff::1", "fe80::1%eth0", "fe80::1"),
        ("10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "198.51.100.7, ", "10.0.0.1"),
        ("", "198.51.100.7", ""),
        ("unix:", "198.51.100.7", ""),
    ],
)
def test_the_address_that_the_nearest_proxy_of_ours_saw(peer, forwarded, found):
    assert seen(peer, forwarded) == found


@given(OUTSIDE, st.text(st.characters(max_codepoint=255), max_size=60))
def test_whoever_comes_without_our_proxy_cannot_say_who_they_are(peer, forged):
    assert seen(peer, forged) == str(read_address(peer))


@given(OUTSIDE, st.text(st.characters(max_codepoint=255), max_size=60))
def test_what_a_visitor_writes_never_replaces_what_our_proxy_saw(visitor, forged):
    assert seen("10.0.0.1", f"{forged}, {visitor}") == str(read_address(visitor))


@given(st.text(max_size=60), st.text(max_size=60))
def test_garbage_never_breaks_it(peer, forwarded):
    found = seen(peer, forwarded)
    assert found == "" or str(read_address(found)) == found


@given(st.ip_addresses(), st.integers(0, 65535))
def test_an_address_reads_the_same_however_it_is_written(address, port):
    plain = read_address(str(address))
    long = address.exploded
    with_port = f"[{long}]:{port}" if isinstance(address, IPv6Address) else f"{long}:{port}"
    assert read_address(long) == read_address(with_port) == read_address(f" {long} ") == plain
    if isinstance(address, IPv4Address):
        assert read_address(f"::ffff:{address}") == address


def test_typing_errors_in_the_environment_stop_the_start():
    assert networks({"A": "10.0.0.0/8, ::1,"}, "A") == [ip_network("10.0.0.0/8"), ip_network("::1")]
    assert networks({}, "A") == []
    for wrong in ("10.0.0.1/8", "proxy.example.org", "10.0.0.0/99"):
        with pytest.raises(ImproperlyConfigured, match="A: "):
            networks({"A": wrong}, "A")
    words = ("watch", "enforce")
    assert one_of({}, "A", words=words, default="watch") == one_of({"A": " "}, "A", words=words, default="watch")
    assert one_of({"A": "enforce"}, "A", words=words, default="watch") == "enforce"
    with pytest.raises(ImproperlyConfigured, match="watch or enforce"):
        one_of({"A": "on"}, "A", words=words, default="watch")
