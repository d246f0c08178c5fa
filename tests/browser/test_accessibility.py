"""WCAG 2.2 AA, of every state that a supporter may meet, in both languages, on a phone and on a desk."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.met.audit import DESK, PHONE, Audit, audit, resize
from tests.browser.met.states import STATES
from tests.browser.met.world import make_world

# Whose contrast axe cannot tell, and people have looked at: words over a blurred picture, each on paper of its own.
SEEN_BY_PEOPLE = (".cover__why", ".cover__show.button--plain")
PICTURES = os.environ.get("PICTURES", "")  # a folder, where people want to look at each state
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_state_keeps_every_rule(live_server, browser: Browser, language, tell):
    world = make_world(live_server.url, language)
    tab = browser.new_page(reduced_motion="reduce")
    audits = {}
    for name, way in STATES.items():
        resize(tab, DESK)
        way(tab, world)
        audits[name] = audit(tab, "" if name == "server broken" else language)
        if PICTURES:
            take(tab, f"{language} {name}")
    tab.close()
    tell(table(language, audits))
    complaints = [f"{name}: {one}" for name, found in audits.items() for one in found.complaints]
    assert complaints == [], "\n".join(complaints)
    doubts = [f"{name}: {one}" for name, found in audits.items() for one in found.doubts if not is_seen(one)]
    assert doubts == [], "\n".join(doubts)


def take(tab: Page, name: str) -> None:
    resize(tab, PHONE)
    tab.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def is_seen(doubt: str) -> bool:
    return doubt.startswith("color-contrast") and doubt.endswith(SEEN_BY_PEOPLE)


def table(language: str, audits: dict[str, Audit]) -> str:
    """A line for each state: axe's violations at each width, what it was unsure of, what broke another rule."""
    columns = f"{'axe ' + str(PHONE[0]):>8} {'axe ' + str(DESK[0]):>8} {'unsure':>7} {'other':>6} {'stops':>6}"
    lines = [f"\n{'WCAG 2.2 AA, ' + language:32}{columns}"]
    for name, one in audits.items():
        phone, desk = (len(one.violations[width]) for width in (PHONE[0], DESK[0]))
        lines.append(f"{name:32}{phone:8} {desk:8} {len(one.doubts):7} {len(one.broken):6} {one.stops:6}")
    return "\n".join([*lines, ""])
