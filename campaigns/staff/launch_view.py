"""A similar campaign in three clicks: from the menu of a page or of the campaigns list, by way of its new titles."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from campaigns.launch import launch_similar, may_launch_similar
from campaigns.models import CampaignPage
from cms.titled import Titled

LABEL = _("Launch a similar campaign")


class TitlesForm(forms.Form):
    """A title for each language, which has to differ from the old one."""

    def __init__(self, *args: Any, pages: list[CampaignPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = pages
        for page in pages:
            self.fields[f"title_{page.pk}"] = forms.CharField(
                label=_("New title (%(language)s)") % {"language": page.locale.get_display_name()},
                initial=page.draft_title,
                max_length=CampaignPage._meta.get_field("title").max_length,
                widget=forms.TextInput(attrs={"lang": page.locale.language_code}),
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        for page in self.pages:
            if answers.get(name := f"title_{page.pk}", "").casefold() == page.draft_title.casefold():
                self.add_error(name, gettext("Give the new campaign a title of its own."))
        return answers

    @property
    def titles(self) -> dict[int, str]:
        return {page.pk: self.cleaned_data[f"title_{page.pk}"] for page in self.pages}


class LaunchView(Titled, WagtailAdminTemplateMixin, FormView):
    """For whoever may, in each language, edit the campaign's page and add another beside it."""

    form_class = TitlesForm
    template_name = "campaigns/admin/launch.html"
    page_title = LABEL
    header_icon = "copy"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.pages = CampaignPage.objects.in_all_languages(kwargs["key"])
        if not self.pages:
            raise Http404
        if not all(may_launch_similar(request.user, page) for page in self.pages):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.pages[0].get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.pages[0].pk])
        here = {"url": "", "label": self.page_title}
        return [*super().get_breadcrumbs_items(), {"url": editor, "label": self.get_page_subtitle()}, here]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pages": self.pages}

    def form_valid(self, form: TitlesForm) -> HttpResponse:
        lead = launch_similar(self.pages, titles=form.titles, by=self.request.user)
        text = gettext("“%(title)s” is a draft, in all its languages. Look at it in the preview.")
        messages.success(self.request, text % {"title": lead.title})
        return redirect("wagtailadmin_pages:edit", lead.pk)


# The ways to it, from a page or whatever else has the `key` of its campaign


def launch_address(campaign: Any) -> str:
    return reverse("launch_similar_campaign", args=[campaign.key])


def launch_button(campaign: Any) -> Button:
    return Button(LABEL, launch_address(campaign), icon_name="copy", priority=25)


def page_buttons(page: Page, user: Any) -> Iterator[Button]:
    if isinstance(page, CampaignPage) and page.pk and may_launch_similar(user, page.original):
        yield launch_button(page)


def keep_campaigns_out_of_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A section copied with its subpages would hold campaigns without their other languages."""
    if request.POST.get("copy_subpages") and CampaignPage.objects.descendant_of(page).exists():
        messages.error(
            request,
            gettext("“%(title)s” has campaigns below it, which are not copied with it. Copy it without its subpages.")
            % {"title": page.get_admin_display_title()},
        )
        return redirect(request.get_full_path())
    return None


class Launched(LogFormatter):
    """What the history of a page says about where it came from."""

    label = LABEL

    def format_message(self, log_entry: Any) -> str:
        return gettext("Launched from “%(title)s”") % {"title": log_entry.data["source"]["title"]}
