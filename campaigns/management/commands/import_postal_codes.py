from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.gates import HOUSE
from campaigns.imports.postal_codes import import_postal_codes
from campaigns.imports.refused import Refused

WIDTH = 40  # characters of the bar


class Command(BaseCommand):
    help = "Brings the local table of postal codes up to date from a table (postal_code, district_code)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--replace", action="store_true", help="forget the postal codes that the file lacks")
        parser.add_argument("--fewer", action="store_true", help="with --replace: even more than half of them")
        parser.add_argument("--legislature", default=HOUSE, help=f"its code (default: {HOUSE})")

    def handle(self, *, file, dry_run, replace, fewer, legislature, **options):
        try:
            merge = import_postal_codes(
                file=file,
                legislature=legislature,
                replace=replace,
                fewer=fewer,
                is_rehearsal=dry_run,
                on_progress=self.show_progress,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        verb = "would be " if dry_run else ""
        numbers = f"{merge.incoming:,} lines; {merge.added:,} {verb}added, {merge.removed:,} {verb}removed"
        self.stdout.write(f"Postal codes: {numbers}; {merge.after:,} in all.")

    def show_progress(self, lines: int, share: float) -> None:
        """A bar that redraws itself; nothing where nobody watches."""
        if self.stdout.isatty():
            bar = ("#" * int(share * WIDTH)).ljust(WIDTH)
            self.stdout.write(f"\r[{bar}] {share:4.0%} {lines:,} lines", ending="\n" if share >= 1 else "")
            self.stdout.flush()
