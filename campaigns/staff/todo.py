"""What does not go its way by itself: the first page for staff, and the number beside its name in the menu."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.models import Alarm, Delivery, Lane, Notice, Recipient, SendingSettings, Worker
from campaigns.models.outlook import queue_words
from campaigns.models.reasons import Reason
from campaigns.models.restored import IN_DOUBT
from campaigns.models.states import TO_DO, Status
from campaigns.staff.filters import NO_REASON


@dataclass(frozen=True)
class Thing:
    """One line: what it is, how many, since when, and where it is dealt with."""

    what: str
    url: str
    number: int | None = None
    since: datetime | None = None


def things_to_do(*, about: Iterable[type[Delivery] | type[Notice]] = (Delivery, Notice)) -> list[Thing]:
    """What keeps all letters back first, then recipients, then mails by state and reason. At most seven queries."""
    return [*_sending(), *_alarms(), *(thing for model in about for thing in _mails(model))]


def things_for(user) -> list[Thing]:
    """Those that the user may go on to: mails to supporters are not for all who look after letters."""
    return things_to_do(about=_seen_by(user))


def doubts_of_restore(user) -> list[Thing]:
    """Likewise, only what is in doubt because the site was restored."""
    return [thing for model in _seen_by(user) for thing in _mails(model, **IN_DOUBT)]


def _seen_by(user) -> list[type[Delivery] | type[Notice]]:
    return [model for model in (Delivery, Notice) if may_see(user, model)]


def _sending() -> Iterator[Thing]:
    sending, report = SendingSettings.load(), reverse("sending_report")
    if restored := sending.restored:
        yield Thing(_("Everything is stopped since the site was restored: nothing leaves"), report, since=restored.at)
    elif sending.stopped:
        yield Thing(_("Everything is stopped: nothing leaves"), report)
    if not sending.live:
        yield Thing(_("Sending is in test mode: letters go to the test mailbox"), report)
    if lane := Lane.objects.stopped():
        yield Thing(_("The mail server refuses us: nothing leaves"), report, since=lane.stopped_at)
    if not Worker.objects.alive().exists():
        yield Thing(_("No worker runs: nothing leaves"), report)


def _alarms() -> Iterator[Thing]:
    """What an alarm has found and no other line says."""
    rows = Alarm.objects.lasting().order_by().values("kind").annotate(n=Count("pk"), at=Min("raised_at"))
    raised = {row["kind"]: row for row in rows}
    if old := raised.get(Alarm.Kind.QUEUE_OLD):
        yield Thing(Alarm.Kind.QUEUE_OLD.label, reverse("sending_report"), since=old["at"])
    if failed := raised.get(Alarm.Kind.WORK_FAILED):
        yield Thing(Alarm.Kind.WORK_FAILED.label, reverse("sending_report"), failed["n"], failed["at"])
    if surge := raised.get(Alarm.Kind.SURGE):
        yield Thing(Alarm.Kind.SURGE.label, reverse("campaign_states:index"), surge["n"], surge["at"])
    if failing := Recipient.objects.filter(status=Recipient.Status.FAILING).count():
        since = raised.get(Alarm.Kind.RECIPIENT_FAILING, {}).get("at")
        url = f"{reverse('campaigns_recipient_modeladmin_index')}?status__exact={Recipient.Status.FAILING}"
        yield Thing(_("Recipients whose letters come back"), url, failing, since)


def _mails(model: type[Delivery] | type[Notice], **which: Any) -> Iterator[Thing]:
    """A line for each state and reason, those that wait longest first."""
    rows = model.objects.filter(status__in=TO_DO).filter(**which).order_by().values("status", "reason")
    for row in rows.annotate(number=Count("pk"), since=Min("changed_at")).order_by("since"):
        found = urlencode({"status": row["status"], "reason": row["reason"] or NO_REASON})
        url = f"{reverse(f'campaigns_{model._meta.model_name}_modeladmin_index')}?{found}"
        yield Thing(_words(model, **row), url, row["number"], row["since"])


def _words(model, *, status: str, reason: str, **_numbers: Any) -> str:
    words = LETTERS if model is Delivery else NOTICES
    said = dict(Reason.choices).get(reason, reason)
    return _("%(what)s: %(reason)s") % {"what": words[status], "reason": said} if said else str(words[status])


LETTERS = {
    Status.WAITING: _("Letters whose recipient is not known yet"),
    Status.HELD: _("Letters held"),
    Status.IN_DOUBT: _("Letters in doubt"),
}
NOTICES = {Status.HELD: _("Mails to supporters held"), Status.IN_DOUBT: _("Mails to supporters in doubt")}


def may_see(user, model: type[Delivery] | type[Notice] = Delivery) -> bool:
    return any(user.has_perm(f"campaigns.{verb}_{model._meta.model_name}") for verb in ("view", "change"))


class ToDoView(WagtailAdminTemplateMixin, TemplateView):
    """For whoever may look at deliveries."""

    template_name = "campaigns/admin/todo.html"
    page_title = _("To do")
    header_icon = "tasks"
    columns = [
        TitleColumn("what", label=_("What"), get_url=lambda thing: thing.url),
        Column("number", label=_("How many"), accessor=lambda thing: thing.number and intcomma(thing.number)),
        DateColumn("since", label=_("Since")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        things = things_for(self.request.user)
        table = Table(self.columns, things) if things else None
        return super().get_context_data(table=table, sentences=queue_words(), **kwargs)


class ToDoMenuItem(MenuItem):
    """With how many lines there are to read. Counted anew for each page of the admin."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)

    def render_component(self, request: HttpRequest):
        item = super().render_component(request)
        number = len(things_for(request.user))
        item.attrs = {"data-number": str(number)} if number else {}
        return item
