"""What staff are told about sending: on the admin's home page while nothing reaches a recipient, and in the history."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter

from campaigns.models import SendingSettings


class SendingPanel(Component):
    """For all staff; the way to the switch only for who may turn it. Nothing while letters leave."""

    name = "sending"
    template_name = "campaigns/admin/sending_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        sending = SendingSettings.load()
        may_switch = parent_context["request"].user.has_perm("campaigns.change_sendingsettings")
        url = reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings"]) if may_switch else ""
        return {"sending": sending, "url": url}


class SendingSwitched(LogFormatter):
    label = _("Sending switched")

    def format_message(self, log_entry: Any) -> str:
        changes = log_entry.data["changes"].items()
        return "; ".join(
            gettext("%(name)s: %(after)s, was %(before)s")
            % {"name": _name(field), "before": _shown(before), "after": _shown(after)}
            for field, (before, after) in changes
        )


def _name(field: str) -> str:
    return str(SendingSettings._meta.get_field(field).verbose_name)


def _shown(value: bool | int | None) -> str:
    if value is None:
        return gettext("no limit")
    if isinstance(value, bool):
        return pgettext("a switch", "on") if value else pgettext("a switch", "off")
    return str(value)


def register_actions(actions: Any) -> None:
    actions.register_action("campaigns.sending_switched")(SendingSwitched)
