"""What is written on a campaign page for its own language alone: all fields of the tabs but those that languages share,
and the address, which every language has for itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from wagtail.admin.panels import FieldPanel, Panel, PublishingPanel

from campaigns.editor.shared_panels import RecipientsPanel, SharedPanel

OWN_ADDRESS = "slug"
ROWS = "recipient_rows"  # words for single recipients


@dataclass(frozen=True)
class WrittenField:
    """A field of the form, or ROWS; `label` is what the editor calls it, `tab` where it stands, both lazy."""

    name: str
    label: Any
    tab: Any
    panel: Panel


def written_fields(tabs: Any) -> list[WrittenField]:
    """In the editor's order. `tabs` are bound to the model."""
    return [field for tab in tabs.children for field in _fields_in(tab, tab.heading)]


def _fields_in(panel: Panel, tab: Any) -> Iterator[WrittenField]:
    if isinstance(panel, SharedPanel | PublishingPanel):
        return
    if isinstance(panel, RecipientsPanel):
        yield WrittenField(ROWS, panel.heading, tab, panel)
    elif isinstance(panel, FieldPanel) and panel.field_name != OWN_ADDRESS:
        yield WrittenField(panel.field_name, panel.heading or capfirst(panel.db_field.verbose_name), tab, panel)
    for child in getattr(panel, "children", []):
        yield from _fields_in(child, tab)
