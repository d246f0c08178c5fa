"""What all lists of modeladmin have in common: how their addresses end, what may be asked in them, how a row looks."""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import capfirst, yesno
from wagtail_modeladmin.helpers import AdminURLHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import HistoryView, IndexView, InspectView


class NumberedURLs(AdminURLHelper):
    """Addresses of rows hold their number; any other one is not found, where modeladmin alone answers 500."""

    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>[0-9]{{1,18}})/$"


class GuardedHistory(HistoryView):
    """For whoever may see the list; modeladmin alone shows it to all staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permission_helper.user_can_list(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class NumberedList(IndexView):
    """Filtered by its own filters and by numbers, and by nothing else. modeladmin alone takes any look-up along any
    relation out of the address, by which whoever sees recipients could spell out who wrote to them, or a colleague's
    password; and a mistyped filter must not stand for all."""

    def get_filters(self, request: HttpRequest) -> tuple[list, bool, dict[str, Any], bool]:
        filters = super().get_filters(request)
        if filters[2].keys() - {"pk__in"}:
            raise SuspiciousOperation("unknown filter")
        return filters


class Look(InspectView):
    """For whoever may view such rows."""

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        value = super().get_field_display_value(field_name, field)
        return capfirst(yesno(value)) if isinstance(value, bool) else value


class NumberedAdmin(ModelAdmin):
    url_helper_class = NumberedURLs
    index_view_class = NumberedList
    history_view_class = GuardedHistory
    inspect_view_class = Look
