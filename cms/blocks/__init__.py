"""Blocks that any page may use. Each says what it is, how it looks in the chooser, and has a template of its own."""

from cms.blocks.actions import CallToActionBlock
from cms.blocks.media import PictureBlock, ScriptsBlock
from cms.blocks.streams import CONTENT_COUNTS, ONCE, ContentStreamBlock, TextStreamBlock
from cms.blocks.text import INLINE_FEATURES, HeadingBlock, QuoteBlock, RichTextBlock
from cms.blocks.warning import ContentWarningBlock

__all__ = [
    "CONTENT_COUNTS",
    "INLINE_FEATURES",
    "ONCE",
    "CallToActionBlock",
    "ContentStreamBlock",
    "ContentWarningBlock",
    "HeadingBlock",
    "PictureBlock",
    "QuoteBlock",
    "RichTextBlock",
    "ScriptsBlock",
    "TextStreamBlock",
]
