"""Blocks that any page may use. Each says what it is, how it looks in the chooser, and has a template of its own."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class RichTextBlock(blocks.RichTextBlock):
    def __init__(self, features=TEXT_FEATURES, required=False, **kwargs):
        super().__init__(features=features, required=required, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs, lists and links.")
        template = "cms/blocks/rich_text_block.html"
        preview_value = "<p>For months, the families of the missing have waited for an answer.</p>"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Says what the text below is about.")
        template = "cms/blocks/heading_block.html"
        preview_value = "What we know"
        form_classname = "title"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"
        group = _("Media")
        description = _("A picture with its caption and credit.")
        template = "cms/blocks/picture_block.html"


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
        preview_value = {"text": "We do not know where he is. We do not know if he is alive.", "source": "A sister"}


class CallToActionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("or address"), required=False)

    class Meta:
        icon = "pick"
        label = _("Call to action")
        label_format = "{text}"
        group = _("Actions")
        description = _("A button that leads to another page.")
        template = "cms/blocks/call_to_action_block.html"
        preview_value = {"text": "See all our campaigns", "url": "https://example.org/"}


class ContentWarningBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("Warning"),
        rows=2,
        required=False,
        help_text=_("What readers will meet: This page mentions violence, including torture. Empty: no warning."),
    )

    class Meta:
        icon = "warning"
        label = _("Content warning")
        label_format = "{text}"
        group = _("Text")
        description = _("Lets readers choose before they meet distressing content.")
        template = "cms/blocks/content_warning_block.html"
        preview_value = {"text": "This page mentions violence, including torture."}


class ScriptsBlock(blocks.StructBlock):
    scripts = blocks.ListBlock(SnippetChooserBlock("cms.ApprovedScript"), label=_("Approved scripts"), min_num=1)

    class Meta:
        icon = "code"
        label = _("Scripts")
        group = _("Media")
        description = _("Loads scripts that were approved for this site.")
        template = "cms/blocks/scripts_block.html"


class TextStreamBlock(blocks.StreamBlock):
    """The blocks of every page's body."""

    heading = HeadingBlock()
    rich_text = RichTextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()


class ContentStreamBlock(TextStreamBlock):
    content_warning = ContentWarningBlock()
    scripts = ScriptsBlock()
