from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class CountPanel(Panel):
    """The campaign's number in the editor, and the way to add an offset entry, which takes effect at once."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/count_panel.html"

    def __init__(self, heading=_("Counter"), **kwargs):
        super().__init__(heading=heading, **kwargs)
