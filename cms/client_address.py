"""Whose computer a request comes from, where proxies of ours stand before it."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network


def client_address(request: HttpRequest) -> str:
    """The rightmost address, of those that X-Forwarded-For lists and the one that connected, which is none of our
    proxies. What stands left of it may be invented by the sender; where no proxy is trusted, so may the whole header.
    """
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    nearest = request.META.get("REMOTE_ADDR", "")
    for hop in [nearest, *reversed(request.headers.get("X-Forwarded-For", "").split(","))]:
        address = _plain(hop)
        if address is None:
            break  # nobody of ours wrote this
        nearest = address
        if not any(ip_address(address) in network for network in trusted):
            break
    return nearest


@cache
def _networks(proxies: tuple[str, ...]) -> list[Network]:
    return [ip_network(proxy) for proxy in proxies]


def _plain(hop: str) -> str | None:
    """An address without its port and its zone, IPv4 in IPv6 as IPv4; None where it is none."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
