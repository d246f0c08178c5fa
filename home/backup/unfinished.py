"""What a restore found in the database that it replaces, in a file until all is done: afterwards nobody finds it again.
Whatever stops the restore half-way, the next one goes on from there."""

import json
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from campaigns.pipeline.wishes import Wish
from home.backup.archive import NotWhole
from home.backup.differences import LEFT, Mail, Since
from home.backup.whole import write_whole

NAME = "unfinished-restore.json"


def keep(since: Since, place: Path) -> None:
    """Durably, for nobody else to read: the numbers in it open receipts. Raises OSError where it cannot be written."""
    write_whole(place / NAME, json.dumps(asdict(since), default=str))


def kept_in(place: Path) -> Since | None:
    """None where no restore was broken off. Raises NotWhole."""
    file = place / NAME
    try:
        said = json.loads(file.read_text())
        wishes = [(UUID(public_id), Wish(wish)) for public_id, wish in said["wishes"]]
        return Since([Mail(*mail) for mail in said["mails"]], said["letters"], wishes)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        raise NotWhole(f"{file}, of a restore that was not finished, cannot be read.") from None


def both(kept: Since | None, found: Since | None) -> Since | None:
    """What had left by either has left, and wishes are never taken back. Of the letters it knows those that it has seen
    itself: the larger number is the nearer one."""
    if kept is None or found is None:
        return kept or found
    left = [mail for mail in kept.mails if mail.status in LEFT]
    mails = {mail.message_id: mail for mail in (*kept.mails, *found.mails, *left)}
    return Since(list(mails.values()), max(kept.letters, found.letters), [*kept.wishes, *found.wishes])


def forget(place: Path) -> None:
    (place / NAME).unlink(missing_ok=True)
