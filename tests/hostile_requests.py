"""Each hostile string in each field that the public can fill in, as a browser would post it or as no browser would."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from campaigns.models import CampaignPage
from tests.hostile import ECHOES, INJECTED
from tests.letters import shown

BOUNDARY = "----a-boundary-that-no-string-knows"
ENCODINGS = ("application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}")
WORDS = ("first_name", "last_name", "street", "city", "subject", "message", "source")
REST = ("email", "postal_code", "district", "outside_country", "stamp", "letter_version", "consent_version")
REST += ("consent_updates", "choose")
POST, GET = "POST", "GET"


@dataclass(frozen=True)
class Attack:
    method: str
    path: str
    body: bytes
    kind: str  # of content
    text: bytes

    def wrongs(self, status: int, body: bytes, headers: dict[str, str]) -> list[str]:
        """What the answer should not be."""
        found = [f"status {status}"] if status >= 500 or status == 0 else []
        found += ["an echo"] if any(echo in body for echo in ECHOES) else []
        found += ["a header"] if INJECTED.lower() in map(str.lower, headers) else []
        return [f"{self.method} {self.path[:60]}: {what} for {self.text[:60]!r}" for what in found]


def attacks(
    text: bytes, number: int, *, page: CampaignPage, receipt: str, encodings: Sequence[str] = ENCODINGS
) -> Iterator[Attack]:
    """Five posts in each encoding, one in the first, and one address; `number` keeps the supporters apart."""
    own, language = f"/en/write/{page.pk}/", page.locale.language_code
    path = quote_from_bytes(text[:500], safe="/")
    yield Attack(GET, f"{page.url}?source={quote_from_bytes(text[:500])}&confirmed={path}", b"", "", text)
    for place, kind in enumerate(encodings):
        person = {
            "email": f"s{number}-{place}@example.org",
            "postal_code": "K1A 0A6",
            "street": "1 Main St",
            "city": "Ottawa",
        }
        fields = {"first_name": "Jane", "last_name": "Doe", "subject": "Act", "message": "Now"} | person | shown(page)
        valid = {name: value.encode() for name, value in fields.items()}
        forms = {
            own: valid | dict.fromkeys(WORDS, text),
            f"{own}?preview": valid | dict.fromkeys(WORDS, text) | {"preview": b"1"} if place == 0 else None,
            f"{own}?rest": valid | dict.fromkeys(REST, text),
            f"{own}recipients/": {"postal_code": text},
            f"/{language}/share/{page.pk}/mastodon/": {"server": text},
            receipt: {"district": text},
        }
        for address, answers in forms.items():
            if answers:
                yield Attack(POST, address, encoded(answers, kind), kind, text)


def encoded(fields: dict[str, bytes], kind: str) -> bytes:
    if kind == ENCODINGS[0]:
        return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items()).encode()
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
    parts = [(head % name).encode() + value + b"\r\n" for name, value in fields.items()]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
