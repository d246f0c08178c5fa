from typing import NamedTuple

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.panels import Panel

from campaigns.embed import address_of, partner_name

# No higher than a phone: whoever sends at the end of the form sees the thanks, which stand at the top.
CODE = '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy" style="border: 0"></iframe>'


class EmbedCode(NamedTuple):
    partner: str  # its site's address
    code: SafeString


class EmbedCodePanel(Panel):
    """What a partner pastes into a page of theirs, for each partner that is saved, in the language of this page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/embed_code.html"

        def get_context_data(self, parent_context=None):
            page = self.instance
            codes = [EmbedCode(origin, code_for(page, origin)) for origin in page.lead_page.partner_origins]
            return super().get_context_data(parent_context) | {"codes": codes, "is_live": page.live}


def code_for(page, origin: str) -> SafeString:
    """It names the partner as the source of the letters."""
    return format_html(CODE, settings.SITE_URL + address_of(page, source=partner_name(origin)), page.title)
