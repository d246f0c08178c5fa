"""Whether text on a colour can be read: the contrast of WCAG 2.2, and the next colour on which it can."""

from math import dist, floor

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

INK, PAPER = "#14110f", "#ffffff"  # the style sheet's
NEEDED = 4.5  # WCAG 2.2, success criterion 1.4.3


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); colours as `#rrggbb`."""
    dark, light = sorted([_luminance(one), _luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """Ink or paper, whichever is read better on `colour`."""
    return max(INK, PAPER, key=lambda text: contrast(text, colour))


def is_readable(colour: str) -> bool:
    return contrast(text_on(colour), colour) >= NEEDED


def nearest_readable(colour: str) -> str:
    """`colour` as much darker or lighter as it takes for text on it to be read; itself where it is."""
    steps = ([_mixed(colour, end, step / 255) for step in range(256)] for end in ("#000000", "#ffffff"))
    found = [next(filter(is_readable, shades)) for shades in steps]
    return min(found, key=lambda shade: dist(_parts(shade), _parts(colour)))


def validate_readable(colour: str) -> None:
    """Expects `#rrggbb`; what is none is told by another validator."""
    try:
        if is_readable(colour):
            return
    except ValueError:
        return
    words = _(
        "Text on this colour is hard to read: white has a contrast of %(paper)s to it, black of %(ink)s, and "
        "%(needed)s is needed. The nearest colour that passes is %(colour)s."
    )
    found = {"paper": _shown(contrast(PAPER, colour)), "ink": _shown(contrast(INK, colour)), "needed": _shown(NEEDED)}
    raise ValidationError(words % (found | {"colour": nearest_readable(colour)}))


def _shown(ratio: float) -> str:
    """Never rounded up to what is needed."""
    return number_format(floor(ratio * 100) / 100, 2)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _mixed(colour: str, end: str, share: float) -> str:
    parts = zip(_parts(colour), _parts(end), strict=True)
    return "#" + "".join(f"{round(own + (other - own) * share):02x}" for own, other in parts)


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it for sRGB."""
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
