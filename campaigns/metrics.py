"""What an operator's monitoring reads of the database, the same whichever process answers. Numbers alone: no label says
who, or which campaign."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import Collector

from campaigns.meters import of_all_processes
from campaigns.models import (
    Alarm,
    ClockJob,
    Delivery,
    Lane,
    LetterTally,
    Notice,
    SendingSettings,
    Upstream,
    Worker,
)
from campaigns.models.states import FINAL, UNSETTLED, Status

QUEUES = {"letter": Delivery, "notice": Notice}
LATELY = timedelta(hours=1)


def as_openmetrics() -> bytes:
    """Raises django.db.Error where the database does not answer."""
    registry = CollectorRegistry(auto_describe=False)
    for collector in [Stored(), *of_all_processes()]:
        registry.register(collector)
    return generate_latest(registry)


class Stored(Collector):
    """Sixteen statements, each quick however many letters there are."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: to name what there is would be to ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _queues(timezone.now())
        yield from _work()
        yield _gauge("letters", "Letters that count, in all campaigns.", _sum_of_letters())
        yield _gauge("workers", "Workers that have reported lately.", Worker.objects.alive().count())
        yield _gauge("lane_stopped", "Whether the mail server refuses us.", Lane.objects.stopped() is not None)
        sending = SendingSettings.load()
        yield _gauge("sending_live", "Whether letters go to their recipients.", sending.live)
        yield _gauge("sending_stopped", "Whether staff have stopped everything.", sending.stopped)
        yield _per_kind()
        yield from _upstreams()


def _queues(now: datetime) -> Iterator[GaugeMetricFamily]:
    mails = _family("queue_mails", "Mails that have not left or are in doubt, by state.", "mail", "state")
    oldest = _family("queue_oldest_seconds", "How long the oldest has been due, or in its state.", "mail", "state")
    lately = _family("mails_last_hour", "Mails that came into a final state in the last hour.", "mail", "outcome")
    for name, queue in QUEUES.items():
        for state, number, since in _states(queue):
            mails.add_metric([name, state], number)
            oldest.add_metric([name, state], (now - since).total_seconds() if since else 0)
        settled = queue.objects.settled_since(now - LATELY)
        for status in FINAL:
            lately.add_metric([name, status.value], settled.get(status.value, 0))
    yield from (mails, oldest, lately)


def _states(queue: type[Delivery] | type[Notice]) -> Iterator[tuple[str, int, datetime | None]]:
    """Each state, how many, and since when the oldest. What is queued for later is not old."""
    queued, unsettled = queue.objects.queue_figures(), queue.objects.unsettled_figures()
    yield Status.QUEUED.value, queued["due"], queued["oldest"]
    yield "put_off", queued["queued"] - queued["due"], None
    for status in UNSETTLED:
        yield (status.value, *unsettled.get(status.value, (0, None)))


def _work() -> Iterator[GaugeMetricFamily]:
    """Its name is `work`: Prometheus has a label `job` of its own."""
    started = _family("work_started_timestamp_seconds", "When regular work last began.", "work")
    finished = _family("work_finished_timestamp_seconds", "When regular work last ended.", "work")
    failed = _family("work_failed", "Whether it went wrong.", "work")
    for job in ClockJob.objects.all():
        started.add_metric([job.name], job.started_at.timestamp())
        finished.add_metric([job.name], job.finished_at.timestamp() if job.finished_at else 0)
        failed.add_metric([job.name], job.has_failed)
    yield from (started, finished, failed)


def _per_kind() -> GaugeMetricFamily:
    alarms = _family("alarms", "Alarms that last, by kind.", "kind")
    lasting = list(Alarm.objects.lasting().values_list("kind", flat=True))
    for kind in Alarm.Kind:
        alarms.add_metric([kind.value], lasting.count(kind.value))
    return alarms


def _upstreams() -> Iterator[GaugeMetricFamily]:
    failures = _family("upstream_failures", "Failures in a row of who is asked about postal codes.", "upstream")
    resting = _family("upstream_resting", "Whether it is left alone for a while.", "upstream")
    for upstream in Upstream.objects.all():
        failures.add_metric([upstream.name], upstream.failures)
        resting.add_metric([upstream.name], upstream.rests_until is not None)
    yield from (failures, resting)


def _sum_of_letters() -> int:
    return LetterTally.objects.aggregate(letters=Sum("letters", default=0))["letters"]


def _family(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"dear_minister_{name}", words, labels=labels)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"dear_minister_{name}", words, value=value)
