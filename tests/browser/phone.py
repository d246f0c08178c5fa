"""A supporter's phone on a slow line, which counts what it asks of them and what the page asks of it."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Request, expect

SIZE = {"width": 390, "height": 844}
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER_PROCESSOR = 4  # times
LARGEST_PAINT = """() => new Promise(tell => new PerformanceObserver(
    list => tell(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""
SHIFTS = """() => new Promise(tell => {
    new PerformanceObserver(list => tell(list.getEntries().reduce((sum, shift) => sum + shift.value, 0)))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(tell, 500, 0); })"""
BLOCKING = "() => performance.getEntriesByType('resource').filter(r => r.renderBlockingStatus === 'blocking').length"


@dataclass
class Phone:
    """One tab of it. `key_seconds`: how long the supporter takes for each key."""

    tab: Page
    key_seconds: float = 0
    taps: int = 0
    fields: int = 0
    complaints: list[str] = field(default_factory=list)  # what the console shows as an error
    asked: list[Request] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def open(self, address: str) -> None:
        self.began = time.monotonic()
        self.tab.goto(address)

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.tap()

    def fill(self, label: str, text: str) -> None:
        self.fields += 1
        box = self.tab.get_by_label(label, exact=True)
        self.tap(box)
        box.press_sequentially(text, delay=1000 * self.key_seconds)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def strangers(self) -> set[str]:
        """Hosts that were asked beside the site's own."""
        hosts = {urlsplit(request.url).netloc for request in self.asked}
        return hosts - {urlsplit(self.tab.url).netloc, ""}

    @property
    def weight(self) -> int:
        """Bytes of what was asked for, without the author's pictures: heads, and bodies as a proxy compresses them."""
        mine = [request for request in self.asked if request.resource_type != "image"]
        return sum(request.sizes()["responseHeadersSize"] + len(gzip.compress(body_of(request))) for request in mine)

    @property
    def blocking_requests(self) -> int:
        return self.tab.evaluate(BLOCKING)

    @property
    def largest_paint(self) -> float:
        """Seconds from the start of the page to its largest piece of content."""
        return self.tab.evaluate(LARGEST_PAINT) / 1000

    @property
    def layout_shift(self) -> float:
        """What moved by itself, from the top to the end of the page: the sum of Chromium's scores."""
        self.tab.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        self.tab.wait_for_load_state("networkidle")
        return self.tab.evaluate(SHIFTS)


def body_of(request: Request) -> bytes:
    answer = request.response()
    return answer.body() if answer and answer.ok else b""


@contextmanager
def slow_phone(browser: Browser, *, scripts: bool = True, key_seconds: float = 0) -> Iterator[Phone]:
    context = browser.new_context(viewport=SIZE, has_touch=True, is_mobile=True, java_script_enabled=scripts)
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    devtools = context.new_cdp_session(tab)
    devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    phone = Phone(tab, key_seconds)
    tab.on("console", lambda line: phone.complaints.append(line.text) if line.type == "error" else None)
    tab.on("pageerror", lambda error: phone.complaints.append(str(error)))
    tab.on("request", lambda request: phone.asked.append(request))
    yield phone
    context.close()


@dataclass(frozen=True)
class Words:
    """What a supporter reads and is asked for, in one language."""

    language: str
    labels: tuple[str, str, str, str]
    send: str
    thanks: str

    def answers(self, who: str) -> dict[str, str]:
        """`who` tells supporters apart: a second letter from one address would not count."""
        return dict(zip(self.labels, ["Anne", "Lévesque", f"{who}@example.org", "K1A 0A6"], strict=True))


ENGLISH = Words(
    language="English",
    labels=("First name", "Last name", "E-mail", "Postal code"),
    send="Send my letter",
    thanks="Thank you. Check your e-mail.",
)
FRENCH = Words(
    language="French",
    labels=("Prénom", "Nom", "Courriel", "Code postal"),
    send="Envoyer ma lettre",
    thanks="Merci. Consultez vos courriels.",
)


def send_letter(phone: Phone, words: Words, *, who: str) -> None:
    """From the open page to the thanks."""
    for label, answer in words.answers(who).items():
        phone.fill(label, answer)
    phone.tap(phone.tab.get_by_role("button", name=words.send))
    expect(phone.tab.get_by_role("heading", name=words.thanks)).to_be_visible()
