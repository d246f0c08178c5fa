"""Blocks that place a campaign's parts on a page. Facts (who, how many, until when) stay in fields."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import ContentStreamBlock


class CampaignValue(blocks.StructValue):
    def page_for(self, shown_on):
        """The campaign page whose letter or number is shown: the chosen one in the language of the page around it,
        else that page itself. None where neither is a campaign."""
        chosen = self.get("campaign")
        if chosen is None:
            return shown_on if hasattr(shown_on, "letter_form") else None
        return chosen.specific.in_language_of(shown_on)


class CampaignPartBlock(blocks.StructBlock):
    """A block about one campaign: the page's own, or a chosen one."""

    campaign = blocks.PageChooserBlock(
        label=_("Campaign"),
        page_type="campaigns.CampaignPage",
        required=False,
        help_text=_("Leave it empty for the campaign of this page."),
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["campaign_page"] = value.page_for(context.get("page"))
        return context

    class Meta:
        value_class = CampaignValue
        group = _("Actions")


class LetterActionBlock(CampaignPartBlock):
    heading = blocks.CharBlock(label=_("Heading"), default=_("Send letter!"), max_length=80)
    introduction = blocks.RichTextBlock(
        label=_("Introduction"),
        required=False,
        features=["bold", "italic", "link"],
        help_text=_("Says to whom the letter goes and what it asks for."),
    )

    class Meta:
        icon = "mail"
        label = _("Letter action")
        label_format = "{heading}"
        description = _("The form with which supporters send the letter.")
        template = "campaigns/blocks/letter_action_block.html"
        preview_value = {
            "heading": "Send letter!",
            "introduction": "<p>Your letter goes to the Minister and to your own Member of Parliament.</p>",
        }


class ActionCounterBlock(CampaignPartBlock):
    class Meta:
        icon = "order-up"
        label = _("Action counter")
        description = _("How many people have taken action, and how far it is to the goal.")
        template = "campaigns/blocks/action_counter_block.html"
        preview_value = {}


class CampaignListBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    number = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=24)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        context["campaigns"] = page.open_campaigns()[: value["number"]] if page else []
        return context

    class Meta:
        icon = "list-ul"
        label = _("Campaign list")
        label_format = "{heading}"
        group = _("Actions")
        description = _("The newest open campaigns.")
        template = "campaigns/blocks/campaign_list_block.html"
        preview_value = {"heading": "Act now", "number": 3}


class CampaignBodyBlock(ContentStreamBlock):
    """The body of a campaign page."""

    action_counter = ActionCounterBlock()
    letter_action = LetterActionBlock()
    campaign_list = CampaignListBlock()

    class Meta:
        block_counts = {"letter_action": {"max_num": 1}, "action_counter": {"max_num": 1}}


PREFILLED = ("action_counter", "content_warning", "letter_action", "rich_text")


def prefilled_body() -> list[tuple[str, object]]:
    """What a new campaign page starts with."""
    blocks = CampaignBodyBlock().child_blocks
    return [(name, blocks[name].get_default()) for name in PREFILLED]
