"""A person who has a keyboard and nothing else, and whose keys are counted."""

from playwright.sync_api import Locator, Page

FURTHEST = 60  # presses of Tab before somebody gives up


class Keyboard:
    """`walked`: keys pressed to get about; `typed`: those that write an answer."""

    def __init__(self, tab: Page):
        self.tab, self.walked, self.typed = tab, 0, 0

    def press(self, key: str) -> None:
        self.walked += 1
        self.tab.keyboard.press(key)

    def type(self, text: str) -> None:
        self.typed += len(text)
        self.tab.keyboard.type(text)

    def is_at(self, target: Locator) -> bool:
        return target.count() == 1 and target.evaluate("element => element === document.activeElement")

    def go_to(self, role: str, name: str) -> None:
        """Presses Tab until what has this role and name has the focus."""
        target = self.tab.get_by_role(role, name=name, exact=True)
        for _ in range(FURTHEST):
            if self.is_at(target):
                return
            self.press("Tab")
        raise AssertionError(f"the Tab key never reaches the {role} “{name}”")

    def fill(self, label: str, answer: str) -> None:
        self.go_to("textbox", label)
        self.type(answer)

    def choose(self, label: str, answer: str) -> None:
        """Down the options of a list until this one is chosen."""
        self.go_to("combobox", label)
        box = self.tab.get_by_role("combobox", name=label, exact=True)
        for _ in range(FURTHEST):
            if box.evaluate("list => list.selectedOptions[0].label") == answer:
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrow keys never reach “{answer}”")

    def follow(self, role: str, name: str) -> None:
        self.go_to(role, name)
        self.press("Enter")
