from django.utils.translation import gettext_lazy as _
from wagtail import blocks

INLINE_FEATURES = ["bold", "italic", "link"]
TEXT_FEATURES = ["h3", *INLINE_FEATURES, "ol", "ul", "document-link"]  # a heading block is an h2


class RichTextBlock(blocks.RichTextBlock):
    def __init__(self, features=TEXT_FEATURES, required=False, **kwargs):
        super().__init__(features=features, required=required, **kwargs)

    def get_preview_value(self):
        words = _(
            "For months, the families of the missing have waited for an answer. Nobody tells them where they are."
        )
        return self.normalize(f"<p>{words}</p>")

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs, lists and links.")
        template = "cms/blocks/rich_text_block.html"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Says what the text below is about.")
        template = "cms/blocks/heading_block.html"
        preview_value = _("What we know")
        form_classname = "title"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"), rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{source}"
        group = _("Text")
        description = _("Somebody's own words.")
        template = "cms/blocks/quote_block.html"
        preview_value = {
            "text": _("We do not know where he is. We do not know if he is alive."),
            "source": _("A sister"),
        }
