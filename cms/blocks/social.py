from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

https_only = URLValidator(schemes=["https"], message=_("Write an address that begins with https://."))


class SocialAccountBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=40, help_text=_("As people know it, such as Mastodon."))
    url = blocks.URLBlock(label=_("Address"), validators=[https_only], help_text=_("The whole address, with https://."))

    class Meta:
        icon = "link"
        label = _("Account")
        label_format = "{name}"


class SocialStreamBlock(blocks.StreamBlock):
    """The organisation's accounts elsewhere, in the order in which the footer names them."""

    account = SocialAccountBlock()

    class Meta:
        max_num = 8
