"""English that was left in a French text: pieces of what the catalogue would have put into French."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from babel.messages.pofile import read_po
from django.conf import settings

from tests.french_admin import SENTENCE

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
CODE = re.compile(r'<(script|style)\b.*?</\1>|<option value="[^"]*"', re.DOTALL)


def english_left(text: str) -> set[str]:
    """Of a page, whatever stands in its attributes too, or of a mail."""
    shown = " ".join(unescape(CODE.sub("", text)).split())
    return {piece for piece in english_pieces() if piece in shown}


@cache
def english_pieces() -> frozenset[str]:
    """What stands between the placeholders of each message, where it is two words at least and no French."""
    with (settings.LOCALE_PATHS[0] / "fr/LC_MESSAGES/django.po").open("rb") as lines:
        messages = [message for message in read_po(lines) if message.id]
    french = "\n".join(part for message in messages for part in parts(message.string))
    return frozenset(
        piece
        for message in messages
        for part in parts(message.id)
        for piece in (" ".join(piece.split()) for piece in PLACEHOLDER.split(part))
        if SENTENCE.search(piece) and piece not in french
    )


def parts(words: str | tuple[str, ...]) -> Iterator[str]:
    """One text, or each form of a plural."""
    yield from [words] if isinstance(words, str) else words
