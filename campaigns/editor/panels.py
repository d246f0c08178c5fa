from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel, TabbedInterface

from campaigns.keeping import keeping_words


class CountPanel(Panel):
    """The campaign's number in the editor, and the way to add an offset entry, which takes effect at once."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/count_panel.html"

        def get_context_data(self, parent_context=None):
            add_url = f"{reverse('offset_entries:add')}?page={self.instance.pk}" if self.instance.pk else ""
            context = {"campaign": self.instance.campaign, "add_url": add_url}
            return super().get_context_data(parent_context) | context

    def __init__(self, heading=_("Counter"), **kwargs):
        super().__init__(heading=heading, **kwargs)


class CheckedTabs(TabbedInterface):
    """Tabs below the checks before publishing, which are made anew at each save, autosave included."""

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "campaigns/panels/checked_tabs.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"checklist": self.instance.checklist}


class OutlookPanel(Panel):
    """When the last letter leaves, as the caps on sending allow: read before the page is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/outlook_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"sentences": self.instance.outlook}

    def __init__(self, heading=_("When the letters leave"), **kwargs):
        super().__init__(heading=heading, **kwargs)


class KeepingPanel(Panel):
    """What supporters are told below the form of how long we keep their data, in the editor's own language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/outlook_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"sentences": keeping_words(self.instance.keeping_terms)}

    def __init__(self, heading=_("How long we keep supporters' data"), **kwargs):
        super().__init__(heading=heading, **kwargs)


class WhyStoppedPanel(Panel):
    """Above the switch that lets letters leave again after a restore: what to look at first."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/why_stopped.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.restored)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"restored": self.instance.restored}
