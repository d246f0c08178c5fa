"""A campaign's rehearsal in the admin, one click from the page's editor."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button

from campaigns.models import CampaignPage
from campaigns.rehearse import findings_in, letters_of


class RehearsalView(WagtailAdminTemplateMixin, TemplateView):
    """For whoever may edit the page. Renders all letters, stores nothing, sends nothing."""

    template_name = "campaigns/admin/rehearsal.html"
    page_title = _("Rehearsal")
    header_icon = "mail"
    columns = [
        Column("page", label=_("Language"), accessor=lambda finding: finding.page.locale.get_display_name()),
        Column("what", label=_("What is wrong")),
        Column("who", label=_("In the letters to")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.page = get_object_or_404(CampaignPage, pk=kwargs["pk"])
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        here = {"url": "", "label": self.page_title}
        return [*super().get_breadcrumbs_items(), {"url": editor, "label": self.get_page_subtitle()}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = list(letters_of(self.page))
        findings = findings_in(letters)
        made = sum(rehearsed.message is not None for rehearsed in letters)
        table = Table(self.columns, findings) if findings else None
        return super().get_context_data(number=made, findings=findings, table=table, **kwargs)


def rehearsal_button(page: CampaignPage) -> Button:
    return Button(_("Rehearse"), reverse("rehearse_campaign", args=[page.pk]), icon_name="mail", priority=67)
