"""Where a form came from, as far as that tells senders apart: a computer, the network around it, an e-mail domain."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network

from campaigns.aliases import BY_DOMAIN
from campaigns.keyed import keyed
from campaigns.slips import DOMAINS
from cms.client_address import Address, read_address

LARGE_PROVIDERS = {*BY_DOMAIN, *DOMAINS}  # one of them has more honest supporters than any limit
COMPUTER, NEIGHBOURS = {4: 32, 6: 64}, {4: 24, 6: 56}  # bits: who has IPv6 has 2^64 addresses for one computer


@dataclass(frozen=True)
class Place:
    """`computer` and `network` are written as networks; empty where nobody can tell."""

    computer: str
    network: str
    domain: str

    @property
    def computer_key(self) -> str:
        return _key("computer", self.computer)

    @property
    def network_key(self) -> str:
        return _key("network", self.network)

    @property
    def counted_domain(self) -> str:
        return "" if self.domain in LARGE_PROVIDERS else self.domain


NOWHERE = Place("", "", "")


def place_of(*, client: str, email: str) -> Place:
    """`client` is an address of the network, or empty."""
    domain = email.rpartition("@")[2].casefold()
    address = read_address(client)
    if address is None:
        return Place("", "", domain)
    return Place(_around(address, COMPUTER), _around(address, NEIGHBOURS), domain)


def _around(address: Address, bits: dict[int, int]) -> str:
    version = 6 if isinstance(address, IPv6Address) else 4
    return str(ip_network((address, bits[version]), strict=False))


def _key(kind: str, value: str) -> str:
    return keyed(f"{kind}:{value}") if value else ""
