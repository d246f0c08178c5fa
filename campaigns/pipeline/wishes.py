"""What supporters wished by their private links, in a file beside the database: a backup that is restored knows nothing
of what they wished since. It names letters by the number in their links, and no person."""

import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.models import Letter
from campaigns.pipeline.erase import erase_letter
from campaigns.pipeline.invalidate import deny, invalidate
from campaigns.pipeline.prune import drop_unconfirmed_of
from campaigns.pipeline.withdraw import withdraw_letter

logger = logging.getLogger(__name__)


class Wish(StrEnum):
    WITHDRAW = "withdraw"
    ERASE = "erase"
    DENY = "deny"
    INVALIDATE = "invalidate"  # staff's, or what is left of a denial where a database alone tells of it


def _invalidate(letter: Letter) -> None:
    invalidate(Letter.objects.filter(pk=letter.pk))


DOES: dict[Wish, Callable[[Letter], object]] = {
    Wish.WITHDRAW: withdraw_letter,
    Wish.ERASE: erase_letter,
    Wish.DENY: deny,
    Wish.INVALIDATE: _invalidate,
}


def note_wish(letter: Letter, wish: Wish) -> None:
    """Once it is granted and stored. That it could not be written is in the log; its supporter has no trouble by it."""
    if settings.WISHES_FILE:
        line = {"letter": str(letter.public_id), "wish": wish, "at": timezone.now().isoformat()}
        transaction.on_commit(partial(_append, json.dumps(line)))


def _append(line: str) -> None:
    """On a line of its own, even after one that a full disk has cut off."""
    try:
        file = os.open(settings.WISHES_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"\n{line}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as trouble:
        logger.error("a supporter's wish was not written to WISHES_FILE: %s", trouble.strerror)


def repeat_wishes(file: Path, *, since: datetime) -> Counter[Wish | None]:
    """Grants what the file says, as `grant_again` does. Older wishes are left alone: staff may have decided otherwise
    meanwhile. Raises OSError."""
    return grant_again(_wishes(file, since))


def grant_again(wishes: Iterable[tuple[UUID, Wish]]) -> Counter[Wish | None]:
    """How many of each are granted, now or before; as None, how many are of letters that are not here. Letters are
    known by the number in their addresses: by the other one another database may know somebody else's."""
    return Counter(_grant(public_id, wish) for public_id, wish in dict.fromkeys(wishes))


@transaction.atomic
def _grant(public_id: UUID, wish: Wish) -> Wish | None:
    """A letter that had not been confirmed yet when the backup was made is gone afterwards: nobody confirms it now."""
    letter = Letter.objects.filter(public_id=public_id).select_related("campaign").first()
    if letter is None:
        return None
    DOES[wish](letter)
    drop_unconfirmed_of(Letter.objects.filter(public_id=public_id))
    return wish


def _wishes(file: Path, since: datetime) -> Iterator[tuple[UUID, Wish]]:
    """What is no wish, such as half a line, is passed over."""
    for line in file.read_text(errors="replace").splitlines():
        try:
            said = json.loads(line)
            wish = UUID(said["letter"]), Wish(said["wish"]), datetime.fromisoformat(said["at"])
        except (ValueError, TypeError, KeyError):
            continue
        if wish[2] >= since:
            yield wish[:2]
