"""Regular work: each piece is done by one worker at a time, on whatever host, and its last run can be looked at."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext_noop

from campaigns.alarms import look_for_trouble, tell_alarms
from campaigns.imports.refresh import RefreshFailed, refresh_directory
from campaigns.kept_sums import renew_due
from campaigns.models import ClockJob
from campaigns.pipeline.anonymise import anonymise
from campaigns.pipeline.erase import settle_withdrawn
from campaigns.pipeline.prune import prune
from campaigns.pipeline.remind import remind_unconfirmed
from campaigns.pipeline.sweep import sweep
from campaigns.pipeline.track import match_parked
from campaigns.pipeline.undelivered import tell_undelivered
from campaigns.switch import close_ended_campaigns, release_resumed

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds
ASK_EVERY = 60.0  # seconds, at most, between two questions whether a job is due


@dataclass(frozen=True)
class Job:
    """`run` returns what came of it: a number, or a few words where no number says it."""

    name: str
    every: timedelta
    run: Callable[[], object]


def publish_scheduled() -> str:
    call_command("publish_scheduled", verbosity=0)
    return ""


def watch() -> int:
    """How many alarms were raised or ended."""
    found = look_for_trouble()
    tell_alarms()
    return found


LETTERS = (  # what letters wait for
    Job(gettext_noop("sweep"), timedelta(seconds=5), sweep),
    Job(gettext_noop("settle withdrawn letters"), timedelta(seconds=5), settle_withdrawn),
    Job(gettext_noop("match what providers told"), timedelta(seconds=5), match_parked),
    Job(gettext_noop("release resumed letters"), timedelta(minutes=1), release_resumed),
)
CHORES = (  # what may take its time
    Job(gettext_noop("tell of undelivered letters"), timedelta(hours=1), tell_undelivered),
    Job(gettext_noop("remind of unconfirmed letters"), timedelta(hours=1), remind_unconfirmed),
    Job(gettext_noop("watch"), timedelta(seconds=30), watch),
    Job(gettext_noop("end what waits in closed campaigns"), timedelta(minutes=1), close_ended_campaigns),
    Job(gettext_noop("add up large campaigns"), timedelta(minutes=1), renew_due),
    Job(gettext_noop("publish scheduled pages"), timedelta(minutes=1), publish_scheduled),
    Job(gettext_noop("refresh the directory"), timedelta(days=1), refresh_directory),
    Job(gettext_noop("anonymise"), timedelta(days=1), anonymise),
    Job(gettext_noop("prune"), timedelta(days=1), prune),
)


def run_due(jobs: Iterable[Job]) -> None:
    """Do what is due and nobody else has taken. A piece that fails is noted, and stops no other."""
    for job in jobs:
        if ClockJob.objects.take(job.name, every=job.every):
            _run(job)


def _run(job: Job) -> None:
    """Whatever fails is noted. Where the database is lost the note cannot be made either, and raises that."""
    try:
        words, has_failed = str(job.run()), False
    except RefreshFailed as failed:
        words, has_failed = str(failed), True
    except Exception as trouble:
        log.warning("%s failed: %s", job.name, type(trouble).__name__)
        words, has_failed = type(trouble).__name__, True  # its text may name somebody
    ClockJob.objects.note(job.name, words, has_failed=has_failed)


class Clock(threading.Thread):
    """Looks twice a second for what is to be done, beside the sending: nothing that takes long holds up a letter."""

    def __init__(self, jobs: Iterable[Job], *, each_time: Callable[[], object] = lambda: None) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.asked_at = dict.fromkeys(jobs, float("-inf"))
        self.each_time = each_time

    def run(self) -> None:
        while not self.stopping.wait(LOOK_EVERY):
            try:
                self.each_time()
                run_due(self._jobs_to_ask_for())
            except Exception as trouble:  # whatever it is: without this thread nobody would sweep
                log.warning("the clock stumbles and goes on: %s", type(trouble).__name__)
                connection.close()
        connection.close()

    def _jobs_to_ask_for(self) -> list[Job]:
        """The database is asked about each job a few times in its period, not twice a second."""
        now = time.monotonic()
        jobs = [job for job, at in self.asked_at.items() if now - at >= min(job.every.total_seconds() / 5, ASK_EVERY)]
        self.asked_at.update(dict.fromkeys(jobs, now))
        return jobs
