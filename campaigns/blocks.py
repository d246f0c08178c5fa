"""Blocks that place a campaign's parts on a page. Facts (who, how many, until when) stay in fields."""

from django.apps import apps
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup

from cms.blocks import CONTENT_COUNTS, INLINE_FEATURES, ONCE, ContentStreamBlock


class CampaignValue(blocks.StructValue):
    def page_for(self, shown_on):
        """The campaign page whose letter or number is shown: the chosen one in the language of the page around it,
        else that page itself. None where neither is a campaign."""
        chosen = self.get("campaign")
        if chosen is None:
            return shown_on if hasattr(shown_on, "letter_form") else None
        return chosen.specific.in_language_of(shown_on)

    @property
    def is_compact(self) -> bool:
        return self.get("shape") == Shape.COMPACT


class InventedCampaigns:
    """In the block chooser, blocks about campaigns show invented ones, whatever the site has; their forms are inert."""

    def get_preview_context(self, value, parent_context=None):
        invented = apps.get_model("campaigns.CampaignPage").invented()  # looked up late: pages are made of blocks
        parent_context["request"].is_preview = True
        return super().get_preview_context(value, parent_context) | {"page": invented[0], "invented": invented}


class CampaignChooserBlock(blocks.PageChooserBlock):
    """Wagtail's own puts the words of its button together once, in the language of whoever opens an editor first."""

    @cached_property
    def widget(self):
        widget = super().widget
        widget.choose_one_text = _("Choose a campaign")
        return widget

    def deconstruct(self):
        _name, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class CampaignPartBlock(InventedCampaigns, blocks.StructBlock):
    """A block about one campaign: the page's own, or a chosen one."""

    campaign = CampaignChooserBlock(
        label=_("Campaign"),
        page_type="campaigns.CampaignPage",
        required=False,
        help_text=_("Leave it empty for the campaign of this page."),
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        campaign_page = value.page_for(context.get("page"))
        warnings = [getattr(page, "letter_warning", None) for page in (campaign_page, context.get("page"))]
        return context | {"campaign_page": campaign_page, "letter_warning": next(filter(None, warnings), None)}

    class Meta:
        value_class = CampaignValue
        group = _("Actions")
        preview_value = {}


class Shape(models.TextChoices):
    FULL = "full", _("Full: the letter stands open in the form")
    COMPACT = "compact", _("Compact: the letter is folded up, one press away")


INTRODUCTION = {
    "label": _("Introduction"),
    "required": False,
    "features": INLINE_FEATURES,
    "help_text": _("Says to whom the letter goes and what it asks for."),
}


class LetterActionBlock(CampaignPartBlock):
    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        campaign_page, request = context["campaign_page"], context.get("request")
        if request and campaign_page and campaign_page.pk:
            campaign_page.allow_form(request)
        return context

    heading = blocks.CharBlock(label=_("Heading"), default=_("Send letter!"), max_length=80)
    introduction = blocks.RichTextBlock(**INTRODUCTION)
    shape = blocks.ChoiceBlock(label=_("Form"), choices=Shape.choices, default=Shape.FULL.value)

    def get_preview_value(self):
        words = _("Your letter goes to the Minister and to your own Member of Parliament.")
        return self.normalize({"heading": _("Send letter!"), "introduction": f"<p>{words}</p>", "shape": Shape.COMPACT})

    class Meta:
        icon = "mail"
        label = _("Letter action")
        label_format = "{heading}"
        description = _("The form with which supporters send the letter.")
        template = "campaigns/blocks/letter_action_block.html"
        form_layout = BlockGroup(["heading", "introduction"], settings=["shape", "campaign"])


class ActionCounterBlock(CampaignPartBlock):
    class Meta:
        icon = "order-up"
        label = _("Action counter")
        label_format = "{campaign}"
        description = _("How many people have taken action, and how far it is to the goal.")
        template = "campaigns/blocks/action_counter_block.html"


class CampaignListBlock(InventedCampaigns, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    number = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=24)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        found = context.get("invented") or (page.open_campaigns() if page else [])
        context["campaigns"] = found[: value["number"]]
        return context

    class Meta:
        icon = "list-ul"
        label = _("Campaign list")
        label_format = "{heading}"
        group = _("Actions")
        description = _("The newest open campaigns.")
        template = "campaigns/blocks/campaign_list_block.html"
        preview_value = {"heading": _("Act now"), "number": 3}
        form_layout = BlockGroup(["heading"], settings=["number"])


class CampaignBodyBlock(ContentStreamBlock):
    """The body of a campaign page."""

    action_counter = ActionCounterBlock()
    letter_action = LetterActionBlock()
    campaign_list = CampaignListBlock()

    class Meta:
        block_counts = CONTENT_COUNTS | {"letter_action": ONCE, "action_counter": ONCE, "campaign_list": ONCE}


PREFILLED = ("action_counter", "content_warning", "letter_action", "rich_text")


def prefilled_body() -> list[tuple[str, object]]:
    """What a new campaign page starts with."""
    blocks = CampaignBodyBlock().child_blocks
    return [(name, blocks[name].get_default()) for name in PREFILLED]
