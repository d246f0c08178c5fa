"""The form of the sending settings in the admin."""

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log

LOGGED = ("live", "stopped", "recipient_cap", "domain_cap")  # no addresses


class SendingForm(WagtailAdminModelForm):
    """Who switched what, and from what, stands in the audit log."""

    def save(self, commit=True):
        before = {name: self.initial[name] for name in LOGGED if name in self.changed_data}
        sending = super().save(commit)
        if before:
            changes = {name: [value, getattr(sending, name)] for name, value in before.items()}
            log(instance=sending, action="campaigns.sending_switched", user=self.for_user, data={"changes": changes})
        return sending
