import json

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from campaigns.held import as_text, what_is_held
from campaigns.history import note_person
from campaigns.management.ask_address import ask_address
from campaigns.models import Letter


class Command(BaseCommand):
    help = "Writes all that is held on a supporter. The address is read from standard input, or asked for."

    def add_arguments(self, parser):
        parser.add_argument("--text", action="store_true", help="as text to read; else as JSON")

    def handle(self, *, text, **options):
        address = ask_address()
        note_person(
            "person_exported", Letter.objects.of_person(address).select_related("campaign").order_by("pk"), by=None
        )
        letters = what_is_held(address)
        self.stdout.write(as_text(letters) if text else json.dumps(letters, cls=DjangoJSONEncoder, indent=2))
