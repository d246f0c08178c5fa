from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.models import SiteSettings
from cms.models.scripts import running
from cms.policy import allow


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


class ScriptChooserBlock(SnippetChooserBlock):
    """Wagtail's own puts the words of its buttons together once, in the language of whoever opens an editor first."""

    @cached_property
    def widget(self):
        widget = super().widget
        widget.choose_one_text, widget.choose_another_text = _("Choose a script"), _("Choose another script")
        widget.link_to_chosen_text = _("Edit this script")
        return widget

    def deconstruct(self):
        _name, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs


class ScriptsBlock(blocks.StructBlock):
    """Runs for visitors of public pages alone: what somebody sees who has a link or a password is nobody else's."""

    scripts = blocks.ListBlock(ScriptChooserBlock("cms.ApprovedScript"), label=_("Approved scripts"), min_num=1)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        scripts = self.scripts_for(context.get("request"), context.get("page"), value["scripts"])
        for script in scripts:
            allow(context["request"], **script.sources)
        orders, asking = [script.order for script in scripts], [script for script in scripts if script.needs_consent]
        return context | {"scripts": scripts, "orders": orders, "asking": asking}

    @staticmethod
    def scripts_for(request, page, chosen):
        if request is None or getattr(request, "is_preview", False) or page is None:
            return []
        scripts = running(chosen, SiteSettings.for_request(request))
        return [] if scripts and page.get_view_restrictions().exists() else scripts

    class Meta:
        icon = "code"
        label = _("Scripts")
        label_format = ""
        group = _("Media")
        description = _("Loads scripts that were approved for this site.")
        template = "cms/blocks/scripts_block.html"
        preview_template = "cms/previews/scripts_block.html"
