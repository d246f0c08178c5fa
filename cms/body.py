"""The order and the pieces in which a page's blocks are shown: the warning first, the letter's form always open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

TEXT_BLOCKS = {"heading", "rich_text", "quote", "picture"}  # what a warning about the text may hide


@dataclass(frozen=True)
class Stretch:
    """Blocks that follow each other and are all hidden until the reader chooses, or all shown."""

    is_hidden: bool
    blocks: list


def arrange(blocks: list, *, hides_text: bool) -> dict:
    """The template context of a body: what stands before the letter's form, that form's block or None, the rest.

    A content warning set below the form moves above it. With `hides_text` the text after the warning is hidden.
    """
    letter, warning = _place("letter_action", blocks), _place("content_warning", blocks)
    if letter < warning < len(blocks):
        blocks.insert(letter, blocks.pop(warning))
        letter, warning = letter + 1, letter
    marked = [
        (block, hides_text and place > warning and block.block_type in TEXT_BLOCKS)
        for place, block in enumerate(blocks)
    ]
    return {
        "body_before": _stretches(marked[:letter]),
        "letter_action": next(iter(blocks[letter:]), None),
        "body_after": _stretches(marked[letter + 1 :]),
    }


def pictures_of(raw_blocks: Iterable[dict]) -> Iterator[int]:
    """Keys of the pictures in a body as it is stored: loads none."""
    for block in raw_blocks:
        key = block["value"]["image"] if block["type"] == "picture" else None
        key = key["image"] if isinstance(key, dict) else key
        if key:
            yield key


def _place(kind: str, blocks: list) -> int:
    """Where the first block of this kind stands; behind the last one where there is none."""
    return next((place for place, block in enumerate(blocks) if block.block_type == kind), len(blocks))


def _stretches(marked: list[tuple]) -> list[Stretch]:
    return [
        Stretch(is_hidden, [block for block, _mark in run]) for is_hidden, run in groupby(marked, key=itemgetter(1))
    ]
