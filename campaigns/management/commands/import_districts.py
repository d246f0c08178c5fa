from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.districts import import_districts
from campaigns.imports.gates import HOUSE
from campaigns.imports.refused import Refused


class Command(BaseCommand):
    help = (
        "Brings the districts up to date: from Open Civic Data's list of Canada, or a table (code, name_en, name_fr)."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--legislature", default=HOUSE, help=f"its code (default: {HOUSE})")
        parser.add_argument(
            "--order", default="", help="representation order, such as 2023 (default: the one in force)"
        )
        parser.add_argument("--expect", type=int, help="how many districts there must be")

    def handle(self, *, file, dry_run, legislature, order, expect, **options):
        try:
            report = import_districts(
                file=file, legislature=legislature, order=order, expect=expect, is_rehearsal=dry_run
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(str(report))
