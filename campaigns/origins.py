"""Other sites that may show a campaign's form: their origins, as browsers write them."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LOCAL = ("localhost", "127.0.0.1")
MOST = 50


def origins_in(text: str) -> list[str]:
    """One for each line that is not empty, in the order given, each once. Raises ValidationError, naming the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(_("Name %(number)s sites at most.") % {"number": MOST})
    return list(dict.fromkeys(origin_of(line) for line in lines))


def origin_of(line: str) -> str:
    """`https://www.example.org` or `https://example.org:8443`; http only for this machine. Raises ValidationError."""
    try:
        place = urlsplit(line)
        host, port = ascii_host(place.hostname or ""), place.port
    except ValueError:  # a port that is none, a name that no browser would look up
        raise ValidationError(wrong(line)) from None
    is_safe = place.scheme == "https" or (place.scheme == "http" and host in LOCAL)
    is_bare = place.path in ("", "/") and not (place.query or place.fragment or "@" in place.netloc)
    if not (is_safe and is_bare and is_host(host)):
        raise ValidationError(wrong(line))
    usual = {"https": 443, "http": 80}[place.scheme]
    return f"{place.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def ascii_host(name: str) -> str:
    return name.encode("idna").decode("ascii").lower() if name else ""


def is_host(name: str) -> bool:
    """Letters, digits, hyphens and dots alone: anything else could end the header that it is to stand in."""
    return name in LOCAL or ("." in name and all(LABEL.fullmatch(label) for label in name.split(".")))


def wrong(line: str) -> str:
    words = _("“%(line)s” is not the address of a site. Write it like https://www.example.org, and nothing after it.")
    return words % {"line": line[:100]}
