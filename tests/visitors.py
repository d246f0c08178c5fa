"""Who posts the letter form: machines in eight styles, and people in six. Each yields what a browser would send.

All machines belong to one attacker, who has 256 neighbouring computers, a mail domain with all mailboxes in it, one
mailbox at a large provider with all its aliases, and as many foreign computers as there are posts.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Address

from campaigns.models import CampaignPage
from campaigns.stamp import HOUR, LIFETIME, SIGNER, renewed_stamp_for
from tests.letters import shown

DOMAIN = "bots.example"
SCHOOL = "203.0.113.40"


@dataclass(frozen=True)
class Post:
    """`client`: the address that our proxy sees."""

    answers: dict[str, str]
    client: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        """A visitor may have written an address of their own choice into the header before our proxy adds theirs."""
        return {"X-Forwarded-For": f"192.0.2.99, {self.client}"} | self.headers


Style = Callable[[CampaignPage, random.Random], Iterator[Post]]


def letter(page: CampaignPage, **answers: str) -> dict[str, str]:
    person = {"first_name": "Jane", "last_name": "Doe", "postal_code": "K1A 0A6", "message": page.message}
    return person | shown(page) | answers


def anywhere(chance: random.Random) -> str:
    """A computer that nobody else is near."""
    return str(IPv4Address(chance.randrange(11 << 24, 100 << 24)))


def somebody(chance: random.Random, domain: str = "gmail.com") -> str:
    return f"{chance.getrandbits(60):x}@{domain}"


def stamp(page: CampaignPage, *, seconds: float, manner: str = "renewed") -> str:
    """As it was given out so many seconds ago."""
    return SIGNER.sign(f"{page.pk}.{int(time.time() - seconds)}.{manner}")


# Machines


def one_computer(page, chance, domain=DOMAIN):
    while True:
        yield Post(letter(page, email=somebody(chance, domain)), "198.51.100.7")


def one_network(page, chance, domain=DOMAIN):
    for number in itertools.count(chance.randrange(256)):
        yield Post(letter(page, email=somebody(chance, domain)), f"198.51.100.{number % 256}")


def one_domain(page, chance):
    while True:
        yield Post(letter(page, email=somebody(chance, DOMAIN)), anywhere(chance))


def one_mailbox(page, chance):
    """jane.doe+1@gmail.com, j.anedoe+2@googlemail.com ..."""
    for number in itertools.count():
        name = "".join(sign + chance.choice(["", "."]) for sign in "janedo") + "e"
        email = f"{name}+{number}@{chance.choice(['gmail.com', 'googlemail.com'])}"
        yield Post(letter(page, email=email), f"198.51.100.{number % 256}")


def trapped(page, chance):
    while True:
        yield Post(letter(page, email=somebody(chance), remark="https://buy.example"), anywhere(chance))


def hasty(page, chance):
    while True:
        yield Post(letter(page, email=somebody(chance), stamp=renewed_stamp_for(page.pk)), anywhere(chance))


def forged(page, chance):
    """No stamp, a made-up one, another page's, one that is too old; or from another site's page."""
    old = stamp(page, seconds=LIFETIME.total_seconds() + HOUR)
    other = SIGNER.sign(f"{page.pk + 1}.{int(time.time())}.shown")
    wrong = [{"stamp": text} for text in ("", f"{page.pk}.{int(time.time())}.shown:forged", other, old)]
    abroad = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
    for answers, headers in itertools.cycle([(one, {}) for one in wrong] + [({}, one) for one in abroad]):
        yield Post(letter(page, email=somebody(chance), **answers), anywhere(chance), headers)


def patient(page, chance):
    """Fills the form in like a person, each time from somewhere else and with one stamp again and again; but the
    attacker's domain is all it has mailboxes in."""
    again = stamp(page, seconds=40)
    while True:
        yield Post(letter(page, email=somebody(chance, DOMAIN), stamp=again), anywhere(chance))


MACHINES: dict[str, Style] = {
    one.__name__: one for one in (one_domain, one_computer, one_network, one_mailbox, trapped, hasty, forged, patient)
}
GMAIL = "gmail.com"  # whose addresses anybody can make up, and nobody counts
# What each style alone gets through in an hour: as much as the limits leave to people who share a computer or network.
ALONE: list[tuple[Style, int]] = [
    (one_domain, 10),
    (one_computer, 5),
    (partial(one_computer, domain=GMAIL), 5),
    (one_network, 10),
    (partial(one_network, domain=GMAIL), 10),
    (one_mailbox, 1),
    (trapped, 0),
    (hasty, 0),
    (forged, 0),
    (patient, 10),
]


# People


def typed(page, chance):
    seconds = chance.uniform(20, 900)
    yield Post(letter(page, email=somebody(chance), stamp=stamp(page, seconds=seconds)), anywhere(chance))


def pasted(page, chance):
    words = {"message": "My own words, pasted.", "stamp": stamp(page, seconds=chance.uniform(3, 20))}
    yield Post(letter(page, email=somebody(chance), **words), anywhere(chance))


def filled_in_by_browser(page, chance):
    """All at once, and sent within a second or two."""
    yield Post(letter(page, email=somebody(chance), stamp=stamp(page, seconds=chance.uniform(0, 1))), anywhere(chance))


def without_scripts(page, chance):
    yield Post(letter(page, email=somebody(chance)), anywhere(chance), {"Sec-Fetch-Site": "same-origin"})


def slow(page, chance):
    """The page had been open for days."""
    old = stamp(page, seconds=chance.uniform(HOUR, LIFETIME.total_seconds() - HOUR), manner="shown")
    yield Post(letter(page, email=somebody(chance), stamp=old), anywhere(chance))


def at_school(page, chance):
    """One address of the network, and one mail domain, for all."""
    mine = {"email": somebody(chance, "school.example"), "stamp": stamp(page, seconds=chance.uniform(20, 900))}
    yield Post(letter(page, **mine), SCHOOL)


PEOPLE: dict[str, Style] = {
    one.__name__: one for one in (typed, pasted, filled_in_by_browser, without_scripts, slow, at_school)
}


def by_machine(style: Style, page: CampaignPage, number: int, chance: random.Random) -> Iterator[Post]:
    """Each made when it is asked for: what it says about time is true then."""
    return itertools.islice(style(page, chance), number)


def by_people(page: CampaignPage, number: int, chance: random.Random) -> Iterator[Post]:
    """Of all kinds, in turns; likewise."""
    for style in itertools.islice(itertools.cycle(PEOPLE.values()), number):
        yield next(style(page, chance))
