"""A row of the comparison: a field, or a block of the body, with what each language has there."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from campaigns.editor.languages import language_name
from campaigns.models import CampaignPage

EMPTY = SafeString("")


@dataclass(frozen=True)
class Cell:
    """What one language says. `change` is what has changed there since the languages were in line."""

    page: CampaignPage
    html: SafeString
    anchor: str  # in the editor, which opens the tab it is in
    change: SafeString | str = ""

    @property
    def language(self) -> str:
        return language_name(self.page.locale)

    @property
    def edit_url(self) -> str:
        return f"{reverse('wagtailadmin_pages:edit', args=[self.page.pk])}#{self.anchor}"


@dataclass(frozen=True)
class Row:
    tab: Any
    label: Any
    cells: list[Cell]

    @property
    def has_changed(self) -> bool:
        return any(cell.change for cell in self.cells)

    @property
    def is_empty(self) -> bool:
        return not any(cell.html or cell.change for cell in self.cells)


def anchor_of(place: str) -> str:
    """As Wagtail's comments name a place in the form: a field, or `body.<id of a block>`."""
    return f":w:contentpath={place}"
