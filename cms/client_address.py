"""Whose machine asks: behind our own proxies the address that the nearest of them saw, else the peer's own.

What stands further left in X-Forwarded-For is whatever the visitor wrote there, and is never believed.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_address(request: "HttpRequest") -> str:
    """In its plainest form, an IPv4 address as such; empty where nobody can tell, as behind a Unix socket."""
    nearest = read_address(request.META.get("REMOTE_ADDR", ""))
    if nearest is None or not _is_trusted(nearest):
        return str(nearest or "")
    for text in _from_the_right(request.META.get("HTTP_X_FORWARDED_FOR", "")):
        found = read_address(text)
        if found is None:
            break  # our proxy writes addresses: what is left of this is not its own
        nearest = found
        if not _is_trusted(found):
            break
    return str(nearest)


def comes_through_proxy(request: "HttpRequest") -> bool:
    """Whether one of our own proxies has passed this on, so that its headers are true."""
    nearest = read_address(request.META.get("REMOTE_ADDR", ""))
    return nearest is not None and _is_trusted(nearest)


def read_address(text: str) -> Address | None:
    """With or without a port, brackets or a zone: 192.0.2.1, 192.0.2.1:80, [2001:db8::1]:80, ::ffff:192.0.2.1."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _from_the_right(header: str) -> Iterator[str]:
    entries: Iterable[str] = header.split(",") if header.strip() else ()
    return reversed([*entries])


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
