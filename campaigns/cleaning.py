"""Text from outside, made safe for a header, a letter or a spreadsheet before anything else sees it."""

import re
import unicodedata
from collections.abc import Callable

# Control characters (VT, FF, FS, GS, RS and C1 among them split header blocks), surrogates, format characters
# (bidirectional overrides, zero-width) and the Unicode line separators.
_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and signs that show nothing either
_JOINERS = "\u200c\u200d"  # needed inside Persian and Indic words, and in emoji; harmless between letters
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_NOT_IN_SOURCE = re.compile(r"[^a-z0-9._-]")
SOURCE_LENGTH = 50
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a cell begins that spreadsheets calculate


def one_line(text: str) -> str:
    """`text` on one line: NFC, single spaces, nothing invisible. Clean text stays as it is."""
    spaced = re.sub(r"\s", " ", text)
    return re.sub(" +", " ", unicodedata.normalize("NFC", _without(_shows_nothing, spaced))).strip()


def many_lines(text: str) -> str:
    """`text` with its line breaks as `\\n`: NFC, no other control characters; joiners stay."""
    return unicodedata.normalize("NFC", _without(_is_unsafe, _LINE_BREAKS.sub("\n", text))).strip()


def _without(is_unwanted: Callable[[str], bool], text: str) -> str:
    """A letter has some fifty different characters: each of them is judged once."""
    unwanted = {ord(character): None for character in set(text) if is_unwanted(character)}
    return text.translate(unwanted) if unwanted else text


def _shows_nothing(character: str) -> bool:
    return character in _BLANKS or unicodedata.category(character) in _UNSAFE_CATEGORIES


def _is_unsafe(character: str) -> bool:
    return character not in "\n\t" + _JOINERS and unicodedata.category(character) in _UNSAFE_CATEGORIES


def source_name(text: str) -> str:
    """A source as it is stored and shown: lower-case letters without accents, digits and `-_.`, a hyphen for a space.

    Whatever else there is falls away. What looks like an e-mail address is none: a source names no person.
    """
    plain = unicodedata.normalize("NFKD", text[: 4 * SOURCE_LENGTH]).lower()
    if "@" in plain or "%40" in plain:
        return ""
    return _NOT_IN_SOURCE.sub("", "-".join(plain.split())).strip("-._")[:SOURCE_LENGTH].rstrip("-._")


def harmless_cell(cell: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    is_formula = text.lstrip(" ").startswith(FORMULA) or text.lstrip().startswith(FORMULA)  # any blank before it
    return f"'{text}" if is_formula else text
