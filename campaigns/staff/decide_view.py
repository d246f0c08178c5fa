"""The page that asks, before anything is done, what becomes of the mails that were ticked or filtered for."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, NumberColumn, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.decide import OUT_OF, Choice, decide, numbers_by_status, open_choices
from campaigns.models.states import Status
from campaigns.staff.numbered import NumberedList


class DecideForm(forms.Form):
    choice = forms.ChoiceField(label=_("What becomes of them"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For the history."))
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)  # what has changed since then is left alone

    def __init__(self, *args: Any, numbers: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("%(choice)s (%(number)s)")
        self.fields["choice"].choices = [
            (choice.value, words % {"choice": choice.label, "number": intcomma(number)})
            for choice, number in open_choices(numbers)
        ]


class DecideView(WagtailAdminTemplateMixin, NumberedList):
    """For whoever may change deliveries, or notices. The address says which, in the words of the list's own filters."""

    page_title = _("Decide")
    header_icon = "tasks"
    template_name = "campaigns/admin/decide.html"
    columns = [Column("status", label=_("Status")), NumberColumn("number", label=_("Number"))]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permission_helper.user_can_decide(request.user):
            raise PermissionDenied
        self.seen_at = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        there = {"url": self.index_url, "label": self.verbose_name_plural.capitalize()}
        return [*super().get_breadcrumbs_items(), there, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = numbers_by_status(self.queryset)
        rows = [{"status": label, "number": numbers[status]} for status, label in Status.choices if status in numbers]
        form = kwargs.pop("form", None) or DecideForm(numbers=numbers, initial={"seen_at": self.seen_at.isoformat()})
        return super().get_context_data(form=form, table=Table(self.columns, rows), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DecideForm(request.POST, numbers=numbers_by_status(self.queryset))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        self.tell(self.decide(**form.cleaned_data))
        return redirect(self.index_url)

    def decide(self, *, choice: str, reason: str, seen_at: datetime) -> int:
        counted = OUT_OF[Choice(choice)]
        seen = self.queryset.filter(changed_at__lte=seen_at, status__in=counted)
        selection = self.request.GET.urlencode()
        return decide(seen, choice=Choice(choice), reason=reason, by=self.request.user, selection=selection)

    def tell(self, won: int) -> None:
        text = ngettext("%(number)s mail was changed.", "%(number)s mails were changed.", won)
        say = messages.success if won else messages.warning  # they may have left while the page was open
        say(self.request, text % {"number": won})
