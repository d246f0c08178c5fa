from django.core.management.base import BaseCommand, CommandError

from campaigns.models import CampaignPage
from campaigns.rehearse import findings_in, letters_of


class Command(BaseCommand):
    help = "Renders all letters of a campaign and sends none. Exits with 1 where something is wrong with them."

    def add_arguments(self, parser):
        parser.add_argument("page", metavar="SLUG_OR_ID", help="a page of the campaign, in any language")

    def handle(self, *, page, **options):
        letters = list(letters_of(self.find(page)))
        findings = findings_in(letters)
        self.stdout.write(f"{sum(letter.message is not None for letter in letters)} letters rendered")
        for finding in findings:
            self.stdout.write(f"{finding.page.locale.language_code}  {finding.what}  {finding.who}")
        if findings:
            raise CommandError(f"{len(findings)} findings; they are listed above.")

    def find(self, name: str) -> CampaignPage:
        """Raises CommandError where no campaign is called that, or several are."""
        called = {"slug": name} if not name.isdecimal() else {"pk": int(name)}
        found = {page.key: page for page in CampaignPage.objects.filter(**called)}
        if len(found) == 1:
            return found.popitem()[1]
        which = ", ".join(str(page.pk) for page in found.values())
        raise CommandError(f"Several campaigns are called {name}: {which}" if found else f"No campaign: {name}")
