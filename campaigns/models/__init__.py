from campaigns.models.alarms import Alarm
from campaigns.models.alignment import Alignment
from campaigns.models.campaigns import Campaign
from campaigns.models.counts import LetterTally, OffsetEntry
from campaigns.models.deliveries import Delivery
from campaigns.models.districts import District, Legislature, PostalCode
from campaigns.models.doubts import Doubt
from campaigns.models.events import MailEvent, SeenPost
from campaigns.models.letters import Letter
from campaigns.models.limits import FormCount, FormLimits
from campaigns.models.lookups import LookupAnswer, Upstream
from campaigns.models.notices import Notice
from campaigns.models.pages import CampaignIndexPage, CampaignPage
from campaigns.models.recipients import Recipient
from campaigns.models.retention import RetentionSettings
from campaigns.models.review import ReviewLink
from campaigns.models.rows import CampaignRecipient
from campaigns.models.senders import SenderRule
from campaigns.models.sending import Pace, SendingSettings
from campaigns.models.strangers import MailedAddress, UnaskedMail
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
    "Doubt",
    "FormCount",
    "FormLimits",
    "Lane",
    "Legislature",
    "Letter",
    "LetterTally",
    "LookupAnswer",
    "MailEvent",
    "MailedAddress",
    "Notice",
    "OffsetEntry",
    "Pace",
    "PostalCode",
    "Recipient",
    "RetentionSettings",
    "ReviewLink",
    "SeenPost",
    "SenderRule",
    "SendingSettings",
    "UnaskedMail",
    "Upstream",
    "Worker",
]
