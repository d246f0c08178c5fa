"""What all languages of a campaign share, in the editor: edited on the lead page, shown on the others."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel

from campaigns.wording import PLACEHOLDERS
from cms.dates import date_format


class ReadOnlyPanel(FieldPanel):
    """A value as people write it."""

    def format_value_for_display(self, value: Any) -> Any:
        if value is None or value == "":
            return gettext("Not set")
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        if isinstance(value, date):
            return date_format(value)
        return super().format_value_for_display(value)


class SharedPanel(FieldPanel):
    """Edited on the lead page; a translation, whose form lacks the field, shows what stands there."""

    def get_bound_panel(self, instance=None, request=None, form=None, prefix="panel"):
        if form is None or self.field_name in form.fields:
            return super().get_bound_panel(instance, request, form, prefix)
        kwargs = self.clone_kwargs() | {"read_only": True, "disable_comments": True}
        shown = ReadOnlyPanel(**kwargs).bind_to_model(self.model)
        return shown.get_bound_panel(instance.lead_page, request, form, prefix)


class RecipientsPanel(InlinePanel):
    """The rows that say who gets the letter; a translation has words of its own for them."""

    def get_bound_panel(self, instance=None, request=None, form=None, prefix="panel"):
        if form is None or self.relation_name in form.formsets:
            return super().get_bound_panel(instance, request, form, prefix)
        words = OwnWordsPanel(heading=self.heading).bind_to_model(self.model)
        return words.get_bound_panel(instance, request, form, prefix)


class OwnWordsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/own_words.html"


class LeadPageNotice(Panel):
    """On a translation: where that is edited which all languages share."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/lead_page_notice.html"

        def is_shown(self):
            return self.instance is not None and not self.instance.is_lead_page

        def get_context_data(self, parent_context=None):
            lead = self.instance.lead_page
            may_edit = lead.permissions_for_user(self.request.user).can_edit()
            return super().get_context_data(parent_context) | {"lead": lead, "may_edit": may_edit}


class DatesPanel(MultiFieldPanel):
    """Says whose clock counts: the one that the editor's account is set to."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            place = timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
            now = time_format(timezone.localtime(timezone.now()).time(), "TIME_FORMAT")
            words = gettext("It is now %(now)s in %(place)s, whose time counts here.")
            self.help_text = words % {"place": place, "now": now}


class PlaceholdersPanel(Panel):
    """What may stand between double braces, and what it becomes in the letter to the first recipient."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/panels/placeholders.html"

        def get_context_data(self, parent_context=None):
            examples = self.instance.placeholder_examples()
            rows = [(name, what, examples.get(name, "")) for name, what in PLACEHOLDERS.items()]
            return super().get_context_data(parent_context) | {"rows": rows, "has_examples": bool(examples)}

    def __init__(self, heading=_("Placeholders"), **kwargs):
        super().__init__(heading=heading, **kwargs)
