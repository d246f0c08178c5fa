"""What is written in each language, field by field, tab by tab."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin.compare import diff_text
from wagtail.fields import RichTextField, StreamField

from campaigns.editor.written import ROWS, WrittenField
from campaigns.models import CampaignPage
from campaigns.models.languages import Changed
from campaigns.models.rows import CampaignRecipient
from campaigns.staff.languages.block_rows import rows_of_blocks
from campaigns.staff.languages.rows import Cell, Row, anchor_of
from campaigns.staff.languages.shown import changed_html, shown_field, shown_value


def tabs_of(pages: Sequence[CampaignPage], changes: Iterable[Changed]) -> list[tuple[str, list[Row]]]:
    """What is written on `pages`, the newest drafts of one campaign with the lead page first, tab by tab. Nothing is
    said of what is empty in all languages."""
    changed = {change.page.pk: change for change in sorted(changes, key=lambda change: len(change.names))}
    rows = [row for field in pages[0].written_fields() for row in _rows(field, pages, changed) if not row.is_empty]
    return [(tab, list(of_tab)) for tab, of_tab in groupby(rows, key=lambda row: row.tab)]


def _rows(field: WrittenField, pages: Sequence[CampaignPage], changed: Mapping[int, Changed]) -> Iterator[Row]:
    if field.name == ROWS:
        yield from _rows_of_recipients(field, pages, changed)
    elif isinstance(field.panel.db_field, StreamField):
        yield from rows_of_blocks(field, pages, changed)
    else:
        yield Row(field.tab, field.label, [_cell(field, page, changed.get(page.pk)) for page in pages])


def _cell(field: WrittenField, page: CampaignPage, changed: Changed | None) -> Cell:
    html = shown_field(page, field.panel.db_field)
    if not changed or field.name not in changed.names:
        return Cell(page, html, anchor_of(field.name))
    before = page.with_words(changed.before)
    if isinstance(field.panel.db_field, RichTextField):
        words = changed_html(getattr(before, field.name), getattr(page, field.name))
        return Cell(page, html, anchor_of(field.name), words)
    compare = field.panel.get_comparison_class()(field.panel.db_field, before, page)
    return Cell(page, html, anchor_of(field.name), SafeString(compare.htmldiff()))


# Words for single recipients


def _rows_of_recipients(
    field: WrittenField, pages: Sequence[CampaignPage], changed: Mapping[int, Changed]
) -> Iterator[Row]:
    for row in pages[0].rows:
        for part in CampaignRecipient.OWN_WORDS:
            label = f"{capfirst(row.shown_name)}: {CampaignRecipient._meta.get_field(part).verbose_name}"
            yield Row(field.tab, label, [_words_cell(page, row, part, changed.get(page.pk)) for page in pages])


def _words_cell(page: CampaignPage, row: CampaignRecipient, part: str, changed: Changed | None) -> Cell:
    now = getattr(page.own_row(row), part, "")
    then = changed.before.get(ROWS, {}).get(row.whom, {}).get(part, "") if changed and ROWS in changed.names else now
    anchor = f"id_{ROWS}-FORMS" if page.is_lead_page else f"id_{part}_for_{row.whom}"
    return Cell(page, shown_value(now), anchor, diff_text(then, now).to_html() if then != now else "")
