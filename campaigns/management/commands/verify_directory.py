from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.gates import label_of
from campaigns.imports.health import Health, health_of_all
from campaigns.imports.health_table import write_health_table
from campaigns.imports.refused import LISTED


class Command(BaseCommand):
    help = "Says how healthy the directory is. Exits with 1 where it would not pass the gates of the imports."

    def add_arguments(self, parser):
        parser.add_argument("--export", type=Path, metavar="FILE.csv", help="write all of it into a table")
        parser.add_argument(
            "--allow-domain", action="append", default=[], metavar="DOMAIN", help="addresses may lie here too"
        )

    def handle(self, *, export, allow_domain, **options):
        healths = health_of_all(allow_domains=allow_domain)
        for health in healths:
            self.show(health)
        if export:
            self.export(export, healths)
        if faults := sum(len(health.faults) for health in healths):
            raise CommandError(f"The directory would not pass the gates, for the reasons above: {faults}.")

    def show(self, health: Health) -> None:
        if house := health.legislature:
            state = " (dissolved)" if house.dissolved else ""
            self.stdout.write(f"{house}, order of {house.current_order}{state}: {len(health.districts)} districts")
            self.write_list("without a representative", list(map(label_of, health.vacant)))
        else:
            self.stdout.write(f"Other recipients: {len(health.recipients)}")
        for finding, recipients in health.findings.items():
            self.write_list(finding, [str(recipient) for recipient in recipients])
        self.write_list("letters bounced", [f"{one}: {one.bounced}" for one in health.recipients if one.bounced])
        asked = [f"{answer.postal_code}: asked for {answer.times_asked} times" for answer in health.not_found]
        self.write_list("postal codes not found", asked)
        self.write_list("GATES THAT FAIL", [str(fault) for fault in health.faults])

    def write_list(self, what: str, items: list[str]) -> None:
        if items:
            more = [f"... and {len(items) - LISTED} more"] if len(items) > LISTED else []
            self.stdout.write(
                "\n".join([f"  {what}: {len(items)}", *(f"    {item}" for item in items[:LISTED] + more)])
            )

    def export(self, path: Path, healths: list[Health]) -> None:
        try:
            written = write_health_table(path, healths)
        except OSError as trouble:
            raise CommandError(f"{path}: {trouble.strerror}") from None
        self.stdout.write(f"{written} lines written to {path}")
