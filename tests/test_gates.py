"""What a directory may not look like, gate by gate, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.imports import gates
from campaigns.imports.gates import Limits, Seat
from campaigns.models import Legislature

HOUSE = Legislature(code="house-of-commons", current_order="2023")


def seat(number: int, **others: str) -> Seat:
    facts = {"holder": f"Member {number}", "email": f"member{number}@parl.gc.ca"} | others
    return Seat(f"members.csv, line {number}", f"{35000 + number} Riding {number}", **facts)


def said(faults) -> str:
    return "\n".join(map(str, faults))


def test_the_house_of_commons_has_343_districts():
    limits = Limits.of(HOUSE)
    assert not said(gates.wrong_number(343, limits))
    assert said(gates.wrong_number(342, limits)) == "342 districts, 343 expected"


def test_the_expected_number_can_be_given_and_is_not_known_of_every_house():
    assert not said(gates.wrong_number(9, Limits.of(HOUSE, expect=9)))
    assert not said(gates.wrong_number(9, Limits.of(Legislature(code="elsewhere", current_order="1"))))
    assert not said(gates.wrong_number(9, Limits.of(HOUSE, order="2013")))


def test_fifteen_vacancies_pass_and_sixteen_do_not():
    vacant = [f"350{number} Riding" for number in range(16)]
    assert not said(gates.too_many_vacancies(vacant[:15]))
    assert "16 seats vacant" in said(gates.too_many_vacancies(vacant))


def test_a_member_without_an_address_counts_as_a_vacancy():
    seats = [seat(number, email="") for number in range(16)]
    faults = said(gates.all_of_seats(seats, [one.district for one in seats], Limits()))
    assert "16 seats vacant or without an address, at most 15 expected" in faults


@pytest.mark.parametrize(("seats", "most"), [(343, 34), (20, 2), (9, 1), (1, 1)])
def test_a_tenth_of_the_seats_may_change_and_at_least_one(seats, most):
    changed = [str(number) for number in range(most + 1)]
    assert not said(gates.too_many_changes(changed[:most], Limits(), seats=seats))
    assert "--election" in said(gates.too_many_changes(changed, Limits(), seats=seats))


def test_an_election_may_change_all_of_them():
    assert not said(gates.too_many_changes(["all"] * 343, Limits(election=True), seats=343))


def test_addresses_lie_in_the_domain_of_the_house_or_in_one_that_is_allowed():
    foreign = seat(1, email="someone@example.org")
    assert said(gates.bad_addresses([foreign], Limits.of(HOUSE))) == (
        "members.csv, line 1: 35001 Riding 1: the address someone@example.org is outside parl.gc.ca"
        " (see --allow-domain)"
    )
    assert not said(gates.bad_addresses([foreign], Limits.of(HOUSE, allow_domains=["@Example.org"])))
    assert not said(gates.bad_addresses([seat(2, email="Member@PARL.gc.ca")], Limits.of(HOUSE)))


@pytest.mark.parametrize(
    "email",
    [
        "béa@parl.gc.ca",
        "bea@parl.gc.ca, ali@parl.gc.ca",
        "bea@parl.gc.ca;ali@parl.gc.ca",
        "Béa <bea@parl.gc.ca>",
        "mailto:bea@parl.gc.ca@parl.gc.ca",
        "bea@parl.gc.ca\nBcc: x@parl.gc.ca",
        '"b e a"@parl.gc.ca',
        "bea@parl.gc.ca.example.org",
        "bea@xparl.gc.ca",
        "bea.parl.gc.ca",
        "b" * 250 + "@parl.gc.ca",
        "bea@pаrl.gc.ca",  # the second letter of the domain is Cyrillic
    ],
)
def test_only_one_plain_address_of_the_domain_passes(email):
    assert gates.why_bad(email, frozenset({"parl.gc.ca"}))


@given(st.text(max_size=40))
def test_no_text_before_the_domain_smuggles_in_a_second_address(text):
    email = f"{text}@parl.gc.ca"
    if not gates.why_bad(email, frozenset({"parl.gc.ca"})):
        assert email.isascii()
        assert email.count("@") == 1
        assert not set(email) & set(' ,;:<>()\r\n\t"')


def test_two_people_share_no_address_in_whatever_case():
    seats = [seat(1), seat(2), seat(3, email="MEMBER1@parl.gc.ca")]
    assert said(gates.shared_addresses(seats)) == (
        "members.csv, line 3: 35003 Riding 3: MEMBER1@parl.gc.ca is also the address of Member 1 (members.csv, line 1)"
    )


def test_those_without_an_address_share_nothing():
    assert not said(gates.shared_addresses([seat(1, email=""), seat(2, email="")]))


def test_nobody_sits_twice_under_any_spelling():
    seats = [seat(1, holder="Béa Essai-Roy"), seat(2, holder="BEA ESSAI ROY")]
    assert "35002 Riding 2: BEA ESSAI ROY also sits for 35001 Riding 1" in said(gates.sitting_twice(seats, Limits()))
    assert not said(gates.sitting_twice(seats, Limits(namesakes=True)))


def test_a_list_of_postal_codes_that_loses_half_of_them_was_cut_off():
    assert not said(gates.too_few_codes(100, 50))
    assert "49 postal codes would be left of 100" in said(gates.too_few_codes(100, 49))
    assert not said(gates.too_few_codes(0, 0))
