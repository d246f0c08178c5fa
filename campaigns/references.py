"""Pages that a text refers to, followed to others: what was about one campaign is about another one in its copy."""

import re
from collections.abc import Mapping
from typing import Any

from wagtail import blocks

_PAGE_LINK = re.compile(r'(<a\b[^>]*\bid=")(\d+)("[^>]*>)')


def in_rich_text(html: str, pages: Mapping[int, int]) -> str:
    """`html` as Wagtail stores it, its links to pages led to others; `pages` maps old ids to new ones."""

    def lead_on(link: re.Match[str]) -> str:
        is_page = 'linktype="page"' in link[0]
        return f"{link[1]}{pages.get(int(link[2]), link[2])}{link[3]}" if is_page else link[0]

    return _PAGE_LINK.sub(lead_on, html)


def in_block(block: blocks.Block, raw: Any, pages: Mapping[int, int]) -> Any:
    """The stored value of a block, as `get_prep_value` gives it, with the pages in it followed."""
    match block:
        case blocks.PageChooserBlock():
            return pages.get(raw, raw)
        case blocks.RichTextBlock():
            return in_rich_text(raw, pages)
        case blocks.BaseStreamBlock():
            return [item | {"value": in_block(block.child_blocks[item["type"]], item["value"], pages)} for item in raw]
        case blocks.BaseStructBlock():
            return {name: in_block(block.child_blocks[name], value, pages) for name, value in raw.items()}
        case blocks.ListBlock():
            return [item | {"value": in_block(block.child_block, item["value"], pages)} for item in raw]
    return raw
