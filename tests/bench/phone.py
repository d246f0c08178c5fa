"""The demo on a slow phone: what its page weighs, when it is there, and how long a letter takes a person."""

from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import Row
from tests.browser.phone import ENGLISH, FRENCH, Words, send_letter, slow_phone
from tests.chromium import launch_options
from tests.running_demo import RunningDemo, running_demo

PORT = 8766
PATHS = {"English": "/en/campaigns/xinjiang/", "French": "/fr/campagnes/xinjiang/"}
KEY_SECONDS = 0.2  # a person who types 60 words in two and a half minutes
A_MINUTE = 60
ONE_WORD = "/healthz"


def measure() -> Iterator[Row]:
    with running_demo(PORT) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for words in (ENGLISH, FRENCH):
            yield from measure_page(browser, demo, words)
            for scripts in (True, False):
                yield from measure_journey(browser, demo, words, scripts=scripts)
        browser.close()


def measure_page(browser: Browser, demo: RunningDemo, words: Words) -> Iterator[Row]:
    what = f"{words.language} page"
    bare = measure_bare(browser, demo)
    with slow_phone(browser) as phone:
        phone.open(demo.address + PATHS[words.language])
        phone.tab.wait_for_load_state("networkidle")
        beside = f"{len(phone.asked)} requests with its pictures"
        yield Row(
            f"{what}, compressed, without pictures", phone.weight / 1000, "kB", 60, is_ceiling=True, beside=beside
        )
        yield Row(f"{what}, render-blocking", phone.blocking_requests, "requests", 2, is_ceiling=True)
        paint = phone.largest_paint
        beside = f"{paint / bare:.1f} x a page of one word"
        yield Row(f"{what}, largest paint", paint, "s", 2.5, is_ceiling=True, beside=beside)
        yield Row(f"{what}, layout shift", phone.layout_shift, "", 0, is_ceiling=True)


def measure_bare(browser: Browser, demo: RunningDemo) -> float:
    with slow_phone(browser) as phone:
        phone.open(demo.address + ONE_WORD)
        return phone.largest_paint


def measure_journey(browser: Browser, demo: RunningDemo, words: Words, *, scripts: bool) -> Iterator[Row]:
    manner = "with" if scripts else "without"
    what = f"{words.language} letter, {manner} scripts"
    with slow_phone(browser, scripts=scripts, key_seconds=KEY_SECONDS) as phone:
        who = f"{words.language}.{manner}".lower()
        phone.open(demo.address + PATHS[words.language])
        phone.tap(phone.tab.locator("[data-jump]"))
        send_letter(phone, words, who=who)
        beside = f"{phone.taps} taps, {phone.fields} fields, {1 / KEY_SECONDS:.0f} keys/s"
        yield Row(what, phone.seconds, "s", A_MINUTE, is_ceiling=True, beside=beside)
        yield Row(f"{what}, console errors", len(phone.complaints), "", 0, is_ceiling=True)
        yield Row(f"{what}, other hosts asked", len(phone.strangers), "", 0, is_ceiling=True)
