"""Header lines that carry what people wrote: ASCII, folded, and never read as anything else than the text it was."""

from __future__ import annotations

import re
from email.charset import Charset
from email.header import Header
from typing import NamedTuple

from django.utils.encoding import punycode

from campaigns.cleaning import one_line

FOLDED_AT = 76  # octets: RFC 2047 section 2
LONGEST_QUOTED = FOLDED_AT - len("Reply-To: ")
PIECE = 39  # octets of UTF-8 in an encoded word, so that it fits after "Reply-To: "
UTF_8 = Charset("utf-8")
_PLAIN = re.compile(r"(?!.*=\?)(?:[!-~]{1,60}(?: |$))*")  # ASCII that folds, no lookalike of RFC 2047
_BARE = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]*")  # a name that needs no quotes
_SOUND = re.compile(r"(?!.*=\?)[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)  # no quoted local parts


class Mailbox(NamedTuple):
    name: str
    address: str

    @classmethod
    def of(cls, name: str, address: str) -> Mailbox:
        """Cleaned, the domain in ASCII."""
        local, _at, domain = address.rpartition("@")
        return cls(one_line(name), f"{local}@{punycode(domain)}")

    @property
    def is_sound(self) -> bool:
        """Whether every mail program reads the address as this one."""
        return bool(_SOUND.fullmatch(self.address))

    def __str__(self) -> str:
        """As people and providers read it."""
        if _BARE.fullmatch(self.name):
            return f"{self.name} <{self.address}>" if self.name else self.address
        escaped = re.sub(r'(["\\])', r"\\\1", self.name)
        return f'"{escaped}" <{self.address}>'

    @property
    def header(self) -> str:
        """As mail servers read it. Quoted names are short, as not every program reads one that is folded."""
        is_short = _BARE.fullmatch(self.name) or len(str(self)) <= LONGEST_QUOTED
        return str(self) if is_short and _PLAIN.fullmatch(self.name) else f"{_encoded(self.name)} <{self.address}>"


def in_ascii(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _encoded(text)


def _encoded(text: str) -> str:
    """As encoded words (RFC 2047), on one line still. Words stay whole: some programs read a space between them."""
    pieces = [""]
    for word in re.findall(r"[^ ]* ?", text):
        for bit in [word] if len(word.encode()) <= PIECE else word:
            if len((pieces[-1] + bit).encode()) > PIECE:
                pieces.append("")
            pieces[-1] += bit
    return " ".join(UTF_8.header_encode(piece) for piece in pieces)


def folded(name: str, value: str) -> str:
    """The email package would look for a place to fold in every header: that was half the time of a letter."""
    line = f"{name}: {value}"
    return line if len(line) <= FOLDED_AT else f"{name}: {Header(value, header_name=name).encode()}"
