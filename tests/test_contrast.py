"""An accent on which text cannot be read is not saved, and the words say which one next to it can."""

import re
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cms.contrast import INK, NEEDED, PAPER, contrast, is_readable, nearest_readable, text_on, validate_readable
from cms.models.settings import DEFAULT_ACCENT

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
SHADES = [f"#{red:02x}{green:02x}77" for red, green in product(range(0, 256, 15), repeat=2)]
HARD = [shade for shade in SHADES if not is_readable(shade)]  # neither dark nor light


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59), (INK, INK, 1)],
)
def test_contrast_is_what_wcag_says(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


def test_text_is_dark_on_light_and_white_on_dark():
    assert (text_on(DEFAULT_ACCENT), text_on("#1d3f8f"), text_on("#FFFFFF")) == (INK, PAPER, INK)


@given(colours)
def test_any_colour_passes_or_the_proposed_one_does(colour):
    proposed = nearest_readable(colour)
    assert contrast(text_on(proposed), proposed) >= NEEDED
    assert validate_readable(proposed) is None
    assert (proposed == colour) == is_readable(colour)


@given(st.sampled_from(HARD))
def test_a_refusal_names_the_colour_that_passes(colour):
    with pytest.raises(ValidationError, match=f"colour that passes is {nearest_readable(colour)}."):
        validate_readable(colour)


@given(st.integers(0x70, 0x80))
def test_the_proposed_grey_is_next_to_the_one_that_was_refused(level):
    grey = f"#{level:02x}{level:02x}{level:02x}"
    step = int(nearest_readable(grey)[1:3], 16) - level
    between = range(level, level + step, 1 if step > 0 else -1)
    assert not any(is_readable(f"#{shade:02x}{shade:02x}{shade:02x}") for shade in between)


def test_a_refusal_says_what_was_found_and_never_rounds_it_up_to_enough():
    with pytest.raises(ValidationError) as refused:
        validate_readable(HARD[0])
    found = [float(number) for number in re.findall(r"(\d\.\d\d)(?=[ ,])", refused.value.message)]
    assert found[-1] == NEEDED
    assert max(found[:-1]) < NEEDED


def test_a_refusal_in_french_has_french_numbers():
    with translation.override("fr"), pytest.raises(ValidationError, match="4,50"):
        validate_readable(HARD[0])


@given(st.text(max_size=9))
def test_what_is_no_colour_is_told_by_another_validator(text):
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", text):
        assert validate_readable(text) is None
