from campaigns.models.campaigns import Campaign
from campaigns.models.counts import LetterTally, OffsetEntry
from campaigns.models.deliveries import Delivery, Notice
from campaigns.models.districts import District, Legislature, PostalCode
from campaigns.models.letters import Letter
from campaigns.models.lookups import LookupAnswer, Upstream
from campaigns.models.pages import CampaignIndexPage, CampaignPage
from campaigns.models.recipients import Recipient
from campaigns.models.rows import CampaignRecipient

__all__ = [
    "Campaign",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignRecipient",
    "Delivery",
    "District",
    "Legislature",
    "Letter",
    "LetterTally",
    "LookupAnswer",
    "Notice",
    "OffsetEntry",
    "PostalCode",
    "Recipient",
    "Upstream",
]
