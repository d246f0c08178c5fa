"""The rules that axe does not measure, each on a small page that breaks it and on one that keeps it."""

import pytest
from playwright.sync_api import Page

from tests.browser.met.audit import DESK, RULES, Audit, look_in_forced_colours, resize, walk

pytestmark = pytest.mark.browser

SMALL = '<button style="width: 20px; height: 20px; padding: 0; margin: {margin}; float: left">{name}</button>'
FLOATING = '<a href="#" style="position: fixed; inset: auto 0 0 0; height: 300px; background: white">Floats</a>'
LINKS = "".join(f'<p><a href="#{n}">Link {n}</a></p>' for n in range(20))
COVERED = f"<style>p {{ margin: 0 0 40px }} html {{ scroll-padding-bottom: 0 }}</style>{LINKS}{FLOATING}"
CASES = {  # rule, page that breaks it, page that keeps it
    "crowded targets": (
        "smallTargets()",
        SMALL.format(margin=0, name="A") + SMALL.format(margin=0, name="B"),
        SMALL.format(margin="2px", name="A") + SMALL.format(margin="2px", name="B"),
    ),
    "a small target by a large one": (
        "smallTargets()",
        SMALL.format(margin=0, name="A") + '<button style="height: 90px; float: left">Large</button>',
        SMALL.format(margin="2px", name="A") + '<button style="height: 90px; float: left">Large</button>',
    ),
    "links in a sentence": (
        "smallTargets()",
        '<p style="font-size: 9px"><a href="#1">One</a> <a href="#2">Two</a></p>',
        '<p style="font-size: 9px">We say <a href="#1">One</a> <a href="#2">Two</a></p>',
    ),
    "text wider than the window": (
        "cutOff()",
        '<p style="white-space: nowrap">' + "word " * 400,
        "<p>" + "word " * 400,
    ),
    "text cut off by its box": (
        "cutOff()",
        '<div style="height: 20px; overflow: hidden">' + "word " * 400,
        '<div style="overflow: hidden">' + "word " * 400,
    ),
    "a button lower than its words": (
        "cutOff()",
        '<button style="height: 20px; font-size: 30px">Send',
        '<button style="min-height: 20px; font-size: 30px">Send',
    ),
    "headings": ("structure('en')", "<main><h1>A</h1><h3>B</h3></main>", "<main><h1>A</h1><h2>B</h2></main>"),
    "one first heading": ("structure('en')", "<main><h1>A</h1><h1>B</h1></main>", "<main><h1>A</h1></main>"),
    "landmark": ("structure('en')", "<h1>A</h1>", "<main><h1>A</h1></main>"),
    "language": (
        "structure('en')",
        '<main><h1>A</h1><a href="#" hreflang="fr">Français</a></main>',
        '<main><h1>A</h1><a href="#" hreflang="fr" lang="fr">Français</a></main>',
    ),
    "motion": ("moving()", '<p style="transition: color 1s">A', "<p>A"),
}  # fmt: skip


@pytest.fixture
def bare(browser):
    tab = browser.new_page(reduced_motion="reduce")
    resize(tab, DESK)
    yield tab
    tab.close()


HEAD = "<title>A</title><style>body { margin: 0 } :focus { outline: 2px solid }</style>"


def show(tab: Page, html: str) -> None:
    tab.set_content(f'<!DOCTYPE html><html lang="en">{HEAD}<body>{html}')
    tab.evaluate(RULES)


@pytest.mark.parametrize("name", CASES)
def test_a_rule_tells_what_breaks_it_from_what_keeps_it(bare, name):
    rule, breaking, keeping = CASES[name]
    show(bare, breaking)
    assert bare.evaluate(f"rules.{rule}"), "what breaks it"
    show(bare, keeping)
    assert bare.evaluate(f"rules.{rule}") == [], "what keeps it"


def walked(tab: Page, html: str) -> Audit:
    show(tab, html)
    found = Audit()
    walk(tab, found)
    return found


def test_focus_under_a_floating_button_is_found(bare):
    found = walked(bare, COVERED)
    assert (found.stops, bool(found.broken)) == (21, True)
    assert all(one.endswith("lies under a “Floats”") for one in found.broken)
    room = "scroll-padding-bottom: 320px } body { padding-bottom: 320px"
    assert walked(bare, COVERED.replace("scroll-padding-bottom: 0", room)).broken == []


def test_focus_that_does_not_show_is_found(bare):
    assert walked(bare, '<a href="#" style="outline: none">A</a>').broken == ["Tab: a “A” does not show the focus"]
    assert walked(bare, '<a href="#">A</a>').broken == []


def test_with_forced_colours_a_button_without_an_edge_is_found(bare):
    for style, is_found in {"border: 0": True, "border: 2px solid": False}.items():
        show(bare, f'<button style="{style}; background: gold">Send</button>')
        found = Audit()
        look_in_forced_colours(bare, found)
        assert bool(found.broken) == is_found, style
