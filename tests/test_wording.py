"""Placeholders and the cleaning of text, for any text at all."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaigns.cleaning import many_lines, one_line
from campaigns.wording import PLACEHOLDERS, LetterWords, fill, unknown_placeholders, validate_placeholders

VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}


def test_each_known_placeholder_is_filled_however_it_is_spaced():
    assert fill("{{recipient_name}} and {{  district }}", VALUES) == "<recipient_name> and <district>"


@given(st.text())
def test_what_a_value_says_is_never_filled_again(value):
    assert fill("a {{ supporter_name }} b", VALUES | {"supporter_name": value}) == f"a {value} b"


@given(st.text(alphabet="{}a% \\"))
def test_braces_that_name_nothing_known_are_reported_or_plain_text(text):
    if not unknown_placeholders([text]):
        assert fill(text, VALUES) == text


def test_an_unknown_placeholder_is_an_error_that_lists_the_known_ones():
    with pytest.raises(ValidationError) as refused:
        validate_placeholders("Dear {{ minister_mood }}")
    message = refused.value.messages[0]
    assert "{{ minister_mood }}" in message
    assert all(f"{{{{ {name} }}}}" in message for name in PLACEHOLDERS)


@given(st.text())
def test_one_line_holds_nothing_that_could_start_a_second(text):
    cleaned = one_line(text)
    assert len(cleaned.splitlines()) <= 1
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in cleaned)
    assert one_line(cleaned) == cleaned


@given(st.text())
def test_a_letter_keeps_its_lines_and_loses_its_control_characters(text):
    cleaned = many_lines(text)
    assert cleaned.split("\n") == cleaned.splitlines() or cleaned == ""
    assert many_lines(cleaned) == cleaned


def test_names_and_letters_of_all_scripts_pass_unchanged():
    for text in ("Zoë Nguyễn-O’Brien", "محمد", "ᐃᓄᒃᑎᑐᑦ", "李雷", "👩🏽‍🚒"):
        assert many_lines(text) == unicodedata.normalize("NFC", text)


def test_words_for_one_recipient_replace_only_what_is_written():
    words, own = LetterWords("s", "o", "m", "c"), LetterWords("", "Dear you", "ignored", "")
    assert words.for_recipient(own) == LetterWords("s", "Dear you", "m", "c")
    assert words.version() != words.for_recipient(own).version()
