"""What differs between two versions of what is written on a page, but for the keys that an editor sets."""

import json
import re
from collections.abc import Mapping
from typing import Any

from wagtail import blocks

_EDITORS_KEY = re.compile(r'\s*data-block-key="[^"]*"')
_EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")  # what an editor makes of an empty text


def differing(
    before: Mapping[str, Any], now: Mapping[str, Any], *, streams: Mapping[str, blocks.StreamBlock]
) -> list[str]:
    """The names of the fields that differ, in the order of `now`. What only one of the two has came with a newer page
    model, or went with it, and says nothing. `streams` has the block of each field that holds a stream."""

    def plain(name: str, value: Any) -> Any:
        if stream := streams.get(name):
            return plain_block(stream, json.loads(value) if isinstance(value, str) else value)
        return without_keys(value) if isinstance(value, str) else value or None

    return [name for name in now if name in before and plain(name, before[name]) != plain(name, now[name])]


def without_keys(text: str) -> str:
    """A text as its readers get it: the editor marks each paragraph, and browsers end lines in their own way."""
    bare = _EMPTY_PARAGRAPH.sub("", _EDITORS_KEY.sub("", text))
    return bare.replace("\r\n", "\n").strip()


def plain_block(block: blocks.Block, raw: Any) -> Any:
    """The stored value of a block without ids; what is left out has its default, and what is empty is None."""
    match block:
        case blocks.BaseStreamBlock():
            known = [item for item in raw or [] if item["type"] in block.child_blocks]
            return [[item["type"], plain_block(block.child_blocks[item["type"]], item["value"])] for item in known]
        case blocks.BaseStructBlock() if isinstance(raw, dict):
            whole = _defaults(block) | raw
            return {name: plain_block(child, whole[name]) for name, child in block.child_blocks.items()}
        case blocks.ListBlock():
            return [plain_block(block.child_block, _value_of(item)) for item in raw or []]
    return without_keys(raw) or None if isinstance(raw, str) else raw or None


def _defaults(block: blocks.BaseStructBlock) -> dict[str, Any]:
    return {name: child.get_prep_value(child.get_default()) for name, child in block.child_blocks.items()}


def _value_of(item: Any) -> Any:
    """Lists were once stored without ids."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
