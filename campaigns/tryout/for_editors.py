"""What the ways to try a draft out have in common: they stand beside the page's editor, for whoever may edit it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.models import CampaignPage
from cms.titled import Titled


class ForEditors:
    """A view of one campaign page, `page`, for whoever may edit it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.page = get_object_or_404(CampaignPage, id=kwargs["pk"])  # SQLite fails at a `pk` of 30 digits
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class BesideTheEditor(ForEditors, Titled, WagtailAdminTemplateMixin):
    """One in the admin's own dress."""

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        here = {"url": "", "label": self.page_title}
        return [*super().get_breadcrumbs_items(), {"url": editor, "label": self.get_page_subtitle()}, here]
