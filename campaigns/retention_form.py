"""The form of the retention settings in the admin."""

from campaigns.sending_form import LoggedForm


class RetentionForm(LoggedForm):
    logged = ("after_signing", "after_end", "with_news")
    action = "campaigns.retention_changed"
