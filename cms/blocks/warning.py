"""The content warning: what readers will meet, on which topics, and what is hidden until they choose to see it."""

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup

from cms.models import WarningTopic


class Covered(models.TextChoices):
    """What a warning may be about."""

    TEXT = "text", _("the text below the warning")
    PICTURES = "pictures", _("the pictures of this page")
    LETTER = "letter", _("the letter's text")


class PartsBlock(blocks.MultipleChoiceBlock):
    """What the warning is about, to tick."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=Covered.choices, required=False, search_index=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )


class TopicsBlock(blocks.MultipleChoiceBlock):
    """Topics to tick, from the list that staff maintain. Its value is their keys; one deleted since is not named."""

    def __init__(self, **kwargs):
        fixed = {"required": False, "search_index": False, "widget": forms.CheckboxSelectMultiple}
        super().__init__(choices=WarningTopic.objects.choices, form_classname="topics", **kwargs | fixed)

    def extract_references(self, value):
        for key in value or []:
            yield WarningTopic, str(key), "", ""

    def deconstruct(self):
        """Frozen in migrations without the list: that is in the database."""
        return "wagtail.blocks.MultipleChoiceBlock", [], {"choices": [], "required": False}


class ContentWarningValue(blocks.StructValue):
    @cached_property
    def topic_names(self) -> str:
        """In the active language, with commas between them; empty where no topic is ticked."""
        keys = self.get("topics")
        return ", ".join(WarningTopic.objects.names_of(keys)) if keys else ""

    @property
    def is_given(self) -> bool:
        return bool(self.get("text") or self.topic_names)

    @property
    def in_short(self) -> str:
        """One line, for lists of pages and where a page is shared."""
        return gettext("Content warning: %(words)s") % {"words": self.topic_names or self.get("text")}

    @property
    def in_full(self) -> str:
        return gettext("Content warning: %(words)s") % {"words": self.get("text") or self.topic_names}

    @property
    def covered(self) -> list[str]:
        return self.get("covers") or []

    @property
    def hidden(self) -> list[str]:
        """What of the covered parts readers see only once they have chosen to."""
        return self.covered if self.get("hides") else []

    @property
    def hidden_names(self) -> str:
        return ", ".join(str(part.label) for part in Covered if part in self.hidden)


EXAMPLE = _("This page mentions violence, including torture.")
TEXT_HELP = _(
    "What readers will meet: This page mentions violence, including torture. Empty, and no topic: no warning."
)
HIDING = BlockGroup(
    ["covers", "hides"], heading=_("What it is about, and whether that is hidden"), icon="view", classname="collapsed"
)


class ContentWarningBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Warning"), rows=2, required=False, help_text=TEXT_HELP)
    topics = TopicsBlock(label=_("Topics"), help_text=_("Also shown where the page is listed or shared."))
    covers = PartsBlock(label=_("It is about"), default=["text", "letter"])
    hides = blocks.BooleanBlock(label=_("Hide these until the reader chooses to see them"), required=False)

    class Meta:
        icon = "warning"
        label = _("Content warning")
        label_format = "{text}"
        group = _("Text")
        description = _("Lets readers choose before they meet distressing content.")
        template = "cms/blocks/content_warning_block.html"
        value_class = ContentWarningValue
        form_layout = BlockGroup(["text", "topics", HIDING])
        preview_value = {"text": EXAMPLE, "covers": ["text", "pictures", "letter"], "hides": True}
