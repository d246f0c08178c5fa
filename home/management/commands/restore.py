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
from home.backup import database, differences, freeze, unfinished
from home.backup.archive import DATABASE, Manifest, NotWhole, unpack_media

DONE = """Restored. Nothing leaves until somebody has looked:
- {doubtful} mails had not left when the backup was made. Whether they have since, nobody here can know: they are in
  doubt. In the admin, Letters -> Deliveries (for campaign leads and administrators) and Letters -> Mails to supporters
  (for data officers), state “In doubt”: send them again, mark them as arrived, or cancel them.
  What the mail server's log names, `manage.py mark_sent FILE` marks as sent.
- Then an administrator switches “stop everything” off in Settings -> Sending."""
KEPT = """What differs is in {file} until all is done. Should it break off, say the same again, with --replace:
it goes on from there."""
FOUND = """Taken in: {file}, of a restore that was not finished."""
UNWRITTEN = """{place} cannot be written: {trouble}. Nothing has changed.
What differs from the database here would be lost. Name another folder with --differences."""
UNLISTED = """All is done but the table of what differs, {file}: {trouble}. What it would list is in {kept}."""
UNREAD = """The database here cannot be read, so nobody knows what would be lost: {trouble}
Nothing has changed. Where it is of another version, `migrate` it first. Where it is beyond repair, put an empty one in
its place."""
WISHES = "WISHES_FILE of a host: what supporters took back since is taken back again; several times for several hosts"
DIFFERENCES = "where the table of what differs is written, instead of beside the backup"
CLOCKS = timedelta(minutes=5)  # by which those of several hosts may differ


class Command(BaseCommand):
    help = "Puts a backup in the place of what is here. Nothing is sent afterwards until staff have decided."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--wishes", type=Path, action="append", default=[], metavar="FILE", help=WISHES)
        parser.add_argument("--differences", dest="place", type=Path, metavar="FOLDER", help=DIFFERENCES)
        parser.add_argument("--replace", action="store_true", help="even where there are letters already")

    def handle(self, *, folder: Path, replace: bool, wishes: list[Path], place: Path | None, **options):
        if unread := [str(file) for file in wishes if not os.access(file, os.R_OK)]:
            raise CommandError(f"{', '.join(unread)} cannot be read.")
        folder = folder.absolute()
        place = place or folder.parent
        try:
            manifest = Manifest.read(folder)
            since = self.look(manifest, folder, place, replace=replace)
            unpack_media(folder)  # first, so that each file that a row names is there
            database.load(folder / DATABASE, then=freeze.sql())
        except (NotWhole, database.ToolFailed) as trouble:
            raise CommandError(str(trouble)) from None
        call_command("migrate", interactive=False, verbosity=0)
        freeze.doubt_what_was_told()
        note_restore(SendingSettings.load(), taken_at=manifest.taken_at)
        differing = self.settle(since)
        for file in wishes:
            self.tell_wishes(file, repeat_wishes(file, since=manifest.taken_at - CLOCKS))
        self.tell_what_waits()
        if since:
            self.write_table(differing, place / f"{folder.name}-restored-{timezone.now():%Y%m%dT%H%M%SZ}.csv")

    def look(self, manifest: Manifest, folder: Path, place: Path, *, replace: bool) -> differences.Since | None:
        """What differs here is kept before anything changes."""
        try:
            self.refuse(manifest, folder, replace=replace)
            found = differences.changed_since(manifest.taken_at)
        except Error as trouble:
            raise CommandError(UNREAD.format(trouble=str(trouble).partition("\n")[0])) from None
        return self.keep(found, place)

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

    def keep(self, found: differences.Since | None, place: Path) -> differences.Since | None:
        file, kept = place / unfinished.NAME, unfinished.kept_in(place)
        if kept:
            self.say(FOUND.format(file=file))
        if since := unfinished.both(kept, found):
            try:
                unfinished.keep(since, place)
            except OSError as trouble:
                raise CommandError(UNWRITTEN.format(place=place, trouble=trouble.strerror)) from None
            self.say(KEPT.format(file=file))
        return since

    def settle(self, since: differences.Since | None) -> list[list[str]]:
        """The mails that differ, as they did before it was settled."""
        if since is None:
            self.say("There was no database of letters to replace: what differs from the lost one is not known.")
            return []
        differing = list(differences.rows(since))
        settled, again = differences.settle(since, differing)
        self.say(
            f"Letters signed since, and lost with the replaced database: {since.letters}.\n"
            f"Mails whose state differs: {len(differing)}. Of these, known to have left, and marked so: {settled}.\n"
            f"Letters erased since, and again now: {again[Wish.ERASE]}.\n"
            f"Likewise withdrawn: {again[Wish.WITHDRAW]}; found to be nobody's own: {again[Wish.INVALIDATE]}."
        )
        return differing

    def tell_wishes(self, file: Path, again: Counter[Wish | None]) -> None:
        unknown = again.pop(None, 0)
        granted = again.total()
        self.say(f"Wishes of supporters in {file}: {granted} granted again, {unknown} of letters that are not here.")

    def tell_what_waits(self) -> None:
        doubtful = sum(queue.objects.filter(**IN_DOUBT).count() for queue in (Delivery, Notice))
        self.say(DONE.format(doubtful=doubtful))
        waiting = Letter.objects.filter(status=Letter.Status.UNCONFIRMED).count()
        self.say(f"Letters that wait for their supporter to confirm, as they did then: {waiting}.")

    def write_table(self, differing: list[list[str]], file: Path) -> None:
        """Last of all: what is settled already needs no table, and nothing is lost where it cannot be written."""
        kept = file.with_name(unfinished.NAME)
        try:
            differences.write(file, differing)
        except OSError as trouble:
            raise CommandError(UNLISTED.format(file=file, trouble=trouble.strerror, kept=kept)) from None
        unfinished.forget(file.parent)
        self.say(f"The mails that differ are listed in {file}.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
