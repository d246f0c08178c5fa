"""One of several processes that make messages of characters: `python -m tests.proofs.message_process FIRST STEP`

Takes every STEP-th Unicode scalar value from FIRST on, and prints what came of them, as JSON.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from email.header import decode_header, make_header

import django

django.setup()

from campaigns import compose  # noqa: E402  Django comes first
from campaigns.cleaning import many_lines, one_line  # noqa: E402
from campaigns.letterhead import Letterhead  # noqa: E402
from campaigns.models import CampaignPage, Delivery, Letter, Notice, Recipient  # noqa: E402

SCALARS = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
BATCH = 8  # texts of 40 characters
BOTH = ["Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
LETTER, NOTICE = sorted([*BOTH, "Reply-To"]), sorted([*BOTH, "Auto-Submitted"])
VOICES = Letterhead("Voices")
PRINTED = bytes(range(0x20, 0x7F))


class Places:
    """A letter to a minister and a notice to its supporter, with the same text in name, subject, Reply-To and title."""

    def __init__(self):
        page = CampaignPage(content_type_id=1)  # not asked for, as there is no database here
        words = {"opening": "Dear Minister,", "message": "Act now.", "closing": "Yours", "subject_is_own": True}
        person = {"last_name": "Doe", "email": "jane@example.org", "postal_code": "K1A0A6", "language": "en"}
        self.letter = Letter(page=page, **words, **person)
        self.recipient = Recipient(name="", email="minister@example.org", salutation_en="Dear Minister")
        self.delivery = Delivery(letter=self.letter, recipient=self.recipient)
        self.notice = Notice(letter=self.letter)

    def messages(self, text: str):
        self.letter.first_name = self.letter.subject = self.letter.page.title = self.recipient.name = text
        yield compose.letter_message(self.delivery, letterhead=VOICES), LETTER, "minister@example.org"
        yield (
            compose.gave_up_message(self.notice, letterhead=VOICES, link="/x"),
            NOTICE,
            "jane@example.org",
        )


def is_whole(message, names: list[str], to: str) -> bool:
    """Read as bytes, without the code that made or checked the message."""
    raw = compose.as_bytes(message)
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    found = sorted(line.partition(b":")[0].decode() for line in lines if not line.startswith(b" "))
    return (
        found == names
        and not head.translate(None, PRINTED + b"\r\n")
        and not body.translate(None, PRINTED + b"\r\n\t")
        and raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n")
        and max(map(len, raw.split(b"\r\n"))) <= 998
        and message.recipients() == [to]
    )


def subject_in(message) -> str:
    """As a mail program reads it."""
    lines = compose.as_bytes(message).decode().replace("\r\n ", " ").split("\r\n")
    value = next(line for line in lines if line.startswith("Subject:"))
    return str(make_header(decode_header(value.removeprefix("Subject:").strip())))


def is_right(places: Places, text: str) -> bool:
    """Both messages are whole, and the letter's subject is read as it was written."""
    (letter, *of_letter), (notice, *of_notice) = places.messages(text)
    return is_whole(letter, *of_letter) and is_whole(notice, *of_notice) and subject_in(letter) == one_line(text)


def is_clean(character: str) -> bool:
    left = one_line(character) + many_lines(f"a{character}b").replace("\n", "").replace("\t", "")
    return all(unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp") for one in left)


def texts_of(characters: list[str]) -> Iterator[tuple[list[str], str]]:
    """Each character at the beginning, between letters and at the end, and on its own. Those that cleaning takes away
    on their own, and from between letters, leave nothing that could differ: they come a few at a time."""
    gone = [one for one in characters if one_line(one) == "" and one_line(f"a{one}b") in ("ab", "a b")]
    for kept in sorted(set(characters) - set(gone)):
        yield [kept], f"{kept}a{kept}b{kept}"
        yield [kept], kept
    for start in range(0, len(gone), BATCH):
        batch = gone[start : start + BATCH]
        yield batch, "".join(f"{one}a{one}b{one}" for one in batch)


def main(first: int, step: int) -> None:
    characters = [chr(code) for code in SCALARS[first::step]]
    places, failed = Places(), {one for one in characters if not is_clean(one)}
    covered, messages = set(), 0
    for of, text in texts_of(characters):
        if not is_right(places, text):
            failed.update(of)
        covered.update(of)
        messages += 2
    codes = sorted(map(ord, failed))
    print(json.dumps({"values": len(covered), "messages": messages, "failed": codes}))  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
