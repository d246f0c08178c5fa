"""The form of the sending settings in the admin."""

from typing import ClassVar

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log


class LoggedForm(WagtailAdminModelForm):
    """Who changed what, and from what, stands in the audit log."""

    logged: ClassVar[tuple[str, ...]]  # no addresses
    action: ClassVar[str]

    def save(self, commit=True):
        before = {name: self.initial[name] for name in self.logged if name in self.changed_data}
        row = super().save(commit)
        if before:
            changes = {name: [value, getattr(row, name)] for name, value in before.items()}
            log(instance=row, action=self.action, user=self.for_user, data={"changes": changes})
        return row


class SendingForm(LoggedForm):
    logged = ("live", "stopped", "recipient_cap", "domain_cap")
    action = "campaigns.sending_switched"

    def save(self, commit=True):
        """What waits in line has its place by the caps as they were."""
        row = super().save(commit)
        if {"recipient_cap", "domain_cap"} & {*self.changed_data}:
            row.form_lines_anew()
        return row
