from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from campaigns.problems import problems, warnings


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


class ProblemsPanel(Panel):
    """What keeps the stored draft from being published, and what its editors should know before. Nothing on a new page,
    where everything is still missing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/problems_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk and (self.problems or self.warnings))

        @cached_property
        def problems(self):
            return problems(self.instance)

        @cached_property
        def warnings(self):
            return warnings(self.instance)

        def get_context_data(self, parent_context=None):
            found = {"problems": self.problems, "warnings": self.warnings}
            return super().get_context_data(parent_context) | found

    def __init__(self, heading=_("Before you publish"), **kwargs):
        super().__init__(heading=heading, **kwargs)


class OutlookPanel(Panel):
    """When the last letter leaves, as the caps on sending allow: read before the page is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/outlook_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"sentences": self.instance.outlook}

    def __init__(self, heading=_("When the letters leave"), **kwargs):
        super().__init__(heading=heading, **kwargs)
