"""Regular work: each piece is done by one worker at a time, on whatever host, and its last run can be looked at."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import Error, connection

from campaigns.imports.refresh import refresh_directory
from campaigns.models import ClockJob
from campaigns.pipeline.prune import prune
from campaigns.pipeline.resolve import resolve_due
from campaigns.pipeline.sweep import sweep

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds


@dataclass(frozen=True)
class Job:
    """`run` returns what came of it, in a few words or a number."""

    name: str
    every: timedelta
    run: Callable[[], object]


def publish_scheduled() -> str:
    call_command("publish_scheduled", verbosity=0)
    return "done"


JOBS = (
    Job("refresh the directory", timedelta(days=1), refresh_directory),
    Job("sweep", timedelta(seconds=5), sweep),
    Job("publish scheduled pages", timedelta(minutes=1), publish_scheduled),
    Job("prune", timedelta(days=1), prune),
)


def run_due(jobs: Iterable[Job] = JOBS) -> None:
    """Do what is due and nobody else has taken. A piece that fails is noted, and stops no other."""
    for job in jobs:
        if ClockJob.objects.take(job.name, every=job.every):
            _run(job)


def _run(job: Job) -> None:
    try:
        words, has_failed = str(job.run()), False
    except Error:
        raise
    except Exception as trouble:
        log.warning("%s failed: %s", job.name, type(trouble).__name__)
        words, has_failed = f"{type(trouble).__name__}: {trouble}", True
    ClockJob.objects.note(job.name, words, has_failed=has_failed)


class Clock(threading.Thread):
    """Looks twice a second for letters that wait for a representative, and for regular work, beside the sending: a
    look-up over the network holds up no letter."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(LOOK_EVERY):
            try:
                resolve_due()
                run_due()
            except Error as trouble:
                log.warning("the clock waits for the database: %s", type(trouble).__name__)
                connection.close()
        connection.close()

    def stop(self, *, within: float) -> None:
        self.stopping.set()
        self.join(within)
