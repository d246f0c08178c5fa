from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from campaigns.checkup.domain import check_domain
from campaigns.checkup.finding import Finding, Mark, unknown
from campaigns.checkup.records import Records, split_port
from campaigns.checkup.server import check_alignment, check_server, send_test_letter
from campaigns.checkup.state import check_state


class Command(BaseCommand):
    help = "Says, a line each, what keeps letters from arriving. Exits with 1 where something must be mended."

    def add_arguments(self, parser):
        parser.add_argument("--to", metavar="ADDRESS", help="send one test letter there")
        parser.add_argument(
            "--selector", action="append", default=[], help="of the DKIM key; several times for several keys"
        )
        parser.add_argument("--nameserver", default="", metavar="IP[:PORT]", help="ask this one about the domain")

    def handle(self, *, to, selector, nameserver, **options):
        records = Records(checked_nameserver(nameserver))
        faults = 0
        for finding in findings(records=records, selectors=selector, to=to):
            self.stdout.write(str(finding))
            faults += finding.mark is Mark.MEND
        if faults:
            raise CommandError(f"To be mended: {faults}, marked MEND above.")


def findings(*, records: Records, selectors: list[str], to: str | None) -> Iterator[Finding]:
    yield from check_domain(settings.LETTERS_DOMAIN, records=records, selectors=selectors)
    yield check_alignment()
    yield from check_server()
    try:
        yield from check_state()
    except Error as trouble:
        yield unknown(f"Database: it could not be asked ({type(trouble).__name__}).")
    if to:
        yield send_test_letter(to)


def checked_nameserver(nameserver: str) -> str:
    try:
        if nameserver:
            split_port(nameserver)
    except ValueError:
        raise CommandError(f"{nameserver} is not the address of a name server.") from None
    return nameserver
