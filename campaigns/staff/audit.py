"""Reports, Audit: who looked at supporters' data or took it out, and who changed what is sent, who may what and which
scripts run.

Entries are only ever added, by what is done. They hold numbers of rows, never a supporter's name, address or words.
"""

from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_type_label
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy

from campaigns.history import AUDITED
from campaigns.models import Letter, SendingSettings
from campaigns.staff.spreadsheet import TextAsText
from cms.models import ApprovedScript, User

WHOLE = (Letter, SendingSettings, ApprovedScript, User, Group)  # all that is done to one of these is told


def audited(entries: QuerySet[ModelLogEntry]) -> QuerySet[ModelLogEntry]:
    kinds = ContentType.objects.get_for_models(*WHOLE).values()
    actions = [f"campaigns.{action}" for action in AUDITED]
    return entries.filter(Q(content_type__in=kinds) | Q(action__in=actions))


def _actions() -> list[tuple[str, Any]]:
    there = audited(ModelLogEntry.objects.all()).get_actions()
    return [choice for choice in registry.get_choices() if choice[0] in there]


class AuditFilter(WagtailFilterSet):
    action = django_filters.ChoiceFilter(label=_("Action"), choices=_actions)
    user = django_filters.ModelChoiceFilter(label=_("Who"), queryset=User.objects.order_by("username"))
    timestamp = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []


class AuditReport(TextAsText, ReportView):
    """For administrators, who see no supporters themselves, and for data officers."""

    page_title = _("Audit")
    header_icon = "history"
    model = ModelLogEntry
    permission_policy = ModelPermissionPolicy(ModelLogEntry)
    any_permission_required = ["view"]
    filterset_class = AuditFilter
    index_url_name = "audit"
    index_results_url_name = "audit_results"
    default_ordering = "-timestamp"
    columns = [
        DateColumn("timestamp", label=_("Date"), sort_key="timestamp"),
        UserColumn("user", label=_("Who"), blank_display_name=_("Nobody: a date, or a supporter")),
        Column("message", label=_("Action")),
        Column("kind", label=_("What"), accessor=lambda entry: get_content_type_label(entry.content_type)),
        Column("object_id", label=_("No.")),
    ]
    list_export = ["timestamp", "user_id", "action", "message", "content_type", "object_id"]
    export_headings = {"timestamp": _("Date"), "user_id": _("Who"), "action": _("Action"), "message": _("Words")} | {
        "content_type": _("What"),
        "object_id": _("No."),
    }

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        entries = audited(ModelLogEntry.objects.all())
        return entries.select_related("content_type").prefetch_related("user__wagtail_userprofile")
