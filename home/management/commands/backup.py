from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from home.backup.archive import Manifest, NotWhole, make_backup
from home.backup.database import ToolFailed


class Command(BaseCommand):
    help = (
        "Copies database, media and keys into a new folder, while the site goes on. Guard it as you guard the letters."
    )

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, help="the folder in which the new one is made")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="keep the keys there, and not in the backup")
        parser.add_argument("--check", action="store_true", help="`place` is a backup: is it whole?")

    def handle(self, *, place: Path, keys: Path | None, check: bool, **options):
        try:
            folder = place if check else make_backup(place, keys=keys)
            manifest = Manifest.read(folder)
            manifest.check_keys(folder)
        except (ToolFailed, NotWhole) as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(f"{folder}: whole, {manifest.letters} letters, of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC")
        if manifest.keys:
            self.stdout.write(f"Not restored without its keys: {manifest.keys}")
