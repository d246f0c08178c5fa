"""What a restored database does not know: compared with the one that it replaced, where that could still be read."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import Error, connection
from django.utils.translation import gettext

from campaigns.models import Delivery, Letter, Notice
from campaigns.models.states import IN_HAND, TAKEN, Status
from campaigns.pipeline.erase import erase_letter
from campaigns.pipeline.invalidate import invalidate
from campaigns.pipeline.taken import mark_taken
from campaigns.pipeline.withdraw import withdraw_letter

QUEUES = {"letter": Delivery, "notice": Notice}
HEAD = ["mail", "number", "Message-ID", "restored", "in the replaced database"]


@dataclass(frozen=True)
class Since:
    """What had changed in the replaced database since the backup was made. States by kind of mail and number."""

    mails: dict[tuple[str, int], tuple[str, str]]  # Message-ID and state
    letters: int  # signed since
    erased: list[int]  # letters that their supporters have had erased since
    withdrawn: list[int]  # likewise, or taken back
    invalid: list[int]  # likewise, or found to be nobody's own


def changed_since(moment: datetime) -> Since | None:
    """None where there is no database of ours to read."""
    try:
        if Letter._meta.db_table not in connection.introspection.table_names():
            return None
        mails = {
            (name, pk): (message_id, status)
            for name, queue in QUEUES.items()
            for pk, message_id, status in queue.objects.filter(changed_at__gte=moment)
            .order_by()
            .values_list("pk", "message_id", "status")
        }
        signed = Letter.objects.filter(signed_at__gte=moment).count()
        withdrawn = Letter.objects.filter(withdrawn_at__gte=moment)
        asked = (
            Letter.objects.filter(erasure_asked_at__gte=moment),
            withdrawn.valid(),
            withdrawn.filter(status=Letter.Status.INVALID),
        )
        return Since(mails, signed, *(list(letters.values_list("pk", flat=True)) for letters in asked))
    except Error:
        return None


def rows(since: Since) -> Iterator[list[str]]:
    """Each mail whose state differs now that the backup is restored."""
    states = {name: dict(queue.objects.values_list("message_id", "status")) for name, queue in QUEUES.items()}
    for (name, pk), (message_id, status) in sorted(since.mails.items()):
        before = states[name].get(message_id, "")
        if before != status:
            yield [name, str(pk), message_id, before, status]


def write(file: Path, differing: list[list[str]]) -> None:
    with file.open("w", newline="") as table:
        csv.writer(table).writerows([HEAD, *differing])
    file.chmod(0o600)


def settle(since: Since, differing: list[list[str]]) -> int:
    """What the replaced database knew to have left is sent here, too, and who withdrew, denied or erased a letter has
    done so. Returns how many mails were settled."""
    gone = {status.value for status in (*TAKEN, Status.BOUNCED, Status.COMPLAINED, *IN_HAND)}
    left = [message_id for _mail, _number, message_id, before, now in differing if before and now in gone]
    settled = mark_taken(left, reason=gettext("The database that was replaced knew that it had left")).marked
    invalidate(Letter.objects.filter(pk__in=since.invalid))
    for letter in Letter.objects.filter(pk__in=since.withdrawn, withdrawn_at=None):
        withdraw_letter(letter)
    for letter in Letter.objects.filter(pk__in=since.erased):
        erase_letter(letter)
    return settled
