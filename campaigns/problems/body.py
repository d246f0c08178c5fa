"""What is wrong with the page around the letter."""

import re
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.images.blocks import ImageBlock

from campaigns.problems.problem import Problem
from campaigns.wording import unfinished_words
from cms.models import WarningTopic


def problems(page) -> Iterator[Problem]:
    if not any(block.block_type == "letter_action" for block in page.body):
        yield Problem("body", _("Place a letter action on the page."), stops_letters=True)


def unfinished(page) -> Iterator[Problem]:
    """Words that were left for somebody to replace."""
    texts = [(name, "", getattr(page, name)) for name in ("title", "summary", "thank_you_text")]
    texts += [("body", block.id or "", _words(block)) for block in page.body]
    for field, key, text in texts:
        for word in unfinished_words(text):
            yield Problem(field, _("“%(words)s” is still to be filled in.") % {"words": word}, block=key)


def undescribed(page) -> Iterator[Problem]:
    """Pictures that somebody who does not see them would miss, in the page's language."""
    hero = page.hero_image
    if hero and not hero.description_in(page.locale.language_code):
        words = _("The picture “%(title)s” has no description in the page's language. Write it in the list of images.")
        yield Problem("hero_image", words % {"title": hero.title})
    for block in page.body:
        for image in _pictures(block.block, block.value):
            if not (image.decorative or (image.contextual_alt_text or "").strip()):
                words = _("Describe the picture “%(title)s” for people who do not see it, or say that it decorates.")
                yield Problem("body", words % {"title": image.title}, block=block.id or "")


def warnings(page) -> Iterator[Problem]:
    if mentioned := [] if page.warning else _topics_mentioned(page):
        words = _("The page mentions what readers may want to be warned of: %(topics)s. It has no content warning.")
        yield Problem("body", words % {"topics": ", ".join(mentioned)})
    if page.lead_page.is_past_closing:
        yield Problem("closes_at", _("The closing date has passed: the page would open as closed."))


def _topics_mentioned(page) -> list[str]:
    """Topics of the list that staff keep, named in the page's language, that stand in its text or its letter."""
    texts = [page.title, page.summary, *map(_words, page.body), *(text for _field, text in page.letter_texts())]
    said = "\n".join(texts).casefold()
    with translation.override(page.locale.language_code):
        names = [topic.name for topic in WarningTopic.objects.all()]
    return sorted(name for name in names if re.search(rf"\b{re.escape(name.casefold())}\b", said))


def _words(block) -> str:
    return "\n".join(map(str, block.block.get_searchable_content(block.value)))


def _pictures(block, value) -> Iterator:
    """Each picture in `value`, however deep."""
    if not value:
        return
    if isinstance(block, ImageBlock):
        yield value
    elif hasattr(value, "bound_blocks"):  # a struct or a list
        children = value.bound_blocks
        for child in children.values() if hasattr(children, "values") else children:
            yield from _pictures(child.block, child.value)
