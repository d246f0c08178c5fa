from django.core.management.base import BaseCommand
from django.db import transaction

from campaigns.models import Campaign, LetterTally


class Command(BaseCommand):
    help = "Rebuilds the tally of each campaign from its letters."

    def handle(self, **options):
        for campaign in Campaign.objects.order_by("pk"):
            self.stdout.write(f"campaign {campaign.pk}: {recount(campaign)} letters")


@transaction.atomic
def recount(campaign: Campaign) -> int:
    """Signers wait for the rows that are locked here, so that none of them is counted twice or missed."""
    tallies = LetterTally.objects.select_for_update().filter(campaign=campaign)
    len(tallies)
    letters = campaign.letters.signed().count()
    tallies.update(letters=0)
    LetterTally.objects.add(campaign, letters)
    return letters
