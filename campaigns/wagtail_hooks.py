"""Where campaigns meet Wagtail's admin."""

from collections.abc import Iterable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from campaigns.history import register_actions
from campaigns.middleware import refuse_publish
from campaigns.models import CampaignPage, Letter
from campaigns.problems import problems, warnings
from campaigns.staff import launch_view, results, show_sending
from campaigns.staff.audit import AuditReport
from campaigns.staff.invalid_view import InvalidView
from campaigns.staff.languages.view import CompareLanguagesView, compare_button
from campaigns.staff.modeladmin import DistrictAdmin, LetterGroup, RecipientAdmin  # noqa: F401
from campaigns.staff.overview.view import SwitchView
from campaigns.staff.person_view import PersonView
from campaigns.staff.person_view import menu_item as person_menu_item
from campaigns.staff.readdress import ReaddressView
from campaigns.staff.reports import DirectoryReport, UnplacedCodesReport
from campaigns.staff.sender_rules import SenderRuleViewSet
from campaigns.staff.sending_report import SendingReport, start_again
from campaigns.staff.show_rehearsal import RehearsalView, rehearsal_button
from campaigns.staff.today import TodayPanel
from campaigns.staff.todo import ToDoMenuItem, ToDoView
from campaigns.staff.viewsets import CampaignViewSet, LegislatureViewSet, OffsetEntryViewSet, RecipientChooserViewSet
from campaigns.tryout import buttons as tryout


@hooks.register("register_admin_viewset")
def admin_viewsets():
    return [
        CampaignViewSet(),
        OffsetEntryViewSet(),
        LegislatureViewSet(),
        RecipientChooserViewSet("recipient_chooser"),
        SenderRuleViewSet(),
    ]


REPORTS = {
    "postal-codes": ("unplaced_codes", UnplacedCodesReport),
    "directory": ("directory_health", DirectoryReport),
    "audit": ("audit", AuditReport),
}


@hooks.register("register_admin_urls")
def report_urls():
    for address, (name, report) in REPORTS.items():
        yield path(f"reports/{address}/", report.as_view(), name=name)
        yield path(f"reports/{address}/results/", report.as_view(results_only=True), name=f"{name}_results")


class ReportMenuItem(MenuItem):
    """Shown to those who may open the report."""

    def __init__(self, name: str, report: type[ReportView]) -> None:
        super().__init__(report.page_title, reverse(name), icon_name=report.header_icon, order=600)
        self.report = report

    def is_shown(self, request):
        policy, actions = self.report.permission_policy, self.report.any_permission_required
        return policy.user_has_any_permission(request.user, actions)


for _name, _report in REPORTS.values():
    hooks.register("register_reports_menu_item", partial(ReportMenuItem, _name, _report))


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("campaigns.schedule_refused")
    class ScheduleRefused(LogFormatter):
        label = gettext_lazy("Scheduled publishing refused")
        message = gettext_lazy("Not published at the time set: the page was not ready")

    register_actions(actions)
    show_sending.register_actions(actions)
    actions.register_action("campaigns.launch")(launch_view.Launched)


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list) -> None:
    panels += [show_sending.SendingPanel(), TodayPanel()]


@hooks.register("register_admin_urls")
def letter_urls():
    yield path("recipients/<int:pk>/letters/", ReaddressView.as_view(), name="readdress_letters")
    yield path("campaigns/<uuid:key>/launch/", launch_view.LaunchView.as_view(), name="launch_similar_campaign")
    yield path("campaigns/<uuid:key>/languages/", CompareLanguagesView.as_view(), name="compare_languages")
    yield path("campaigns/<uuid:key>/status/", SwitchView.as_view(), name="switch_campaign")
    yield path("campaigns/<int:pk>/rehearse/", RehearsalView.as_view(), name="rehearse_campaign")
    yield from tryout.urls()
    yield from results.urls()
    yield path("letters/invalid/", InvalidView.as_view(), name="invalid_letters")
    yield path("person/", PersonView.as_view(), name="person")
    yield path("to-do/", ToDoView.as_view(), name="to_do")
    yield path("reports/sending/", SendingReport.as_view(), name="sending_report")
    yield path("reports/sending/start/", start_again, name="start_lane")


hooks.register("register_admin_menu_item", person_menu_item)


