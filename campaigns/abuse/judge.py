"""What is doubtful about a form. Pure: all that is known is handed in, and the doubts come out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Protocol

from campaigns.abuse.counting import Counts
from campaigns.abuse.places import Place
from campaigns.models import Doubt, FormLimits, SenderRule

FASTEST = 3.0  # seconds, from the first keystroke on; nobody reads what they sign in less
Kind, Action = SenderRule.Kind, SenderRule.Action
DOUBT_OF = {Action.CONFIRM: Doubt.LISTED, Action.HOLD: Doubt.HELD, Action.REFUSE: Doubt.REFUSED}
COUNTED = {
    "address_hour": Doubt.ONE_ADDRESS,
    "address_day": Doubt.ONE_ADDRESS,
    "network_hour": Doubt.ONE_NETWORK,
    "domain_hour": Doubt.ONE_DOMAIN,
}


class Rule(Protocol):
    kind: str
    value: str
    action: str


@dataclass(frozen=True)
class Known:
    """`seconds`: how long the form was being filled in; None where that is not known, as without scripts."""

    is_trapped: bool
    seconds: float | None
    counts: Counts
    limits: FormLimits
    rules: list[SenderRule] = field(default_factory=list)  # that fit


def doubts_about(known: Known) -> set[Doubt]:
    rule = deciding(known.rules)
    if rule and rule.action == Action.ALLOW:
        return set()
    found = {DOUBT_OF[Action(rule.action)]} if rule else set()
    if known.is_trapped:
        found.add(Doubt.TRAP)
    if known.seconds is not None and known.seconds < FASTEST:
        found.add(Doubt.TOO_FAST)
    return found | _too_many(known)


def _too_many(known: Known) -> set[Doubt]:
    over = {doubt for name, doubt in COUNTED.items() if getattr(known.counts, name) > getattr(known.limits, name)}
    return over - {Doubt.ONE_DOMAIN} if has_known_domain(known.rules) else over


def deciding(rules: Iterable[SenderRule]) -> SenderRule | None:
    """The closest one: an e-mail address, then a domain, then the smallest network.

    A domain is what the sender claims, so one that is known to us lifts the limit on domains, and nothing else.
    """
    return min((rule for rule in rules if not _is_claim(rule)), key=_breadth, default=None)


def has_known_domain(rules: Iterable[SenderRule]) -> bool:
    return any(_is_claim(rule) for rule in rules)


def _is_claim(rule: Rule) -> bool:
    return rule.kind == Kind.DOMAIN and rule.action == Action.ALLOW


def _breadth(rule: Rule) -> tuple[int, int]:
    """Networks of both versions are compared by how many bits they leave open; longer names are narrower."""
    if rule.kind == Kind.NETWORK:
        network = ip_network(rule.value)
        return 2, network.max_prefixlen - network.prefixlen
    return (0, 0) if rule.kind == Kind.ADDRESS else (1, -len(rule.value))


def fits(rule: Rule, place: Place) -> bool:
    """Whether a rule that names a network is about this place; the others are found by the database."""
    if rule.kind != Kind.NETWORK:
        return True
    here = ip_network(place.computer) if place.computer else None
    there = ip_network(rule.value)
    return here is not None and here.version == there.version and here.overlaps(there)
