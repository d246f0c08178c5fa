"""What Chromium tells a screen reader: the page's accessibility tree."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MARK = "data-spoken-of"


@dataclass(frozen=True)
class Spoken:
    role: str
    name: str
    description: str
    is_invalid: bool
    live: str  # "polite", "assertive", or nothing


def spoken(target: Locator) -> Spoken:
    tree = target.page.context.new_cdp_session(target.page)
    target.evaluate("(element, mark) => element.setAttribute(mark, '')", MARK)
    root = tree.send("DOM.getDocument")["root"]["nodeId"]
    node = tree.send("DOM.querySelector", {"nodeId": root, "selector": f"[{MARK}]"})["nodeId"]
    found = tree.send("Accessibility.getPartialAXTree", {"nodeId": node, "fetchRelatives": False})["nodes"][0]
    target.evaluate("(element, mark) => element.removeAttribute(mark)", MARK)
    tree.detach()
    return _read(found)


def all_spoken(tab: Page) -> list[Spoken]:
    """Everything in the tree that is not passed over, from its top."""
    tree = tab.context.new_cdp_session(tab)
    nodes = tree.send("Accessibility.getFullAXTree")["nodes"]
    tree.detach()
    return [_read(node) for node in nodes if not node["ignored"]]


def _read(node: dict) -> Spoken:
    properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    texts = {name: node.get(name, {}).get("value", "") for name in ("role", "name", "description")}
    is_invalid = properties.get("invalid", "false") == "true"
    return Spoken(**texts, is_invalid=is_invalid, live=properties.get("live", ""))
