"""A person at a screen, whose clicks, fields and seconds are counted."""

import sys
import time

from playwright.sync_api import Locator, Page


class Counted:
    """Acts in one tab."""

    def __init__(self, tab: Page):
        self.tab, self.clicks, self.fields, self.began = tab, 0, 0, time.monotonic()

    def click(self, role: str, name: str, *, exact: bool = True) -> None:
        self.clicks += 1
        self.tab.get_by_role(role, name=name, exact=exact).first.click()

    def fill(self, label: str, text: str) -> None:
        self.fields += 1
        self.tab.get_by_label(label).fill(text)

    def type_into(self, field: Locator, text: str) -> None:
        """Key by key, as rich text asks."""
        self.fields += 1
        field.press_sequentially(text)

    def choose(self, field: Locator, label: str) -> None:
        self.fields += 1
        field.select_option(label=label)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def tell(self, capsys, what: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{what}: {self.clicks} clicks, {self.fields} fields, {self.seconds:.1f} s\n")
