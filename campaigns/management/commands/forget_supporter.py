from django.core.management.base import BaseCommand, CommandError

from campaigns.history import note_person
from campaigns.management.ask_address import ask_address
from campaigns.models import Letter
from campaigns.pipeline.forget import forget_supporter


class Command(BaseCommand):
    help = "Erases what is held on a supporter. The address is read from standard input, or asked for."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be erased, and change nothing")

    def handle(self, *, dry_run, **options):
        address = ask_address()
        letters = list(Letter.objects.of_person(address).select_related("campaign").order_by("pk"))
        if dry_run:
            self.stdout.write(f"{len(letters)} letters would be erased: {', '.join(str(one.pk) for one in letters)}")
            return
        note_person("person_forgotten", letters, by=None)
        done = forget_supporter(address)
        self.stdout.write(f"{done.erased} letters erased, {done.dropped} unconfirmed ones dropped")
        if done.in_hand:
            raise CommandError(f"{done.in_hand} are leaving at this moment; the worker's clock erases them afterwards.")
