"""What came of one campaign, for its staff: figures, a chart with its table, and files. Names no supporter."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import Column, NumberColumn, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from campaigns.counts import READING_NAMES, Period, Results, results_of, signed_letters
from campaigns.kept_sums import sums_of
from campaigns.models import Campaign, CampaignPage
from campaigns.staff.chart import chart_of, day_words, finding
from campaigns.staff.exports import letters_file, may_export, refusal, results_file
from campaigns.staff.reach import reaches
from campaigns.staff.result_names import language_name, recipient_name, ridings, source_name
from campaigns.staff.spreadsheet import CSV, XLSX
from cms.titled import Titled

LABEL = _("Results")
READING_ORDER = ("sent", "delivered", "bounced", "queued", "waiting")
LETTERS = NumberColumn("letters", label=_("Letters"), accessor=lambda row: row[1])


def may_see_results(user: AbstractBaseUser) -> bool:
    """Whoever may see campaigns, of those within reach."""
    return any(user.has_perm(f"campaigns.{verb}_campaign") for verb in ("view", "change"))


class OfCampaign:
    """A view of the results of one campaign, which need not be stored yet, in the period that the address asks for."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = kwargs["key"]
        if not (may_see_results(request.user) and reaches(request.user, key)):
            raise PermissionDenied
        self.page = CampaignPage.objects.lead_for(key)
        self.campaign = Campaign.objects.with_number().filter(key=key).first()
        if not (self.page or self.campaign):
            raise Http404
        self.campaign = self.campaign or Campaign.unstored(key)
        self.period = Period.asked(request.GET.get("period", ""))
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        return self.page.get_admin_display_title() if self.page else str(self.campaign)


class ResultsView(OfCampaign, Titled, WagtailAdminTemplateMixin, TemplateView):
    template_name = "campaigns/admin/results.html"
    page_title = LABEL
    header_icon = "table"

    def get_page_subtitle(self) -> str:
        return self.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        campaigns = {"url": reverse("campaign_states:index"), "label": _("Campaigns")}
        here = {"url": "", "label": self.get_header_title()}
        return [*super().get_breadcrumbs_items(), campaigns, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = results_of(self.campaign, period=self.period, sums=sums_of(self.campaign, self.period))
        shown = {"results": results, "finding": finding(results), "chart": chart_of(results), "campaign": self.campaign}
        return super().get_context_data(**shown, **tables(results), periods=Period, files=list(self._files()), **kwargs)

    def _files(self) -> Iterator[dict[str, Any]]:
        """The ways to download, those that the user has."""
        kinds = {"results": _("These results")}
        if may_export(self.request.user):
            kinds["letters"] = _("The letters, with their supporters’ details")
        for what, words in kinds.items():
            query = f"?period={self.period.value}"
            links = {kind: reverse(f"export_{what}", args=[self.campaign.key, kind]) + query for kind in (CSV, XLSX)}
            yield {"words": words, "links": links}


def tables(results: Results) -> dict[str, Table]:
    """Of each part of the results, the days from the newest on."""
    days = [(day_words(day), letters) for day, letters in reversed(results.days)]
    sources = [(source_name(part), part.letters) for part in results.sources]
    return {
        "days": Table([_named(_("Day")), LETTERS], days, caption=_("Letters by day")),
        "languages": Table(
            [
                Column("language", label=_("Language"), accessor=language_name),
                NumberColumn("letters", label=_("Letters")),
                NumberColumn("opt_ins", label=_("Want updates")),
            ],
            results.languages,
            caption=_("Letters by language"),
        ),
        "sources": Table([_named(_("Source")), LETTERS], sources, caption=_("Letters by source")),
        "ridings": Table([_named(_("Riding")), LETTERS], list(ridings(results)), caption=_("Letters by riding")),
        "recipients": Table(
            [Column("recipient", label=_("Recipient"), accessor=recipient_name), *map(_reading, READING_ORDER)],
            results.sendings,
            caption=_("What became of the letters to each recipient"),
        ),
    }


def _named(label: str) -> Column:
    return Column("name", label=label, accessor=lambda row: row[0])


def _reading(name: str) -> NumberColumn:
    return NumberColumn(name, label=READING_NAMES[name], accessor=lambda sending: sending.readings[name])


class Export(OfCampaign, View):
    http_method_names = ["get"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["kind"] not in (CSV, XLSX):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *, kind: str, **kwargs: Any) -> HttpResponse:
        stored = Campaign.objects.for_key(self.campaign.key)  # its history says who exported
        return self.file(campaign=stored, kind=kind, by=request.user, name=self.title)


class ExportResults(Export):
    """As of now, however large the campaign is."""

    def file(self, **options: Any) -> HttpResponse:
        return results_file(results_of(self.campaign, period=self.period), **options)


class ExportLetters(Export):
    """For whoever may export letters."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs) if may_export(request.user) else refusal()

    def file(self, *, campaign: Campaign, **options: Any) -> HttpResponse:
        return letters_file(signed_letters(campaign, self.period), campaigns=[campaign], **options)


# The ways to it


def urls() -> Iterator[URLPattern]:
    here = "campaigns/<uuid:key>/results"
    yield path(f"{here}/", ResultsView.as_view(), name="campaign_results")
    yield path(f"{here}/<slug:kind>/", ExportResults.as_view(), name="export_results")
    yield path(f"{here}/letters/<slug:kind>/", ExportLetters.as_view(), name="export_letters")


def results_button(campaign: Campaign | CampaignPage) -> Button:
    return Button(LABEL, reverse("campaign_results", args=[campaign.key]), icon_name="table", priority=24)


def page_buttons(page: Page, user: Any) -> Iterator[Button]:
    if isinstance(page, CampaignPage) and page.pk and may_see_results(user) and reaches(user, page.key):
        yield results_button(page)
