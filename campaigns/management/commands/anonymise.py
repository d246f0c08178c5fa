from django.core.management.base import BaseCommand

from campaigns.pipeline.anonymise import anonymise_due, what_is_due


class Command(BaseCommand):
    help = "Blanks or drops the personal data that is past its limit. The worker's clock does the same once a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count what is past its limit, and change nothing")

    def handle(self, *, dry_run, **options):
        numbers = what_is_due() if dry_run else anonymise_due()
        for kind, number in numbers.items():
            self.stdout.write(f"{kind.value}: {number}")
