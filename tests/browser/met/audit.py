"""What is asked of one state: axe's rules, and those that axe does not measure. No state is reloaded between widths."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = (Path(__file__).parent / "rules.js").read_text()
DESK, PHONE = (1280, 900), (390, 844)  # CSS px
NARROW = (320, 640)  # the desk at 400 %
HALF = (1000, 900)  # with text at 200 % a desk has the phone's layout: 64rem are wider than it is
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}
LARGE_TEXT = "html { font-size: 200% !important }"  # 1.4.4
SPACED_TEXT = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }"""  # 1.4.12


@dataclass
class Audit:
    """What was found in one state. `violations` and `unsure`: axe's, by width; `broken`: of the other rules."""

    violations: dict[int, list[str]] = field(default_factory=dict)
    unsure: dict[int, list[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    stops: int = 0  # of the Tab key, on a phone

    @property
    def complaints(self) -> list[str]:
        return [*(one for found in self.violations.values() for one in found), *self.broken]

    @property
    def doubts(self) -> list[str]:
        return [one for found in self.unsure.values() for one in found]


def audit(tab: Page, language: str) -> Audit:
    """The tab shows the state, at DESK's width, and is left at it."""
    found = Audit()
    tab.evaluate(AXE_SCRIPT)
    tab.evaluate(RULES)
    for size in (DESK, PHONE):
        resize(tab, size)
        run_axe(tab, found, size[0])
        ask(tab, found, "smallTargets()", f"at {size[0]}")
    ask(tab, found, f"structure('{language}')", "structure")
    ask(tab, found, "moving()", "reduced motion")
    walk(tab, found)
    look_in_forced_colours(tab, found)
    for size in (PHONE, HALF):
        resize(tab, size)
        with dressed(tab, LARGE_TEXT):
            ask(tab, found, "cutOff()", f"text at 200 %, at {size[0]}")
    resize(tab, NARROW)
    ask(tab, found, "cutOff()", "reflow")
    for size in (NARROW, DESK):
        resize(tab, size)
        with dressed(tab, SPACED_TEXT):
            ask(tab, found, "cutOff()", f"text spacing, at {size[0]}")
    return found


def resize(tab: Page, size: tuple[int, int]) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})


def run_axe(tab: Page, found: Audit, width: int) -> None:
    results = tab.evaluate("asked => axe.run(asked)", ASKED)
    found.violations[width] = told(results["violations"], width)
    found.unsure[width] = told(results["incomplete"], width)


def told(rules: list[dict], width: int) -> list[str]:
    return [
        f"{rule['id']} at {width}: {' '.join(map(str, node['target']))}" for rule in rules for node in rule["nodes"]
    ]


def ask(tab: Page, found: Audit, rule: str, where: str) -> None:
    found.broken += [f"{where}: {one}" for one in tab.evaluate(f"rules.{rule}")]


@contextmanager
def dressed(tab: Page, css: str) -> Iterator[None]:
    tab.evaluate("css => dress(css)", css)
    yield
    tab.evaluate("dress('')")


def walk(tab: Page, found: Audit) -> None:
    """Presses Tab from the top of the page to its end, on a phone."""
    tab.evaluate("rules.startAtTop()")
    while found.stops < 200:
        tab.keyboard.press("Tab")
        if (stop := tab.evaluate("rules.unseenFocus()")) is None:
            return
        found.stops += 1
        found.broken += [f"Tab: {one}" for one in stop["found"]]
    found.broken.append("Tab: never reaches the end")


def look_in_forced_colours(tab: Page, found: Audit) -> None:
    tab.emulate_media(forced_colors="active")
    ask(tab, found, "edgeless()", "forced colours")
    tab.keyboard.press("Tab")
    found.broken += [
        f"forced colours: {one}" for one in (tab.evaluate("rules.unseenFocus()") or {"found": []})["found"]
    ]
    tab.emulate_media(forced_colors="none")
