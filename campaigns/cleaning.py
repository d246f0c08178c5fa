"""Text from outside, made safe for a header, a letter or a spreadsheet before anything else sees it."""

import re
import unicodedata

# Control characters (VT, FF, FS, GS, RS and C1 among them split header blocks), surrogates, format characters
# (bidirectional overrides, zero-width) and the Unicode line separators.
_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # needed inside Persian and Indic words, and in emoji; harmless between letters
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a cell begins that spreadsheets calculate


def _is_safe(character: str) -> bool:
    return unicodedata.category(character) not in _UNSAFE_CATEGORIES


def one_line(text: str) -> str:
    """`text` on one line: NFC, single spaces, nothing invisible."""
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    return "".join(filter(_is_safe, spaced)).strip()


def many_lines(text: str) -> str:
    """`text` with its line breaks as `\\n`: NFC, no other control characters; joiners stay."""
    unified = re.sub(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    return "".join(c for c in unified if c in "\n\t" or c in _JOINERS or _is_safe(c)).strip()


def harmless_cell(cell: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
