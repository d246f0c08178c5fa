"""Every mail that the stored letters make, read again from its bytes."""

from collections.abc import Iterator
from email import message_from_bytes, policy

from campaigns import compose
from campaigns.message import MalformedMessage, as_bytes
from campaigns.models import Letter, Notice

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
MEANT = {*ONCE, "Content-Transfer-Encoding", "Reply-To", "Auto-Submitted"}


def malformed_mails() -> tuple[int, list[str]]:
    """How many mails there are, and what is wrong with which."""
    number, wrong = 0, []
    letters = Letter.objects.select_related("page__locale", "district").prefetch_related("deliveries__recipient")
    for letter in letters.order_by("pk").iterator(chunk_size=500):
        for make in makers(letter):
            number += 1
            try:
                wrong += [f"letter {letter.pk}: {what}" for what in wrongs_of(make())]
            except MalformedMessage as refused:
                wrong.append(f"letter {letter.pk}: refused, {refused}")
    return number, wrong


def makers(letter: Letter) -> Iterator:
    letterhead, notice = letter.page.letterhead, Notice(letter=letter)
    copies = [copy for copy in letter.deliveries.all() if copy.recipient]
    for copy in copies:
        copy.letter = letter
        yield lambda copy=copy: compose.letter_message(copy, letterhead=letterhead)
    links = dict.fromkeys(("link", "denial"), "https://x.example/")
    yield lambda: compose.receipt_message(notice, letterhead=letterhead, deliveries=copies, **links)


def wrongs_of(message) -> list[str]:
    raw = as_bytes(message)
    read, (head, _, _body) = message_from_bytes(raw, policy=policy.default), raw.partition(b"\r\n\r\n")
    found = [f"{len(read.get_all(name, []))} {name}" for name in ONCE if len(read.get_all(name, [])) != 1]
    found += [f"a header {name}" for name in set(read.keys()) - MEANT]
    found += [f"a defect {defect!r}" for defect in read.defects]
    found += ["parts"] if read.is_multipart() or read.get_content_type() != "text/plain" else []
    found += ["a bare line end"] if not raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n") else []
    found += ["a long line"] if max(map(len, raw.split(b"\r\n"))) > 998 else []
    found += ["no ASCII head"] if not head.isascii() or b"\x00" in raw else []
    found += ["recipients"] if len(message.recipients()) != 1 else []
    return found
