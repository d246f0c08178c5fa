import sys
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from campaigns.pipeline.taken import mark_taken, message_ids_in


class Command(BaseCommand):
    help = "Marks as sent what is in doubt and the mail server says it took. FILE: its log, or a Message-ID a line."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="- for standard input")
        parser.add_argument("--dry-run", action="store_true", help="say what would be marked, and change nothing")

    def handle(self, *, file, dry_run, **options):
        try:
            with nullcontext(sys.stdin) if str(file) == "-" else file.open(errors="replace") as lines:
                named = set(message_ids_in(lines))
        except OSError as trouble:
            raise CommandError(f"{file} cannot be read: {trouble.strerror}.") from None
        if not named:
            raise CommandError("There is no Message-ID in it.")
        taken = mark_taken(named, reason=gettext("The mail server has it, by its log"), dry_run=dry_run)
        self.stdout.write(
            f"{len(named)} Message-IDs: {taken.marked} in doubt and {'not yet ' if dry_run else ''}marked as sent,"
            f" {taken.certain} of mails that are not in doubt, {taken.unknown} unknown here."
        )
