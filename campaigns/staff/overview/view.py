"""The list of campaigns: sorted by what was changed last, narrowed by state and title."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton

from campaigns.models import Campaign, CampaignIndexPage, CampaignPage
from campaigns.models.overview import STATES
from campaigns.staff.languages.view import compare_button
from campaigns.staff.overview import words
from campaigns.staff.overview.gather import CampaignRow, gather
from campaigns.staff.reach import own_keys, sees_all

BEGIN = _("Begin a campaign")
MAY_SWITCH = "campaigns.change_campaign"


class StateFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        field_name="state_now",
        label=_("Status"),
        choices=list(STATES.items()),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Campaign
        fields: list[str] = []


class OverviewColumn(Column):
    """What stands large, and what stands small below it. A cell says its column's name where there is no room for a
    head."""

    cell_template_name = "campaigns/admin/overview/two_lines_cell.html"

    def get_value(self, row: CampaignRow) -> Any:
        return self.accessor(row)


class CoverageColumn(OverviewColumn):
    cell_template_name = "campaigns/admin/overview/coverage_cell.html"

    def get_cell_context_data(self, row: CampaignRow, parent_context: dict) -> dict:
        url = reverse("compare_languages", args=[row.key]) if may_edit(row, parent_context["request"].user) else ""
        return super().get_cell_context_data(row, parent_context) | {"url": url}


class TroubleColumn(OverviewColumn):
    cell_template_name = "campaigns/admin/overview/trouble_cell.html"

    def get_cell_context_data(self, row: CampaignRow, parent_context: dict) -> dict:
        found = list(words.trouble(row, parent_context["request"].user))
        return super().get_cell_context_data(row, parent_context) | {"trouble": found}

    def get_value(self, row: CampaignRow) -> None:
        return None  # depends on who asks


def may_edit(row: CampaignRow, user: Any) -> bool:
    return any(page.permissions_for_user(user).can_edit() for page in row.pages)


class CampaignPaginator(WagtailPaginator):
    model = Campaign  # what the rows are counted as


class Overview(IndexView):
    """For whoever may look at campaigns: those within reach.

    Its rows are lead pages while they are searched, then one CampaignRow each.
    """

    queryset = CampaignPage.objects.all()
    results_template_name = "campaigns/admin/overview/results.html"
    default_ordering = "-changed_at"
    paginator_class = CampaignPaginator
    table_classname = "listing overview"

    def get_base_queryset(self) -> Any:
        leads = super().get_base_queryset().leads().with_overview().select_related("locale")
        user = self.request.user
        return leads if sees_all(user) else leads.filter(translation_key__in=own_keys(user))

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.titled_like(self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset).order_by(*self._order(), "-pk")

    def _order(self) -> list[Any]:
        name = self.ordering.removeprefix("-")
        return [F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_last=True)]

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple:
        paginator, page, leads, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, gather(list(leads)), has_others

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("title", label=_("Campaign"), accessor=str, get_url=self.get_editor_url, sort_key="draft_title"),
            OverviewColumn(
                "state", label=_("Status"), accessor=lambda row: (words.state_words(row), words.date_words(row))
            ),
            CoverageColumn("languages", label=_("Languages"), accessor=lambda row: list(words.coverage_words(row))),
            OverviewColumn("letters", label=_("Letters"), accessor=words.letters_words, sort_key="number"),
            OverviewColumn("delivered", label=_("Sent or delivered"), accessor=words.delivered_words),
            TroubleColumn("trouble", label=_("Needs somebody")),
            OverviewColumn("changed", label=_("Last change"), accessor=words.changed_words, sort_key="changed_at"),
        ]

    def get_editor_url(self, row: CampaignRow) -> str | None:
        """In the language that its reader may edit; others read the title."""
        editable = [page for page in row.pages if page.permissions_for_user(self.request.user).can_edit()]
        return reverse("wagtailadmin_pages:edit", args=[editable[0].pk]) if editable else None

    def get_list_more_buttons(self, row: CampaignRow) -> list[Button]:
        """`row` has the campaign's `key`, and its `pk` once something hangs on it."""
        buttons = []
        if self.request.user.has_perm(MAY_SWITCH):
            url = reverse("switch_campaign", args=[row.key])
            buttons.append(Button(_("Pause, close or win"), url, icon_name="cog", priority=10))
        if may_edit(row, self.request.user):
            buttons.append(compare_button(row))
        return buttons

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return gettext("No campaign has these words in its title and this status.")
        return gettext("There is no campaign yet.")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        narrowed = self.is_searching or self.is_filtering
        return super().get_context_data(*args, **kwargs, begin_url="" if narrowed else self.begin_url)

    @cached_property
    def begin_url(self) -> str:
        """Where the one who looks may begin a campaign, in the site's first language if there."""
        indexes = CampaignIndexPage.objects.filter(alias_of=None).select_related("locale").order_by("pk")
        may = [page for page in indexes if page.permissions_for_user(self.request.user).can_add_subpage()]
        place = min(may, key=lambda page: not page.locale.is_default, default=None)
        return reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", place.pk]) if place else ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(BEGIN, self.begin_url, icon_name="plus")] if self.begin_url else []

    def get_add_url(self) -> None:
        """Campaigns begin with their page."""


class SwitchView(View):
    """For whoever may change campaigns: to the switch of a campaign, which gets its row now if nothing hangs on it."""

    def get(self, request: HttpRequest, key: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_SWITCH):
            raise PermissionDenied
        if not CampaignPage.objects.filter(translation_key=key).exists():
            raise Http404
        return redirect("campaign_states:edit", Campaign.objects.for_key(key).pk)
