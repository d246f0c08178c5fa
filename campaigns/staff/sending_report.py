"""Reports, Sending: does it run, how fast, and who does the work. Read only, but for one button."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from campaigns.alarms import oldest_due
from campaigns.models import Alarm, ClockJob, Delivery, Lane, Notice, Pace, SendingSettings, Worker
from campaigns.models.outlook import queue_words
from campaigns.models.states import NOT_DELIVERED
from campaigns.staff.show_sending import why_stopped
from campaigns.staff.todo import may_see
from cms.dates import date_format

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SWITCH = "campaigns.change_sendingsettings"

FACTS = [Column("what", label=_("What")), Column("value", label=_("Now"))]
WORKERS = [
    Column("name", label=_("Worker")),
    DateColumn("started_at", label=_("Since")),
    DateColumn("seen_at", label=_("Last seen")),
]
JOBS = [
    Column("shown_name", label=_("Work")),
    DateColumn("started_at", label=_("Last started")),
    DateColumn("finished_at", label=_("Last finished")),
    BooleanColumn(
        "is_well", label=_("Went well"), accessor=lambda job: not job.has_failed if job.finished_at else None
    ),
    Column("words", label=_("Outcome")),
]
ALARMS = [
    Column("get_kind_display", label=_("Alarm")),
    Column("words", label=_("As it was told")),
    DateColumn("raised_at", label=_("Since")),
    DateColumn("ended_at", label=_("Until")),
    Column("runbook", label=_("What to do")),
]


class SendingReport(WagtailAdminTemplateMixin, TemplateView):
    """For whoever may look at deliveries, or change how letters are sent."""

    template_name = "campaigns/admin/sending_report.html"
    page_title = _("Sending")
    header_icon = "mail"

    @staticmethod
    def is_for(user: AbstractBaseUser) -> bool:
        return may_see(user) or user.has_perm(SWITCH)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_for(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = {
            "facts": Table(FACTS, [{"what": what, "value": value} for what, value in facts()]),
            "workers": Table(WORKERS, Worker.objects.alive().order_by("name")),
            "jobs": Table(JOBS, ClockJob.objects.all()),
            "alarms": Table(ALARMS, Alarm.objects.all()[:20]),
        }
        switches = reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings"])
        may_switch = {"may_switch": self.request.user.has_perm(SWITCH), "switches_url": switches}
        restored = why_stopped(SendingSettings.load(), self.request.user)
        return super().get_context_data(**tables, **may_switch, **restored, lane=Lane.objects.stopped(), **kwargs)


def facts() -> Iterator[tuple[str, str]]:
    """What a glance should tell, each as words and a value."""
    now = timezone.now()
    yield _("Letters"), _mode(SendingSettings.load())
    on_their_way = Delivery.objects.on_their_way().count()
    yield _("On their way"), " ".join([intcomma(on_their_way), *(f"({words})" for words in queue_words())])
    oldest = oldest_due()
    yield _("Due, and waiting the longest"), _moment(oldest) if oldest else gettext("None")
    room = Pace.objects.room_today()
    yield _("Mails that may still leave today"), gettext("As many as there are") if room is None else intcomma(room)
    sent = Delivery.objects.sent_since(now - DAY).aggregate(
        hour=Count("pk", filter=Q(sent_at__gt=now - HOUR, is_test=False)),
        day=Count("pk", filter=Q(is_test=False)),
        test=Count("pk", filter=Q(is_test=True)),
    )
    yield _("Letters sent in the last hour"), intcomma(sent["hour"])
    yield _("Letters sent in the last day"), intcomma(sent["day"])
    yield _("Sent to the test mailbox in the last day"), intcomma(sent["test"])
    lost = Notice.objects.filter(status__in=NOT_DELIVERED, changed_at__gt=now - DAY).count()
    yield _("Mails to supporters that were not delivered in the last day"), intcomma(lost)


def _mode(sending: SendingSettings) -> str:
    if sending.stopped:
        return gettext("Everything is stopped")
    return gettext("Live: they go to their recipients") if sending.live else gettext("Test mode: to the test mailbox")


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


@transaction.atomic
def start_lane(*, by: AbstractBaseUser) -> bool:
    """Whether it was stopped; the history of the sending settings says who started it again."""
    was_stopped = Lane.objects.start()
    if was_stopped:
        log(instance=SendingSettings.load(), action="campaigns.lane_started", user=by)
    return was_stopped


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """For whoever may change how letters are sent."""
    if not request.user.has_perm(SWITCH):
        raise PermissionDenied
    if start_lane(by=request.user):
        messages.success(request, gettext("Letters leave again. Should the server still refuse us, an alarm says so."))
    return redirect("sending_report")
