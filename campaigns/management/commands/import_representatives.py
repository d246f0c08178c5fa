from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.gates import DOMAINS, HOUSE
from campaigns.imports.refused import Refused
from campaigns.imports.represent_list import listed_members
from campaigns.imports.representatives import import_representatives, read_members
from campaigns.lookup import LookupUnavailable


class Command(BaseCommand):
    help = (
        "Brings who sits for each district up to date: from saved pages of Represent (all of a list), from a table, "
        "or from Represent itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="*", metavar="file")
        parser.add_argument("--refresh", action="store_true", help="instead of files, ask Represent (REPRESENT_URL)")
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

    def handle(self, *, files, refresh, dry_run, election, legislature, allow_domain, namesakes, expect, **options):
        if bool(files) == refresh:
            raise CommandError("Name files, or say --refresh: one of the two.")
        try:
            report = import_representatives(
                source=listed_members if refresh else partial(read_members, files=files),
                legislature=legislature,
                allow_domains=allow_domain,
                election=election,
                namesakes=namesakes,
                expect=expect,
                is_rehearsal=dry_run,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except LookupUnavailable as trouble:
            raise CommandError(f"Represent: {trouble}. Nothing was changed.") from None
        self.stdout.write(str(report))
