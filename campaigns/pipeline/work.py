"""A worker's life: it sends, reports that it lives, and stops within ten seconds when told to."""

import logging
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable

from django.db import Error, connection

from campaigns.models import Worker
from campaigns.pipeline.clock import CHORES, LETTERS, Clock
from campaigns.pipeline.resolve import resolve_due
from campaigns.pipeline.send import Courier, send_due
from campaigns.pipeline.sweep import sweep

log = logging.getLogger(__name__)

REPORT_EVERY = 1.0  # seconds
FINISH_WITHIN = 5.0  # seconds for letters in hand when told to stop
CLOCK_WITHIN = 1.0  # seconds likewise, for regular work
DATABASE_AGAIN = 1.0  # seconds between two tries to reach it
SWITCH = 0.0005  # seconds a thread computes before another may: the connections answer the mail server at once


def new_name() -> str:
    """host:process:chance, so that no two workers of all times have one name."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def drain() -> None:
    """Send all that is due. Raises LaneDown."""
    name = new_name()
    Worker.objects.report(name)
    try:
        sweep()
        resolve_due()
        send_due(worker=name, on_turn=_Reporter(name))
    finally:
        Worker.objects.filter(name=name).delete()


def work(is_stopping: Callable[[], bool]) -> None:
    """Until it `is_stopping`. A lost database or mail server is waited for."""
    sys.setswitchinterval(SWITCH)
    name = new_name()
    reporter, courier = _Reporter(name), None
    clocks = [Clock(LETTERS, each_time=resolve_due), Clock(CHORES)]
    for clock in clocks:
        clock.start()
    while not is_stopping():
        try:
            reporter()
            courier = courier or Courier(name)
            courier.turn()
        except Error as trouble:
            log.warning("waiting for the database: %s", type(trouble).__name__)
            connection.close()
            if courier:
                courier.stumble()
            time.sleep(DATABASE_AGAIN)
    _stop(name, courier, clocks)


def _stop(name: str, courier: Courier | None, clocks: list[Clock]) -> None:
    for clock in clocks:
        clock.stopping.set()
    try:
        if courier:
            courier.finish(within=FINISH_WITHIN)
        Worker.objects.filter(name=name).delete()
    except Error as trouble:  # whoever sweeps next finds what was in hand
        log.warning("stopped without the database: %s", type(trouble).__name__)
    if courier:
        courier.close()
    for clock in clocks:
        clock.join(CLOCK_WITHIN)


class _Reporter:
    """Says every second that this worker lives."""

    def __init__(self, name: str):
        self.name, self.reported_at = name, float("-inf")

    def __call__(self) -> None:
        if time.monotonic() - self.reported_at >= REPORT_EVERY:
            Worker.objects.report(self.name)
            self.reported_at = time.monotonic()
