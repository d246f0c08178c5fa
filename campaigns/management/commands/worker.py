import logging
import os
import signal
import socket
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from campaigns.pipeline.resolve import resolve_due
from campaigns.pipeline.send import LaneDown, send_due
from campaigns.pipeline.sweep import sweep

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between two looks at the queue
SWEEP_EVERY = 60  # seconds
LONGEST_WAIT = 60  # seconds between two tries of a mail server that does not answer


class Command(BaseCommand):
    help = "Sends the letters that are due, until it is told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--drain", action="store_true", help="send all that is due, then exit")

    def handle(self, *, drain, **options):
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        self.drain() if drain else self.work()

    def stop(self, *_signal):
        """Finish what is in hand, then leave."""
        self.stopping = True

    def drain(self) -> None:
        sweep()
        try:
            resolve_due()
            while not self.stopping and send_due(worker=self.name):
                pass
        except LaneDown as trouble:
            raise CommandError(f"The mail server does not answer: {trouble}") from trouble

    def work(self) -> None:
        swept_at, wait = float("-inf"), PAUSE
        while not self.stopping:
            close_old_connections()
            if time.monotonic() - swept_at >= SWEEP_EVERY:
                sweep()
                swept_at = time.monotonic()
            resolve_due()
            try:
                if not send_due(worker=self.name):
                    time.sleep(PAUSE)
                wait = PAUSE
            except LaneDown as trouble:
                log.warning("the mail server does not answer: %s; next try in %.0f s", trouble, wait)
                self.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)

    def sleep(self, seconds: float) -> None:
        """Sleep, but wake up within half a second when told to stop."""
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(PAUSE)
