"""What staff look at to keep the directory well: codes that nobody could place, and recipients to verify."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from campaigns.models import Delivery, LookupAnswer, Recipient
from campaigns.models.states import Status
from campaigns.staff.spreadsheet import TextAsText


class UnplacedCodesReport(TextAsText, ReportView):
    """Postal codes without a riding, and how many letters wait for each. Shows codes, never people."""

    page_title = _("Postal codes not found")
    header_icon = "help"
    model = LookupAnswer
    permission_policy = ModelPermissionPolicy(Recipient)
    any_permission_required = ["view", "change"]
    index_url_name = "unplaced_codes"
    index_results_url_name = "unplaced_codes_results"
    default_ordering = "-times_asked"
    columns = [
        Column("postal_code", label=_("Postal code")),
        NumberColumn("times_asked", label=_("Times asked"), sort_key="times_asked"),
        NumberColumn("letters_waiting", label=_("Letters waiting"), sort_key="letters_waiting"),
        DateColumn("answered_at", label=_("Last asked"), sort_key="answered_at"),
    ]
    list_export = ["postal_code", "times_asked", "letters_waiting", "answered_at"]
    export_headings = {column.name: column.label for column in columns}

    def get_base_queryset(self):
        waiting = Delivery.objects.filter(status=Status.WAITING, letter__postal_code=OuterRef("postal_code"))
        counted = waiting.order_by().values("letter__postal_code").annotate(number=Count("pk")).values("number")
        return LookupAnswer.objects.filter(nothing=True).annotate(letters_waiting=Coalesce(Subquery(counted), 0))


class DirectoryReport(TextAsText, ReportView):
    """Every recipient: where the address comes from, when somebody last verified it, and what came back."""

    page_title = _("Directory health")
    header_icon = "group"
    model = Recipient
    permission_policy = ModelPermissionPolicy(Recipient)
    any_permission_required = ["view", "change"]
    index_url_name = "directory_health"
    index_results_url_name = "directory_health_results"
    default_ordering = "verified_on"
    is_searchable = True
    search_fields = ["name", "district__name_en", "district__name_fr"]
    columns = [
        Column("name", label=_("Name"), sort_key="name"),
        Column("district", label=_("Riding")),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column("is_vacant", label=_("Vacant")),
        Column("source", label=_("Source")),
        DateColumn("verified_on", label=_("Verified"), sort_key="verified_on"),
        NumberColumn("bounces", label=_("Came back"), sort_key="bounces"),
    ]
    list_export = ["name", "district", "status", "is_vacant", "source", "verified_on", "bounces"]
    export_headings = {"name": _("Name"), "district": _("Riding"), "status": _("Status"), "is_vacant": _("Vacant")} | {
        "source": _("Source"),
        "verified_on": _("Verified"),
        "bounces": _("Came back"),
    }

    def get_base_queryset(self):
        came_back = Count("deliveries", filter=Q(deliveries__status=Status.BOUNCED))
        return Recipient.objects.select_related("district").annotate(bounces=came_back)
