"""How single environment variables are read: what is a typing error stops the start, with words."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def plain_number(environ: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    """A number from 1 to `most` in plain digits; `default` where there is none."""
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise ImproperlyConfigured(f"{name} is {text!r}: give a plain number from 1 to {most}.")
    return int(text)


def safe_url(environ: Mapping[str, str], name: str) -> str:
    """An address behind https, or one on this machine; empty where there is none."""
    url = environ.get(name, "").strip()
    if url and not _is_safe(url):
        raise ImproperlyConfigured(f"{name} has to begin with https://; http:// is for this machine alone.")
    return url


def networks(environ: Mapping[str, str], name: str) -> list[str]:
    """Addresses and networks, such as 10.0.0.0/8, separated by commas; none where there are none."""
    found = [text for part in environ.get(name, "").split(",") if (text := part.strip())]
    for text in found:
        try:
            ip_network(text)
        except ValueError as trouble:
            raise ImproperlyConfigured(f"{name}: {trouble}.") from None
    return found


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_number, _port = bool(parts.hostname) and parts.hostname[-1].isdigit(), parts.port
        is_here = parts.hostname == "localhost" or (is_number and ip_address(parts.hostname).is_loopback)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))
