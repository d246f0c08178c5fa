"""What is written in fields and blocks, for reading: the words themselves, without the form around them."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.admin.compare import diff_text
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.rich_text import RichText
from wagtail.utils.text import text_from_html

_END_OF_PARAGRAPH = re.compile(r"</(?:p|h[1-6]|li)>|<br\s*/?>")


def shown_field(page: Any, field: models.Field) -> SafeString:
    """Nothing where the field is empty."""
    value = getattr(page, field.name)
    if isinstance(field, RichTextField):
        return _shown_html(value)
    if field.choices:
        return _shown_text(getattr(page, f"get_{field.name}_display")())
    return shown_value(value)


def shown_value(value: Any) -> SafeString:
    if isinstance(value, bool):
        return _shown_text(gettext("Yes") if value else gettext("No"))
    if isinstance(value, AbstractImage):
        picture = get_rendition_or_not_found(value, "max-240x160|format-webp").img_tag({"alt": ""})
        return format_html('{}<p class="help">{}</p>', picture, value.title)
    return _shown_text("" if value is None else str(value))


def shown_block(block: blocks.Block, value: Any) -> SafeString:
    """Of what a block is made of only that is shown which is filled in."""
    match block:
        case blocks.BaseStructBlock():
            parts = (
                (child.label, shown_block(child, _part(value, name))) for name, child in block.child_blocks.items()
            )
            return _listed(parts)
        case blocks.ListBlock():
            return format_html_join("", "{}", ((shown_block(block.child_block, one),) for one in value or []))
        case blocks.RichTextBlock():
            return _shown_html(value.source if value else "")
        case blocks.MultipleChoiceBlock():
            return _shown_text(", ".join(words for key, words in _choices(block) if key in (value or [])))
        case blocks.ChoiceBlock():
            return _shown_text(dict(_choices(block)).get(value, ""))
        case blocks.BooleanBlock():
            return shown_value(True) if value else SafeString("")
    return shown_value(value)


def _part(value: Any, name: str) -> Any:
    """A picture's words for those who do not see it hang on the image that is the block's value."""
    if isinstance(value, AbstractImage):
        return {"image": value, "decorative": value.decorative, "alt_text": value.contextual_alt_text}.get(name)
    return value.get(name) if value else None


def _choices(block: Any) -> list[tuple[str, str]]:
    return [(str(key), str(words)) for key, words in block.field.choices if key]


def _listed(parts: Iterable[tuple[str, SafeString]]) -> SafeString:
    filled = [(label, html) for label, html in parts if html]
    return (
        format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", filled)) if filled else SafeString("")
    )


def changed_html(before: str, now: str) -> SafeString:
    """The words of two rich texts, paragraph by paragraph."""
    return SafeString(diff_text(_paragraphs(before), _paragraphs(now)).to_html())


def _paragraphs(source: str) -> str:
    return text_from_html(_END_OF_PARAGRAPH.sub(r"\g<0>\n\n", source)).strip()


def _shown_html(source: str) -> SafeString:
    return mark_safe(str(RichText(source))) if source else SafeString("")  # noqa: S308  as Wagtail shows it to readers


def _shown_text(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True)) if text else SafeString("")  # noqa: S308  escaped just here
