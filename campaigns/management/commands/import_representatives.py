from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.gates import DOMAINS, HOUSE
from campaigns.imports.refused import Refused
from campaigns.imports.representatives import import_representatives


class Command(BaseCommand):
    help = "Brings who sits for each district up to date: from saved pages of Represent (all of a list), or a table."

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="+", metavar="file")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--election", action="store_true", help="any number of members may change")
        parser.add_argument("--legislature", default=HOUSE, help=f"its code (default: {HOUSE})")
        parser.add_argument(
            "--allow-domain",
            action="append",
            default=[],
            metavar="DOMAIN",
            help=f"addresses may lie here too (besides {', '.join(DOMAINS[HOUSE])} for {HOUSE})",
        )
        parser.add_argument("--namesakes", action="store_true", help="two members may have the same name")
        parser.add_argument("--expect", type=int, help="how many districts there must be")

    def handle(self, *, files, dry_run, election, legislature, allow_domain, namesakes, expect, **options):
        try:
            report = import_representatives(
                files=files,
                legislature=legislature,
                allow_domains=allow_domain,
                election=election,
                namesakes=namesakes,
                expect=expect,
                is_rehearsal=dry_run,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(str(report))
