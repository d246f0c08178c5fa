from campaigns.models.alarms import Alarm
from campaigns.models.alignment import Alignment
from campaigns.models.campaigns import Campaign
from campaigns.models.counts import LetterTally, OffsetEntry
from campaigns.models.deliveries import Delivery, Notice
from campaigns.models.districts import District, Legislature, PostalCode
from campaigns.models.events import MailEvent, SeenPost
from campaigns.models.letters import Letter
from campaigns.models.lookups import LookupAnswer, Upstream
from campaigns.models.pages import CampaignIndexPage, CampaignPage
from campaigns.models.recipients import Recipient
from campaigns.models.retention import RetentionSettings
from campaigns.models.review import ReviewLink
from campaigns.models.rows import CampaignRecipient
from campaigns.models.sending import Pace, SendingSettings
from campaigns.models.workers import ClockJob, Lane, Worker

__all__ = [
    "Alarm",
    "Alignment",
    "Campaign",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignRecipient",
    "ClockJob",
    "Delivery",
    "District",
    "Lane",
    "Legislature",
    "Letter",
    "LetterTally",
    "LookupAnswer",
    "MailEvent",
    "Notice",
    "OffsetEntry",
    "Pace",
    "PostalCode",
    "Recipient",
    "RetentionSettings",
    "ReviewLink",
    "SeenPost",
    "SendingSettings",
    "Upstream",
    "Worker",
]
