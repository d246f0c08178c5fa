"""All languages of a campaign side by side, and the button that says they are in line again."""

import json
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.log_actions import log

from campaigns.editor.languages import changed_words, coverage, language_name
from campaigns.models import Alignment, CampaignPage
from campaigns.models.languages import Changed
from campaigns.staff.languages.side_by_side import tabs_of
from cms.titled import Titled

LABEL = _("Compare languages")


class CompareLanguagesView(Titled, WagtailAdminTemplateMixin, TemplateView):
    """For whoever may edit the campaign's page in one of its languages."""

    template_name = "campaigns/admin/languages/compare.html"
    page_title = LABEL
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.pages = CampaignPage.objects.in_all_languages(kwargs["key"])
        if not self.pages:
            raise Http404
        self.editable = {page.pk for page in self.pages if page.permissions_for_user(request.user).can_edit()}
        if not self.editable:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is declared is what was seen: were there changes meanwhile, they are shown first."""
        page = next((page for page in self.pages[1:] if str(page.pk) == request.POST.get("page")), None)
        if page is None or page.pk not in self.editable:
            raise PermissionDenied
        if request.POST.get("seen") == seen(self.pages[0], page):
            declare_in_line(page, self.pages[0], by=request.user)
            messages.success(request, gettext("The two pages are in line, as they are now."))
        else:
            messages.warning(request, gettext("One of the pages has changed meanwhile. Look at it, then say so again."))
        return redirect("compare_languages", kwargs["key"])

    def get_page_subtitle(self) -> str:
        return self.pages[0].get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.pages[0].pk])
        here = {"url": "", "label": self.page_title}
        return [*super().get_breadcrumbs_items(), {"url": editor, "label": self.get_page_subtitle()}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead, *translations = self.pages
        found = {
            page: [*filter(None, [page.changed_on_lead_page, page.changed_for_lead_page])] for page in translations
        }
        drafts = [page.get_latest_revision_as_object() for page in self.pages]
        told = {
            "pages": self.pages,
            "editable": self.editable,
            "coverage": list(coverage(lead)),
            "translations": [_told(lead, page, changes, page.pk in self.editable) for page, changes in found.items()],
            "tabs": tabs_of(drafts, chain.from_iterable(found.values())),
            "missing": [language_name(locale) for locale in lead.missing_languages],
            "translate_url": _translate_url(lead, self.request.user),
        }
        return super().get_context_data(**told, **kwargs)


def seen(lead: CampaignPage, page: CampaignPage) -> str:
    """Stands for what is written on both; differs once one of them changes."""
    written = json.dumps([lead.newest_written, page.newest_written], cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac("campaigns.compare_languages", written).hexdigest()


@transaction.atomic
def declare_in_line(page: CampaignPage, lead: CampaignPage, *, by: Any) -> None:
    Alignment.objects.declare(page, lead, by=by)
    log(instance=page, action="campaigns.in_line", user=by, data={"lead": lead.pk})


def _told(lead: CampaignPage, page: CampaignPage, changes: list[Changed], may_declare: bool) -> dict[str, Any]:
    return {
        "page": page,
        "changes": [changed_words(change) for change in changes],
        "known": page.alignment_with_lead,
        "language": language_name(page.locale),
        "lead_language": language_name(lead.locale),
        "seen": seen(lead, page) if may_declare else "",
    }


def _translate_url(page: CampaignPage, user: Any) -> str:
    may = user.has_perm("simple_translation.submit_translation") and page.permissions_for_user(user).can_edit()
    return reverse("simple_translation:submit_page_translation", args=[page.pk]) if may else ""


def compare_button(page: Any) -> Button:
    """For a page, or whatever else has the `key` of its campaign."""
    return Button(LABEL, reverse("compare_languages", args=[page.key]), icon_name="globe", priority=64)
