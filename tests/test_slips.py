"""A slip in the e-mail address is asked about, and never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Letter
from campaigns.slips import DOMAINS, SHORTEST, meant_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jane@gamil.com", "jane@gmail.com"),
        ("jane@gmial.com", "jane@gmail.com"),
        ("jane@gmail.con", "jane@gmail.com"),
        ("jane@gmail.co", "jane@gmail.com"),
        ("Jane.Doe@GMAL.com", "Jane.Doe@gmail.com"),
        ("jane@hotmial.com", "jane@hotmail.com"),
        ("jane@outlok.com", "jane@outlook.com"),
        ("jane@yaho.ca", "jane@yahoo.ca"),
        ("jeanne@videotrn.ca", "jeanne@videotron.ca"),
    ],
)
def test_one_slip_from_a_well_known_domain_is_noticed(typed, meant):
    assert meant_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *(f"jane@{domain}" for domain in DOMAINS),
        "jane@example.org",
        "jane@gmaill.comm",  # two slips
        "jane@love.com",  # short names are somebody's own
        "gamil.com",
        "@gamil.com",
        "jane@",
        "",
    ],
)
def test_real_domains_and_other_texts_are_left_alone(typed):
    assert meant_address(typed) == ""


LONG = [domain for domain in DOMAINS if len(domain.partition(".")[0]) >= SHORTEST]


@given(st.sampled_from(LONG), st.data())
def test_any_two_neighbours_that_changed_places_are_a_slip(domain, data):
    place = data.draw(st.integers(0, len(domain) - 2))
    typed = domain[:place] + domain[place + 1] + domain[place] + domain[place + 2 :]
    assert typed in DOMAINS or meant_address(f"jane@{typed}").startswith("jane@")
    assert typed in DOMAINS or meant_address(f"jane@{typed}").partition("@")[2] in LONG


@given(st.text(max_size=40))
def test_whatever_is_typed_the_answer_is_nothing_or_a_well_known_domain(typed):
    meant = meant_address(typed)
    assert not meant or meant.rpartition("@")[2] in LONG


@pytest.mark.django_db
class TestTheForm:
    def test_a_slip_alone_is_no_error(self, send):
        assert send(email="jane@gamil.com").status_code == 303
        assert Letter.objects.get().email == "jane@gamil.com"

    def test_an_answer_that_comes_back_for_another_reason_asks_about_it(self, send):
        html = send(email="jane@gamil.com", last_name="").content.decode()
        assert "Did you mean jane@gmail.com?" in html
        assert 'id="letter_email_error"' not in html
        assert 'value="jane@gamil.com"' in html, "what was typed stays"

    def test_an_address_that_is_wrong_gets_its_error_and_no_hint(self, send):
        html = send(email="jane doe@gamil.com").content.decode()
        assert 'id="letter_email_error"' in html
        assert "Did you mean jane" not in html

    def test_the_page_brings_the_same_table_to_the_script(self, client, page):
        assert f'data-address-hint="{" ".join(DOMAINS)}"' in client.get(page.url).content.decode()
