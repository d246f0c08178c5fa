"""A campaign's rehearsal in the admin, one click from the page's editor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.widgets import Button

from campaigns.models import CampaignPage
from campaigns.rehearse import findings_in, letters_of
from campaigns.tryout.for_editors import BesideTheEditor


class RehearsalView(BesideTheEditor, TemplateView):
    """For whoever may edit the page. Renders all letters, stores nothing, sends nothing."""

    template_name = "campaigns/admin/rehearsal.html"
    page_title = _("Rehearsal")
    header_icon = "mail"
    columns = [
        Column("page", label=_("Language"), accessor=lambda finding: finding.page.locale.get_display_name()),
        Column("what", label=_("What is wrong")),
        Column("who", label=_("In the letters to")),
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = list(letters_of(self.page))
        findings = findings_in(letters)
        made = sum(rehearsed.message is not None for rehearsed in letters)
        table = Table(self.columns, findings) if findings else None
        return super().get_context_data(number=made, findings=findings, table=table, **kwargs)


def rehearsal_button(page: CampaignPage) -> Button:
    return Button(_("Rehearse"), reverse("rehearse_campaign", args=[page.pk]), icon_name="mail", priority=67)
