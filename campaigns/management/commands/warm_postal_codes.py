import signal
from pathlib import Path
from threading import Event

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.gates import HOUSE
from campaigns.imports.refused import Refused
from campaigns.imports.warming import CALLS_A_MINUTE, UpstreamDown, warm_postal_codes


class Command(BaseCommand):
    help = "Asks about the postal codes of a file before supporters do. Ctrl-C stops it; run again, it goes on."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--legislature", default=HOUSE, help=f"its code (default: {HOUSE})")
        parser.add_argument(
            "--calls-a-minute",
            type=positive,
            default=CALLS_A_MINUTE,
            help=f"of those that supporters' questions share (default: {CALLS_A_MINUTE})",
        )

    def handle(self, *, file, legislature, calls_a_minute, **options):
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        try:
            done = warm_postal_codes(
                file=file,
                stop=stop,
                legislature=legislature,
                calls_a_minute=calls_a_minute,
                on_progress=self.show_progress,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except UpstreamDown:
            raise CommandError("No answer, several times in a row. Run it again later: it goes on from here.") from None
        self.stdout.write(f"{'Stopped' if stop.is_set() else 'Done'}: {words(done)}.")

    def show_progress(self, done) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{words(done)}", ending="")
            self.stdout.flush()


def words(done) -> str:
    return ", ".join(f"{done[outcome]:,} {outcome}" for outcome in ("known", "found", "not found"))


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
