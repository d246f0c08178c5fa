"""Answers of DNS. "Nothing there" and "could not be asked" are never mistaken for each other."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import dns.exception
import dns.name
import dns.resolver

LONGEST = 5.0  # seconds for one question, all tries together


class NotAsked(Exception):
    """DNS gave no answer, for the reason given."""


class Records:
    """Asks `nameserver` ("192.0.2.1", "192.0.2.1:5353", "2001:db8::1"), else what this machine asks."""

    def __init__(self, nameserver: str = ""):
        self.nameserver = nameserver

    def texts(self, name: str) -> list[str]:
        """The TXT records of `name`, each in one piece. Raises NotAsked."""
        return [b"".join(record.strings).decode(errors="replace") for record in self._ask(name, "TXT")]

    def mail_servers(self, name: str) -> list[str]:
        """The servers that take mail for `name`; "" for one that says it takes none (RFC 7505). Raises NotAsked."""
        return [record.exchange.to_text(omit_final_dot=True).strip(".") for record in self._ask(name, "MX")]

    def addresses(self, name: str) -> list[str]:
        """Raises NotAsked."""
        return [record.to_text() for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver().resolve(dns.name.from_text(name), kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as trouble:
            raise NotAsked(type(trouble).__name__) from trouble

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self.nameserver)
        if self.nameserver:
            address, port = split_port(self.nameserver)
            resolver.nameservers, resolver.port = [address], port
        resolver.lifetime, resolver.timeout = LONGEST, LONGEST / 2
        return resolver


def split_port(nameserver: str) -> tuple[str, int]:
    """Raises ValueError on what is no address, or a port that is no number."""
    address, _, port = nameserver.partition(":") if nameserver.count(":") == 1 else (nameserver, "", "53")
    return str(ip_address(address)), int(port)
