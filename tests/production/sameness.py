"""Everybody gets the same page, and a new one soon."""

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.production import content
from tests.production.content import SOON
from tests.production.stack import Stack
from tests.production.verdict import Verdict
from tests.production.visitor import Visitor, ask

VISITORS, AT_ONCE = 1_000, 10
TITLE = "A title that was published just now"


def check_sameness(stack: Stack, verdict: Verdict) -> None:
    time.sleep(SOON)  # nobody signs meanwhile
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = pool.map(lambda _n: list(visits(stack.visitor, VISITORS // AT_ONCE)), range(AT_ONCE))
        pages = [page for share in shares for page in share]
    took = time.perf_counter() - began
    figure = f"{len(set(pages))} different, in {took:.1f} s"
    verdict.check(f"{len(pages):,} visitors get the same bytes", len(set(pages)) == 1, figure)


def visits(visitor: Visitor, number: int) -> Iterator[str]:
    """On one connection; each page by its hash."""
    connection = visitor.connect()
    for _ in range(number):
        yield hashlib.sha256(ask(connection, "GET", content.ENGLISH).body).hexdigest()
    connection.close()


def check_publishing(stack: Stack, verdict: Verdict) -> None:
    stack.visitor.get(content.ENGLISH)
    content.publish(TITLE)
    began = time.perf_counter()
    while TITLE not in stack.visitor.get(content.ENGLISH).text and time.perf_counter() - began < SOON * 3:
        time.sleep(0.05)
    took = time.perf_counter() - began
    verdict.check("what is published shows through both caches", took <= SOON, f"after {took:.2f} s")
