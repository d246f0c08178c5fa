from wagtail import blocks

from cms.blocks.actions import CallToActionBlock
from cms.blocks.media import PictureBlock, ScriptsBlock
from cms.blocks.text import HeadingBlock, QuoteBlock, RichTextBlock
from cms.blocks.warning import ContentWarningBlock

ONCE = {"max_num": 1}
CONTENT_COUNTS = {"content_warning": ONCE, "scripts": ONCE}


class TextStreamBlock(blocks.StreamBlock):
    """The blocks of every page's body."""

    heading = HeadingBlock()
    rich_text = RichTextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()


class ContentStreamBlock(TextStreamBlock):
    """For pages that may warn of what they tell, and load approved scripts."""

    content_warning = ContentWarningBlock()
    scripts = ScriptsBlock()

    class Meta:
        block_counts = CONTENT_COUNTS
