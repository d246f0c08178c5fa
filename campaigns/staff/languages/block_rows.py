"""The body in all languages: a row for each block, those beside each other that stand for each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.blocks import Block, RichTextBlock

from campaigns.drift import plain_block
from campaigns.editor.written import WrittenField
from campaigns.models import CampaignPage
from campaigns.models.languages import Changed
from campaigns.staff.languages.rows import EMPTY, Cell, Row, anchor_of
from campaigns.staff.languages.shown import changed_html, shown_block


def rows_of_blocks(field: WrittenField, pages: Sequence[CampaignPage], changed: Mapping[int, Changed]) -> Iterator[Row]:
    lead, *others = pages
    blocks = list(getattr(lead, field.name))
    columns = [[(block, block) for block in blocks]]
    columns += [paired(blocks, list(getattr(page, field.name))) for page in others]
    news = {page.pk: _changed_blocks(field, page, changed.get(page.pk)) for page in pages}
    for place in range(len(blocks)):
        found = [(page, column[place][1]) for page, column in zip(pages, columns, strict=True)]
        yield _row_of_block(field, blocks[place], [_block_cell(field, *one, news[one[0].pk]) for one in found])
    for page, column in zip(pages, columns, strict=True):
        for _none, block in column[len(blocks) :]:
            yield _row_of_block(
                field, block, _alone(field, pages, page, _block_cell(field, page, block, news[page.pk]))
            )
    for page in pages:
        if order := news[page.pk].get("order"):
            yield Row(
                field.tab, field.label, _alone(field, pages, page, Cell(page, EMPTY, anchor_of(field.name), order))
            )
        for block, change in news[page.pk].get("gone", []):
            cell = Cell(page, EMPTY, anchor_of(field.name), change)
            yield _row_of_block(field, block, _alone(field, pages, page, cell))


def paired(ours: list, theirs: list) -> list[tuple]:
    """Blocks that stand for each other: by their id, which a translation keeps, else the next of the same kind. First
    all of ours, each with one of theirs or None, then what is theirs alone, with None before it."""
    left, ids = list(theirs), {block.id for block in ours}
    pairs = []
    for block in ours:
        twins = [one for one in left if one.id == block.id]
        alike = [one for one in left if one.block_type == block.block_type and one.id not in ids]
        match = next(iter(twins + alike), None)
        if match:
            left.remove(match)
        pairs.append((block, match))
    return pairs + [(None, block) for block in left]


def _changed_blocks(field: WrittenField, page: CampaignPage, changed: Changed | None) -> dict:
    """The change of each block by its id, and of those that are `gone`; or that their `order` is another one."""
    if not changed or field.name not in changed.names:
        return {}
    before = list(getattr(page.with_words(changed.before), field.name))
    found: dict = {"gone": []}
    for old, new in paired(before, list(getattr(page, field.name))):
        if old and new and _stored(old) == _stored(new):
            continue
        if old and new:
            found[new.id] = _change(new.block, old.value, new.value)
        elif new:
            found[new.id] = _marked("addition", shown_block(new.block, new.value))
        else:
            found["gone"].append((old, _marked("deletion", shown_block(old.block, old.value))))
    return found if found["gone"] or len(found) > 1 else {"order": gettext("The blocks stand in another order.")}


def _change(block: Block, old: Any, new: Any) -> SafeString:
    if isinstance(block, RichTextBlock):
        return changed_html(old.source, new.source)
    return SafeString(get_comparison_class_for_block(block)(block, True, True, old, new).htmldiff())


def _stored(block: Any) -> Any:
    return plain_block(block.block, block.block.get_prep_value(block.value))


def _marked(how: str, html: SafeString) -> SafeString:
    return SafeString(f'<div class="comparison__child-object {how}">{html}</div>')


def _row_of_block(field: WrittenField, block: Any, cells: list[Cell]) -> Row:
    return Row(field.tab, capfirst(block.block.label), cells)


def _block_cell(field: WrittenField, page: CampaignPage, block: Any, news: Mapping[str, SafeString]) -> Cell:
    if block is None:
        return Cell(page, EMPTY, anchor_of(field.name))
    html = shown_block(block.block, block.value)
    return Cell(page, html, anchor_of(f"{field.name}.{block.id}"), news.get(block.id, ""))


def _alone(field: WrittenField, pages: Iterable[CampaignPage], page: CampaignPage, cell: Cell) -> list[Cell]:
    return [cell if one.pk == page.pk else Cell(one, EMPTY, anchor_of(field.name)) for one in pages]
