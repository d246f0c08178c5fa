"""What a form carries instead of a cookie."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Letter
from campaigns.stamp import SIGNER, NoStamp, read_stamp, renewed_stamp_for, stamp_for

DAY = timedelta(days=1)


def stamp_in(html: str) -> str:
    return re.search(r'name="stamp" value="([^"]+)"', html)[1]


def test_everybody_gets_the_same_page_within_an_hour(client, page):
    with time_machine.travel("2026-11-25 12:00:01Z", tick=False):
        first = client.get(page.url)
    with time_machine.travel("2026-11-25 12:59:59Z", tick=False):
        assert client.get(page.url).content == first.content
    with time_machine.travel("2026-11-25 13:00:01Z", tick=False):
        assert stamp_in(client.get(page.url).content.decode()) != stamp_in(first.content.decode())


def test_public_pages_set_no_cookie_and_differ_by_none(client, page):
    for response in (client.get(page.url), client.get(page.thank_you_url), client.get("/en/campaigns/")):
        assert not response.cookies
        assert "cookie" not in response.headers.get("Vary", "").lower()


def test_the_stamp_of_the_page_serves_for_a_week(client, page, send):
    shown = stamp_in(client.get(page.url).content.decode())
    with time_machine.travel(time.time() + (6.9 * DAY).total_seconds()):
        assert send(stamp=shown).status_code == 303


def test_an_older_stamp_brings_the_form_back_with_its_text_and_a_fresh_stamp(page, send):
    old = stamp_for(page.pk)
    with time_machine.travel(time.time() + (7.1 * DAY).total_seconds()):
        response = send(stamp=old, message="In my own words")
        html = response.content.decode()
        assert (response.status_code, Letter.objects.count()) == (422, 0)
        assert "open for too long" in html
        assert "In my own words" in html
        assert send(stamp=stamp_in(html)).status_code == 303


@pytest.mark.parametrize("forged", ["", "x", "1.2.shown", "1.2.shown:abc", "\0", "é" * 50, "9" * 500])
def test_without_a_stamp_of_ours_nothing_is_stored_or_lost(page, send, forged):
    response = send(stamp=forged, message="In my own words")
    assert (response.status_code, Letter.objects.count()) == (422, 0)
    assert "In my own words" in response.content.decode()


def test_a_form_that_came_back_does_not_begin_to_count_anew(client, page, send):
    assert "data-stamp" in client.get(page.url).content.decode()
    assert "data-stamp" not in send(email="").content.decode()


def test_another_pages_stamp_does_not_serve(page, send):
    assert send(stamp=stamp_for(page.pk + 1)).status_code == 422


def test_the_stamp_survives_a_change_of_the_secret_key(page, send, settings):
    old = stamp_for(page.pk)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert send(stamp=old).status_code == 303


def test_a_renewed_stamp_tells_how_long_the_form_was_filled_in(client, page):
    with time_machine.travel("2026-11-25 12:34:56Z", tick=False) as clock:
        answer = client.post(f"/en/write/{page.pk}/stamp/")
        clock.shift(40)
        assert read_stamp(answer.content.decode(), page_id=page.pk).seconds == 40
        assert read_stamp(stamp_for(page.pk), page_id=page.pk).seconds is None


def test_only_our_own_pages_get_a_renewed_stamp(client, page):
    url = f"/en/write/{page.pk}/stamp/"
    assert client.post(url, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get(url).status_code == 405
    assert client.post(url).headers["Cache-Control"].count("no-store") == 1


@given(st.text(max_size=120))
def test_no_text_but_ours_reads_as_a_stamp(text):
    with pytest.raises(NoStamp):
        read_stamp(text, page_id=1)


@given(st.integers(min_value=1), st.integers(min_value=1))
def test_a_stamp_is_its_own_pages_alone(page_id, other_id):
    assert read_stamp(renewed_stamp_for(page_id), page_id=page_id).is_renewed
    if page_id != other_id:
        with pytest.raises(NoStamp):
            read_stamp(renewed_stamp_for(page_id), page_id=other_id)


def test_a_stamp_signed_for_another_purpose_is_none_of_ours(page):
    text = SIGNER.unsign(stamp_for(page.pk))
    with pytest.raises(NoStamp):
        read_stamp(signing.Signer(salt="something else").sign(text), page_id=page.pk)


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://["},
    {"Origin": "//testserver]"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:81"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "something new"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
]
OWN = [
    {},
    {"Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_what_another_site_makes_a_browser_send_is_refused(client, page, answers, headers):
    """Even with a stamp, which anybody can read in the page."""
    assert client.post(f"/en/write/{page.pk}/", answers, headers=headers).status_code == 403
    assert not Letter.objects.exists()


@pytest.mark.parametrize("headers", OWN)
def test_what_our_own_page_sends_is_taken(client, page, answers, headers):
    assert client.post(f"/en/write/{page.pk}/", answers, headers=headers).status_code == 303
