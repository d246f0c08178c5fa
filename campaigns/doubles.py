"""Finds a title or name that stands twice in a row: what becomes of "Dear Minister" before "{{ recipient_role }}"."""

import re
from collections.abc import Iterable

LONGEST = 4  # words that are looked at together: "Dear Robin Member Robin Member"
SHORT = {"hon": "honourable", "honorable": "honourable", "mme": "madame", "mr": "mister", "dr": "doctor"}
_WORD = re.compile(r"[\w’'-]+\.?|[^\w\s]")


def double_title(text: str, titles: Iterable[str]) -> str:
    """The first of the words in `titles` that stand twice in a row in `text`, as they stand there; "" for none.

    Other words may: "nous nous adressons", "had had".
    """
    words = _WORD.findall(text)
    known = {word for title in titles for word in _folded(_WORD.findall(title)) if word[:1].isalnum()}
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - 2 * length + 1):
            first, second = words[start : start + length], words[start + length : start + 2 * length]
            if _is_one_phrase(first) and _folded(first) == _folded(second) and known.issuperset(_folded(first)):
                return " ".join(first + second)
    return ""


def _is_one_phrase(words: list[str]) -> bool:
    """Not the end of a sentence and the beginning of the next; "Hon." ends none."""
    return all(not word.endswith(".") or word[:-1].casefold() in SHORT for word in words)


def _folded(words: Iterable[str]) -> list[str]:
    bare = (word.removesuffix(".").casefold() for word in words)
    return [SHORT.get(word, word) for word in bare]
