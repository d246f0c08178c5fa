"""What a restored database does not know: compared with the one that it replaced, where there was one."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from campaigns.models import Delivery, Letter, Notice
from campaigns.models.states import IN_HAND, TAKEN, Status
from campaigns.pipeline.taken import mark_taken
from campaigns.pipeline.wishes import Wish, grant_again
from home.backup.whole import write_whole

QUEUES = {"letter": Delivery, "notice": Notice}
HEAD = ["mail", "number", "Message-ID", "restored", "in the replaced database"]
LEFT = {status.value for status in (*TAKEN, Status.BOUNCED, Status.COMPLAINED, *IN_HAND)}


class Mail(NamedTuple):
    """As it was in the replaced database. The number is that database's own: nothing is found by it."""

    kind: str
    number: int
    message_id: str
    status: str


@dataclass(frozen=True)
class Since:
    """What had changed in the replaced database since the backup was made."""

    mails: list[Mail]
    letters: int  # signed since
    wishes: list[tuple[UUID, Wish]]


def changed_since(moment: datetime) -> Since | None:
    """None where there is no database of ours. Raises Error where it cannot be read."""
    if Letter._meta.db_table not in connection.introspection.table_names():
        return None
    signed = Letter.objects.filter(signed_at__gte=moment).count()
    return Since(list(_mails(moment)), signed, list(_wishes(moment)))


def _mails(moment: datetime) -> Iterator[Mail]:
    for kind, queue in QUEUES.items():
        changed = queue.objects.filter(changed_at__gte=moment).order_by("pk")
        yield from (Mail(kind, *row) for row in changed.values_list("pk", "message_id", "status"))


def _wishes(moment: datetime) -> Iterator[tuple[UUID, Wish]]:
    """Who had a letter erased has withdrawn it too, so that is not said of it."""
    withdrawn = Letter.objects.filter(withdrawn_at__gte=moment)
    asked = {
        Wish.INVALIDATE: withdrawn.filter(status=Letter.Status.INVALID),
        Wish.ERASE: Letter.objects.filter(erasure_asked_at__gte=moment),
        Wish.WITHDRAW: withdrawn.valid().filter(erasure_asked_at=None),
    }
    for wish, letters in asked.items():
        yield from ((public_id, wish) for public_id in letters.order_by("pk").values_list("public_id", flat=True))


def rows(since: Since) -> Iterator[list[str]]:
    """Each mail whose state differs now that the backup is restored."""
    states = {name: dict(queue.objects.values_list("message_id", "status")) for name, queue in QUEUES.items()}
    for mail in since.mails:
        before = states[mail.kind].get(mail.message_id, "")
        if before != mail.status:
            yield [mail.kind, str(mail.number), mail.message_id, before, mail.status]


def write(file: Path, differing: list[list[str]]) -> None:
    """Raises OSError."""
    table = StringIO(newline="")
    csv.writer(table).writerows([HEAD, *differing])
    write_whole(file, table.getvalue())


def settle(since: Since, differing: list[list[str]]) -> tuple[int, Counter[Wish | None]]:
    """What the replaced database knew to have left is sent here, too, and who withdrew, denied or erased a letter has
    done so. Returns how many mails were settled, and how many letters by what was wished."""
    left = [message_id for _mail, _number, message_id, before, now in differing if before and now in LEFT]
    settled = mark_taken(left, reason=gettext("The database that was replaced knew that it had left")).marked
    return settled, grant_again(since.wishes)
