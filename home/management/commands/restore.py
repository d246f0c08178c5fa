import os
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.utils import timezone

from campaigns.history import note_restore
from campaigns.models import Delivery, Letter, Notice, SendingSettings, Worker
from campaigns.models.restored import IN_DOUBT
from campaigns.pipeline.wishes import Wish, repeat_wishes
from home.backup import database, differences, freeze
from home.backup.archive import DATABASE, Manifest, NotWhole, unpack_media

DONE = """Restored. Nothing leaves until somebody has looked:
- {doubtful} mails had not left when the backup was made. Whether they have since, nobody here can know: they are in
  doubt. In the admin, Deliveries and Notices, state “In doubt”: send them again, mark them as arrived, or cancel them.
  What the mail server's log names, `manage.py mark_sent FILE` marks as sent.
- Then switch “stop everything” off in Settings -> Sending."""


UNREAD = """The database here cannot be read, so nobody knows what would be lost: {trouble}
Nothing has changed. Where it is of another version, `migrate` it first. Where it is beyond repair, put an empty one in
its place."""
WISHES = "WISHES_FILE of a host: what supporters took back since is taken back again; several times for several hosts"
CLOCKS = timedelta(minutes=5)  # by which those of several hosts may differ


class Command(BaseCommand):
    help = "Puts a backup in the place of what is here. Nothing is sent afterwards until staff have decided."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--wishes", type=Path, action="append", default=[], metavar="FILE", help=WISHES)
        parser.add_argument("--replace", action="store_true", help="even where there are letters already")

    def handle(self, *, folder: Path, replace: bool, wishes: list[Path], **options):
        if unread := [str(file) for file in wishes if not os.access(file, os.R_OK)]:
            raise CommandError(f"{', '.join(unread)} cannot be read.")
        try:
            manifest = Manifest.read(folder)
            self.refuse(manifest, folder, replace=replace)
            since = differences.changed_since(manifest.taken_at)
            unpack_media(folder)  # first, so that each file that a row names is there
            database.load(folder / DATABASE, then=freeze.sql())
        except (NotWhole, database.ToolFailed) as trouble:
            raise CommandError(str(trouble)) from None
        except Error as trouble:
            raise CommandError(UNREAD.format(trouble=str(trouble).partition("\n")[0])) from None
        call_command("migrate", interactive=False, verbosity=0)
        freeze.doubt_what_was_told()
        note_restore(SendingSettings.load(), taken_at=manifest.taken_at)
        self.tell(since, folder)
        for file in wishes:
            self.tell_wishes(file, repeat_wishes(file, since=manifest.taken_at - CLOCKS))

    def refuse(self, manifest: Manifest, folder: Path, *, replace: bool) -> None:
        if manifest.vendor != connection.vendor:
            raise CommandError(f"This is a backup of {manifest.vendor}, the database here is {connection.vendor}.")
        if not manifest.is_of_this_key:
            kept = manifest.keys_beside(folder)
            found = "there it is" if kept.exists() else "on this machine it is not there"
            raise CommandError(f"PERSON_KEY is another one: people could sign twice. Set the one in {kept}: {found}.")
        tables = connection.introspection.table_names()
        if Worker._meta.db_table in tables and Worker.objects.alive().exists():
            raise CommandError("Workers are running. Stop them first, and the site.")
        here = Letter.objects.count() if Letter._meta.db_table in tables else 0
        if here and not replace:
            raise CommandError(f"There are {here} letters here, which would be lost. Say --replace if that is meant.")

    def tell(self, since: differences.Since | None, folder: Path) -> None:
        if since is None:
            self.say("The replaced database could not be read: what differs from it is not known.")
        else:
            self.tell_differences(since, folder)
        doubtful = sum(queue.objects.filter(**IN_DOUBT).count() for queue in (Delivery, Notice))
        self.say(DONE.format(doubtful=doubtful))
        waiting = Letter.objects.filter(status=Letter.Status.UNCONFIRMED).count()
        self.say(f"Letters that wait for their supporter to confirm, as they did then: {waiting}.")

    def tell_differences(self, since: differences.Since, folder: Path) -> None:
        differing = list(differences.rows(since))
        file = folder.with_name(f"{folder.name}-restored-{timezone.now():%Y%m%dT%H%M%SZ}.csv")
        differences.write(file, differing)
        settled, again = differences.settle(since, differing)
        self.say(
            f"Letters signed since, and lost with the replaced database: {since.letters}.\n"
            f"Mails whose state differs: {len(differing)}, listed in {file}.\n"
            f"Of these, known to have left, and marked so: {settled}. Letters erased since, and again now: "
            f"{again[Wish.ERASE]}.\n"
            f"Likewise withdrawn: {again[Wish.WITHDRAW]}; found to be nobody's own: {again[Wish.INVALIDATE]}."
        )

    def tell_wishes(self, file: Path, again: Counter[Wish | None]) -> None:
        unknown = again.pop(None, 0)
        granted = again.total()
        self.say(f"Wishes of supporters in {file}: {granted} granted again, {unknown} of letters that are not here.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