@hooks.register("register_admin_menu_item")
def to_do_item():
    return ToDoMenuItem(ToDoView.page_title, reverse("to_do"), name="to-do", icon_name=ToDoView.header_icon, order=212)


class SendingMenuItem(MenuItem):
    def is_shown(self, request):
        return SendingReport.is_for(request.user)


@hooks.register("register_reports_menu_item")
def sending_item():
    report = SendingReport
    return SendingMenuItem(report.page_title, reverse("sending_report"), icon_name=report.header_icon, order=590)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("campaigns/admin.css"))


@hooks.register("insert_editor_js")
def editor_script() -> str:
    return format_html('<script src="{}" defer></script>', static("campaigns/checks.js"))


@hooks.register("register_page_header_buttons")
def rehearse_button(page: Page, user, view_name: str, next_url: str | None = None):
    if isinstance(page, CampaignPage) and page.pk and page.permissions_for_user(user).can_edit():
        yield compare_button(page)
        yield rehearsal_button(page)
        yield from tryout.buttons(page)


hooks.register("before_copy_page", launch_view.keep_campaigns_out_of_copies)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def launch_button(page: Page, user, view_name: str = "", next_url: str | None = None):
    yield from launch_view.page_buttons(page, user)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def results_button(page: Page, user, view_name: str = "", next_url: str | None = None):
    yield from results.page_buttons(page, user)


@hooks.register("before_publish_page")
def refuse_a_page_with_problems(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor's own publish button does not pass through `CampaignPage.publish()`."""
    if not isinstance(page, CampaignPage) or not (found := problems(page)):
        return None
    if page.live and not page.live_revision_id:  # a page being created is put into the tree as a live one
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    return refuse_publish(request, page, found)


@hooks.register("after_publish_page")
def tell_warnings(request: HttpRequest, page: Page) -> None:
    if isinstance(page, CampaignPage):
        for warning in warnings(page):
            messages.warning(request, warning.message)


@hooks.register("before_bulk_action")
def refuse_pages_with_problems(request: HttpRequest, action_type: str, objects, action) -> HttpResponse | None:
    """All pages of a bulk publish, or none: the rest would have been published when the first is refused."""
    if request.method != "POST" or action_type != "publish" or action.model is not Page:
        return None
    below = action.cleaned_form.cleaned_data["include_descendants"]
    for page in _to_be_published(objects, below):
        if found := problems(page):
            return refuse_publish(request, page, found)
    return None


def _to_be_published(pages: Iterable[Page], with_descendants: bool) -> Iterable[CampaignPage]:
    """The newest drafts of the campaign pages among `pages`, and of those not yet live below them."""
    for page in pages:
        below = page.get_descendants().not_live() if with_descendants else Page.objects.none()
        for candidate in (page, *below):
            draft = candidate.get_latest_revision_as_object()
            if isinstance(draft, CampaignPage):
                yield draft


@hooks.register("before_delete_page")
def keep_pages_with_letters(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse_delete(request, [page])


@hooks.register("before_bulk_action")
def keep_all_pages_with_letters(request: HttpRequest, action_type: str, objects, action) -> HttpResponse | None:
    if action_type != "delete" or action.model is not Page:
        return None
    return _refuse_delete(request, objects)


def _refuse_delete(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """All of `pages`, or none."""
    pages = list(pages)
    doomed = {pk for page in pages for pk in page.get_descendants(inclusive=True).values_list("pk", flat=True)}
    for page in pages:
        if text := _why_kept(page, doomed):
            messages.error(request, text % {"title": page.title})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _why_kept(page: Page, doomed: set[int]) -> str:
    """Letters keep a reference to the page they were signed on, and the other languages read their recipients and dates
    on the lead page. Empty where `page` and all below it may go, along with the rest of the `doomed`."""
    with_it = page.get_descendants(inclusive=True).values("pk")
    if Letter.objects.filter(page__in=with_it).exists():
        return _("“%(title)s” has letters, so it cannot be deleted. Unpublish it instead.")
    leads = CampaignPage.objects.leads().filter(pk__in=with_it).values("translation_key")
    if CampaignPage.objects.filter(translation_key__in=leads, alias_of=None).exclude(pk__in=doomed).exists():
        return _(
            "“%(title)s” cannot be deleted: a campaign has its recipients and dates there, for its other languages "
            "too. Unpublish it instead, or delete those first."
        )
    return ""
