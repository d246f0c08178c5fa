"""Campaigns of nobody's, for the block chooser: whole enough to be rendered, never stored, leading nowhere."""

from django.utils.translation import gettext as _
from wagtail.models import Locale

from campaigns.models.campaigns import Campaign
from campaigns.models.districts import Legislature
from campaigns.models.recipients import Recipient
from campaigns.models.rows import CampaignRecipient

GOAL = 1000
NO_ROW = -1  # a key that no row of the database has


def invented_campaigns(model: type) -> list:
    """Three pages of `model`, the campaign page, in the active language."""
    return [
        invent(model, _("Bring the missing home"), _("Their families ask for an independent inquiry."), 785),
        invent(model, _("Clean water for every community"), _("Some taps have run brown for twenty years."), 640),
        invent(model, _("Let reporters do their work"), _("Nobody should go to prison for a news story."), 912),
    ]


def invent(model: type, title: str, summary: str, number: int):
    page = model(title=title, summary=summary, locale=Locale.get_active(), goal=GOAL)
    page.subject = title
    page.message = _("I ask you to act now. I would be grateful to hear what you have done.")
    page.lead_page, page.rows = page, invented_rows()
    page.campaign = Campaign.unstored(page.translation_key)
    page.campaign.number = number
    page.get_url = lambda *args, **kwargs: "#"
    return page


def invented_rows() -> list[CampaignRecipient]:
    """A minister, and the supporter's own member."""
    role, member = _("Minister of Foreign Affairs"), _("Member of Parliament")
    minister = Recipient(pk=NO_ROW, name=role, salutation_en=_("Dear Minister"))
    house = Legislature(pk=NO_ROW, member_en=member)
    return [CampaignRecipient(recipient=minister), CampaignRecipient(legislature=house)]
