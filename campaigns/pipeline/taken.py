"""What a mail server says it took, by Message-ID: so far as it is or was in doubt here, it is marked as sent."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaigns.decide import Choice, decide
from campaigns.models import Delivery, Notice

BATCH = 1000  # Message-IDs in one question
ADDRESS = r"[^\s<>,;()\"'@]+@[^\s<>,;()\"'@]+"
# As Postfix, Exim and sendmail name it in their logs; by itself, as we make it; or any that has the line to itself.
FORMS = [
    re.compile(rf"(?:message-id|msgid|(?<![\w-])id)\s*[=:]\s*<?({ADDRESS})", re.I),
    re.compile(r"(?<!\w)([0-9a-f]{32}@[\w.-]*\w)"),
    re.compile(rf"^\s*<?({ADDRESS})>?\s*$"),
]


@dataclass(frozen=True)
class Taken:
    """How many mails were in doubt and are marked; how many are known, and not in doubt; how many are none of ours.
    In doubt is also what was so before and goes again."""

    marked: int = 0
    certain: int = 0
    unknown: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.marked + other.marked, self.certain + other.certain, self.unknown + other.unknown)


def message_ids_in(lines: Iterable[str]) -> Iterator[str]:
    """Each in angle brackets; the same one as often as it is said."""
    for line in lines:
        found = next(filter(None, (form.findall(line) for form in FORMS)), [])
        yield from (f"<{one}>" for one in found)


def mark_taken(message_ids: Iterable[str], *, reason: str, dry_run: bool = False) -> Taken:
    """Letters and notices, whatever they are in doubt for. Said again it changes nothing. With `dry_run` it never does,
    and says what it would mark. The history of each campaign has the `reason`."""
    named = sorted(set(message_ids))
    batches = (named[first : first + BATCH] for first in range(0, len(named), BATCH))
    return sum((_mark(batch, reason=reason, dry_run=dry_run) for batch in batches), Taken())


def _mark(named: list[str], *, reason: str, dry_run: bool) -> Taken:
    known = marked = 0
    for model in (Delivery, Notice):
        mails = model.objects.filter(message_id__in=named)
        known += mails.count()
        doubtful = mails.doubtful().count()
        if not dry_run and doubtful:
            doubtful = decide(mails, choice=Choice.ARRIVED, reason=reason, by=None, selection="Message-ID")
        marked += doubtful
    return Taken(marked, known - marked, len(named) - known)
