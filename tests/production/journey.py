"""A supporter in Chromium, through nginx: with scripts and without, in English and in French."""

import re
import time
from itertools import product

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.test_journey import ENGLISH, FRENCH, fill_in
from tests.chromium import launch_options
from tests.ledger import wait_for
from tests.production.content import ENGLISH as ENGLISH_PAGE
from tests.production.content import FRENCH as FRENCH_PAGE
from tests.production.content import MAILS, SOON
from tests.production.stack import Stack
from tests.production.verdict import Verdict

COUNT = re.compile(r'data-action-count="(\d+)"')
WITHIN = 30  # seconds for the mails


def check_journeys(stack: Stack, verdict: Verdict) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        expect.set_options(timeout=20_000)
        for (words, path), scripts in product([(ENGLISH, ENGLISH_PAGE), (FRENCH, FRENCH_PAGE)], [True, False]):
            travel(stack, verdict, browser, words, path, scripts)
        browser.close()


def travel(stack: Stack, verdict: Verdict, browser: Browser, words: dict, path: str, scripts: bool) -> None:
    name = f"{path[1:3]}-{'with' if scripts else 'without'}-scripts"
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=scripts)
    tab, complaints = context.new_page(), []
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.set_default_timeout(20_000)
    time.sleep(SOON)  # the letter before may not show yet
    tab.goto(stack.url + path)
    before, mails = count_in(tab.content()), stack.sink.count()
    email = next(label for label, answer in words["labels"].items() if "@" in answer)
    fill_in(tab, words | {"labels": words["labels"] | {email: f"{name}@example.net"}})
    tab.get_by_role("button", name=words["button"], exact=True).first.click()
    expect(tab.get_by_role("heading", name=words["thanks"])).to_be_visible()
    moved = count_in(tab.content()) - before
    wait_for(lambda: stack.sink.count() >= mails + MAILS, within=WITHIN)
    figure = f"counter +{moved}, {stack.sink.count() - mails} mails, {len(complaints)} complaints of the browser"
    is_fine = moved == 1 and stack.sink.count() == mails + MAILS and not complaints and not context.cookies()
    verdict.check(f"journey {name}", is_fine, " ".join([figure, *complaints]))
    context.close()


def count_in(page: str) -> int:
    return int(COUNT.search(page)[1])
