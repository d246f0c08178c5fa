"""The folder of a backup: made whole or not at all, readable by its owner alone."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils._os import safe_join

from campaigns.keyed import keyed
from campaigns.models import Letter
from home.backup import database
from home.backup.whole import write_whole

DATABASE, MEDIA, KEYS, MANIFEST = "database", "media.tar", "keys.env", "manifest.json"
PROOF = "which key this is"  # its keyed hash tells keys apart and gives neither away


class NotWhole(Exception):
    """A file of the backup is missing, or is not what the manifest says."""


@dataclass(frozen=True)
class Manifest:
    taken_at: datetime  # a moment before the database was copied: what changed later may be missing
    vendor: str
    migrations: list[str]
    letters: int
    person_key: str  # the keyed hash of PROOF
    checksums: dict[str, str]  # of the files beside it
    keys: str = ""  # where they lie, when not beside it

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """What a later version says in addition is passed over: it may have made the backup to which we go back.
        Raises NotWhole."""
        try:
            said = json.loads((folder / MANIFEST).read_text())
            known = {field.name: said[field.name] for field in fields(cls) if field.name in said}
            manifest = cls(**known | {"taken_at": datetime.fromisoformat(said["taken_at"])})
        except (OSError, ValueError, TypeError, KeyError):
            raise NotWhole(f"{folder} holds no backup.") from None
        for name, checksum in manifest.checksums.items():
            if not (folder / name).exists() or checksum_of(folder / name) != checksum:
                raise NotWhole(f"{name} is missing or was changed.")
        return manifest

    def keys_beside(self, folder: Path) -> Path:
        """Where the keys were put."""
        return Path(self.keys) if self.keys else folder / KEYS

    def check_keys(self, folder: Path) -> None:
        """Raises NotWhole, unless the keys of this backup are where they were put."""
        kept = self.keys_beside(folder)
        try:
            lines = kept.read_text(errors="replace").splitlines()
        except OSError as trouble:
            raise NotWhole(f"The keys in {kept} cannot be read: {trouble.strerror}.") from None
        found = dict(line.split("=", 1) for line in lines if "=" in line)
        if keyed(PROOF, key=found.get("PERSON_KEY", "")) != self.person_key:
            raise NotWhole(f"{kept} does not hold the PERSON_KEY of this backup.")

    @property
    def is_of_this_key(self) -> bool:
        return self.person_key == keyed(PROOF)


def make_backup(place: Path, *, keys: Path | None = None) -> Path:
    """The new folder within `place`. The database comes first: every file that it names is there when media follow.
    The keys go to the folder `keys`, where one is named."""
    taken_at = timezone.now()
    folder = place / f"backup-{taken_at:%Y%m%dT%H%M%SZ}"
    unfinished = folder.with_name(f".{folder.name}")
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        database.dump(unfinished / DATABASE)
        _pack_media(unfinished / MEDIA)
        kept = _write_keys(keys / f"keys-{keyed(PROOF)[:12]}.env" if keys else unfinished / KEYS)
        _write_manifest(unfinished, taken_at, keys=str(kept) if keys else "")
        for file in unfinished.iterdir():
            file.chmod(0o600)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def unpack_media(folder: Path) -> None:
    """Files that came since stay. Nothing is written elsewhere, whatever a name says; by hand, as Debian 12's Python
    knows no filter."""
    with tarfile.open(folder / MEDIA) as packed:
        for member in packed:
            if content := packed.extractfile(member):
                _unpack(content, Path(safe_join(settings.MEDIA_ROOT, member.name)))


def migrations_here() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def checksum_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _pack_media(file: Path) -> None:
    """Nothing, where they lie in a storage that is no folder of this host: that has backups of its own. What an editor
    deletes meanwhile is left out."""
    with tarfile.open(file, "w") as packed:
        root = getattr(default_storage, "location", None)
        for one in _files_in(root) if root and os.path.isdir(root) else ():
            with suppress(FileNotFoundError), one.open("rb") as content:
                packed.addfile(packed.gettarinfo(arcname=str(one.relative_to(root)), fileobj=content), content)


def _files_in(root: str) -> Iterator[Path]:
    """Folders on another disk too. Raises OSError for one that may not be read."""
    for folder, _folders, names in os.walk(root, onerror=_raise_unless_gone, followlinks=True):
        yield from (Path(folder, name) for name in names)


def _raise_unless_gone(trouble: OSError) -> None:
    if not isinstance(trouble, FileNotFoundError):
        raise trouble


def _unpack(content: IO[bytes], file: Path) -> None:
    """What was not there belongs to whoever has the folder that it is in: root restores for the site's own user."""
    made = [path for path in (file, *file.parents) if not path.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as unpacked:
        shutil.copyfileobj(content, unpacked)
    if os.geteuid() == 0:
        for path in reversed(made):  # the outermost first
            owner = path.parent.stat()
            os.chown(path, owner.st_uid, owner.st_gid)


def _write_keys(file: Path) -> Path:
    """Where it is now. One that says the same is left alone: all earlier backups need it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = "".join(f"{name}={getattr(settings, name)}\n" for name in ("SECRET_KEY", "PERSON_KEY"))
    if not file.exists() or file.read_text(errors="replace") != said:
        write_whole(file, said)
    return file.absolute()


def _write_manifest(folder: Path, taken_at: datetime, *, keys: str) -> None:
    manifest = Manifest(
        taken_at=taken_at,
        vendor=connection.vendor,
        migrations=migrations_here(),
        letters=Letter.objects.count(),
        person_key=keyed(PROOF),
        checksums={file.name: checksum_of(file) for file in sorted(folder.iterdir())},
        keys=keys,
    )
    said = asdict(manifest) | {"taken_at": taken_at.isoformat()}
    if not keys:
        del said["keys"]  # so that versions that know of no other place read it
    (folder / MANIFEST).write_text(json.dumps(said, indent=1))
