"""What is doubtful about a form, and where it comes from; nothing is stored for it."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.abuse.counting import Counts
from campaigns.abuse.judge import Known, deciding, doubts_about, fits
from campaigns.abuse.places import NOWHERE, place_of
from campaigns.models import Doubt, FormLimits, SenderRule
from campaigns.models.doubts import read, written

LIMITS = FormLimits()
FINE = Known(is_trapped=False, seconds=None, counts=Counts(), limits=LIMITS)
AT_LIMIT = Counts(address_hour=5, address_day=10, network_hour=10, domain_hour=10)


def rule(value: str, action: str) -> SenderRule:
    kind = "network" if "/" in value else "domain" if "." in value else "address"
    return SenderRule(kind=kind, value=value, action=action)


@pytest.mark.parametrize("seconds", [None, 3.0, 40.0, 86_400.0])
def test_a_person_is_in_no_doubt_up_to_every_limit(seconds):
    assert doubts_about(replace(FINE, seconds=seconds, counts=AT_LIMIT)) == set()


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("address_hour", Doubt.ONE_ADDRESS),
        ("address_day", Doubt.ONE_ADDRESS),
        ("network_hour", Doubt.ONE_NETWORK),
        ("domain_hour", Doubt.ONE_DOMAIN),
    ],
)
def test_the_first_beyond_a_limit_is_in_doubt(name, doubt):
    counts = replace(AT_LIMIT, **{name: getattr(AT_LIMIT, name) + 1})
    assert doubts_about(replace(FINE, counts=counts)) == {doubt}


def test_the_trap_and_haste_are_doubts():
    assert doubts_about(replace(FINE, is_trapped=True)) == {Doubt.TRAP}
    assert doubts_about(replace(FINE, seconds=2.9)) == {Doubt.TOO_FAST}


@pytest.mark.parametrize(
    ("action", "doubt"), [("confirm", Doubt.LISTED), ("hold", Doubt.HELD), ("refuse", Doubt.REFUSED)]
)
def test_what_staff_say_about_a_sender_is_a_doubt(action, doubt):
    for value in ("192.0.2.0/24", "example.org", "0" * 64):
        assert doubts_about(replace(FINE, rules=[rule(value, action)])) == {doubt}


def test_a_network_that_is_known_lifts_every_doubt():
    many = Counts(99, 99, 99, 99)
    hasty = replace(FINE, is_trapped=True, seconds=0.1, counts=many, rules=[rule("192.0.2.0/24", "allow")])
    assert doubts_about(hasty) == set()


def test_a_domain_that_is_known_lifts_the_limit_on_domains_alone():
    """Anybody can claim one."""
    many = replace(FINE, counts=Counts(99, 99, 99, 99), rules=[rule("example.org", "allow")])
    assert doubts_about(many) == {Doubt.ONE_ADDRESS, Doubt.ONE_NETWORK}


def test_the_closest_rule_decides():
    rules = [
        rule("192.0.2.0/24", "hold"),
        rule("192.0.2.128/25", "allow"),
        rule("example.org", "allow"),
        rule("example.org", "confirm"),
        rule("0" * 64, "refuse"),
    ]
    assert deciding(rules).action == "refuse"
    assert deciding(rules[:4]).action == "confirm"
    assert deciding(rules[:3]).value == "192.0.2.128/25"
    assert deciding([rules[2]]) is None


@pytest.mark.parametrize(
    ("client", "computer", "network"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/56"),
        ("", "", ""),
    ],
)
def test_a_computer_and_its_neighbours(client, computer, network):
    place = place_of(client=client, email="Jane@Example.ORG")
    assert (place.computer, place.network, place.domain) == (computer, network, "example.org")


def test_who_comes_from_nowhere_has_no_key():
    assert (NOWHERE.computer_key, NOWHERE.network_key) == ("", "")
    assert place_of(client="192.0.2.1", email="").computer_key != place_of(client="192.0.2.1", email="").network_key


@pytest.mark.parametrize(
    ("domain", "counted"), [("gmail.com", ""), ("videotron.ca", ""), ("example.org", "example.org")]
)
def test_the_large_providers_have_no_counter(domain, counted):
    assert place_of(client="", email=f"jane@{domain}").counted_domain == counted


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_network_fits_those_within_it_and_no_others(address, bits):
    network = ip_network((address, bits), strict=False)
    place = place_of(client=str(address), email="")
    assert fits(rule(str(network), "hold"), place)
    outside = place_of(client=str(ip_network("198.51.100.0/24")[7]), email="")
    assert fits(rule(str(network), "hold"), outside) == (ip_network("198.51.100.7/32").subnet_of(network))
    assert not fits(rule(str(network), "hold"), NOWHERE)
    assert not fits(rule("2001:db8::/32", "hold"), place)


@given(st.sets(st.sampled_from(Doubt)))
def test_doubts_are_kept_as_one_text(doubts):
    text = written(doubts)
    assert set(read(text)) == doubts
    assert len(text) <= 120
    assert [one for one in Doubt if one in text] == [one for one in Doubt if one in doubts], "each is found by its name"
