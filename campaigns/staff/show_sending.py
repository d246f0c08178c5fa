"""What staff are told about sending: on the admin's home page while nothing reaches a recipient, and in the history."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter

from campaigns.models import RetentionSettings, SendingSettings
from campaigns.staff.todo import doubts_of_restore


class SendingPanel(Component):
    """For all staff; the way to the switch only for who may turn it. Nothing while letters leave."""

    name = "sending"
    template_name = "campaigns/admin/sending_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        sending, user = SendingSettings.load(), parent_context["request"].user
        may_switch = user.has_perm("campaigns.change_sendingsettings")
        url = reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings"]) if may_switch else ""
        return {"sending": sending, "url": url, **why_stopped(sending, user)}


def why_stopped(sending: SendingSettings, user: Any) -> dict[str, Any]:
    """For templates, where the site was restored: when, and the lists of what is in doubt that the user may see."""
    restored = sending.restored
    return {"restored": restored, "lists": doubts_of_restore(user)} if restored else {}


class _Changed(LogFormatter):
    model: type[Model]

    def format_message(self, log_entry: Any) -> str:
        changes = log_entry.data["changes"].items()
        return "; ".join(
            gettext("%(name)s: %(after)s, was %(before)s")
            % {"name": self._name(field), "before": _shown(before), "after": _shown(after)}
            for field, (before, after) in changes
        )

    def _name(self, field: str) -> str:
        return str(self.model._meta.get_field(field).verbose_name)


class SendingSwitched(_Changed):
    label = _("Sending switched")
    model = SendingSettings


class RetentionChanged(_Changed):
    label = _("Changed how long personal data is kept")
    model = RetentionSettings


def _shown(value: bool | int | None) -> str:
    if value is None:
        return gettext("no limit")
    if isinstance(value, bool):
        return pgettext("a switch", "on") if value else pgettext("a switch", "off")
    return str(value)


def register_actions(actions: Any) -> None:
    actions.register_action("campaigns.sending_switched")(SendingSwitched)
    actions.register_action("campaigns.retention_changed")(RetentionChanged)
