from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError


class CallToActionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("or address"), required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]) and not self.is_deferred_validation:
            raise StructBlockValidationError({"url": ValidationError(_("Choose a page, or write an address: one."))})
        return cleaned

    class Meta:
        icon = "pick"
        label = _("Call to action")
        label_format = "{text}"
        group = _("Actions")
        description = _("A button that leads to another page.")
        template = "cms/blocks/call_to_action_block.html"
        preview_value = {"text": _("See all our campaigns"), "page": None, "url": "https://example.org/"}
