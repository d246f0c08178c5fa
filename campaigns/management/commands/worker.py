import signal

from django.core.management.base import BaseCommand, CommandError

from campaigns.pipeline.send import LaneDown
from campaigns.pipeline.work import drain, work
from cms.durability import refuse_forgetful_database


class Command(BaseCommand):
    is_stopping = False
    help = "Sends the letters that are due, until it is told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--drain", action="store_true", help="send all that is due, then exit")

    def handle(self, *, drain, **options):
        refuse_forgetful_database()
        self.drain() if drain else self.work()

    def drain(self) -> None:
        try:
            drain()
        except LaneDown as trouble:
            raise CommandError(f"The mail server does not answer: {trouble}") from trouble

    def work(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        work(lambda: self.is_stopping)

    def stop(self, *_signal) -> None:
        self.is_stopping = True
