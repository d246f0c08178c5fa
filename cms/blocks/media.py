from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, help_text=_("The credit is added by itself."))

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"
        group = _("Media")
        description = _("A picture with its caption and credit.")
        template = "cms/blocks/picture_block.html"
        preview_template = "cms/previews/picture_block.html"


class ScriptsBlock(blocks.StructBlock):
    scripts = blocks.ListBlock(SnippetChooserBlock("cms.ApprovedScript"), label=_("Approved scripts"), min_num=1)

    class Meta:
        icon = "code"
        label = _("Scripts")
        label_format = ""
        group = _("Media")
        description = _("Loads scripts that were approved for this site.")
        template = "cms/blocks/scripts_block.html"
        preview_template = "cms/previews/scripts_block.html"
