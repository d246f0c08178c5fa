"""Everything that says who somebody is, in one place: where it is held, of which kind it is, what becomes of it.

How long each kind is held is for administrators to say (models/retention.py); docs/privacy.md says the same in words. A
text field of any model stands here, among what is personal or among what is not: a test asks for each new one."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    WORDS = "words", _("What supporters wrote in their own words")
    CONTACT = "contact", _("Supporters' names, e-mail and postal addresses")
    CONSENT = "consent", _("What supporters agreed to: wording, language and time")
    CODE = "code", _("Codes that stand for a supporter, from which no name or address can be read")
    NETWORK = "network", _("Codes that stand for a visitor’s computer and network, and rules about senders")
    SENT_TO = "sent_to", _("The recipient's address that each letter went to")
    PLACE = "place", _("Postal codes that somebody looked up, without the person")
    DIRECTORY = "directory", _("Recipients: people in office and companies")
    STAFF = "staff", _("People who work here")


class Fate(Enum):
    """What becomes of it at its limit."""

    BLANKED = "blanked"
    DROPPED = "dropped"  # with its row
    KEPT = "kept"
    BY_HAND = "by hand"  # of staff


@dataclass(frozen=True)
class Held:
    """Fields of one model that are of one kind and share a fate."""

    model: str
    fields: tuple[str, ...]
    kind: Kind
    fate: Fate


PERSONAL = (
    # Where the supporter changed them; else they are the author's.
    Held("campaigns.Letter", ("subject", "message"), Kind.WORDS, Fate.BLANKED),
    Held(
        "campaigns.Letter",
        ("first_name", "last_name", "email", "street", "city", "postal_code"),
        Kind.CONTACT,
        Fate.BLANKED,
    ),
    Held("campaigns.Letter", ("consent_words", "language"), Kind.CONSENT, Fate.KEPT),
    Held("campaigns.Letter", ("email_key",), Kind.CODE, Fate.BLANKED),
    Held("campaigns.MailedAddress", ("email_key",), Kind.CODE, Fate.DROPPED),
    Held("campaigns.Letter", ("computer_key", "network_key"), Kind.NETWORK, Fate.BLANKED),
    Held("campaigns.FormCount", ("key",), Kind.NETWORK, Fate.DROPPED),
    Held("campaigns.SenderRule", ("value",), Kind.NETWORK, Fate.BY_HAND),  # a network, a domain, or an address's code
    Held("campaigns.Letter", ("public_id",), Kind.CODE, Fate.KEPT),  # in the address of the receipt
    Held("campaigns.Delivery", ("message_id",), Kind.CODE, Fate.KEPT),
    Held("campaigns.Notice", ("message_id",), Kind.CODE, Fate.KEPT),
    Held("campaigns.MailEvent", ("message_id",), Kind.CODE, Fate.DROPPED),
    Held("campaigns.Delivery", ("recipient_email", "domain"), Kind.SENT_TO, Fate.BLANKED),
    Held("campaigns.LookupAnswer", ("postal_code",), Kind.PLACE, Fate.DROPPED),
    Held(
        "campaigns.Recipient",
        (
            *("name", "honorific", "role_en", "role_fr", "salutation_en", "salutation_fr"),
            *("organisation_en", "organisation_fr", "email", "postal_address", "source"),
        ),
        Kind.DIRECTORY,
        Fate.BY_HAND,
    ),
    Held("campaigns.SendingSettings", ("test_mailbox", "alarm_email"), Kind.STAFF, Fate.BY_HAND),
    Held("cms.User", ("username", "first_name", "last_name", "email", "password"), Kind.STAFF, Fate.BY_HAND),
)

# Texts that name nobody: what authors and staff write for everybody to read, names of things, codes and digests.
IMPERSONAL = {
    "campaigns.Alarm": {"about", "words"},  # ids and numbers
    "campaigns.Alignment": {"lead_words", "own_words"},  # of a page
    "campaigns.Campaign": {"key"},
    "campaigns.CampaignIndexPage": {"summary", "introduction"},
    "campaigns.CampaignPage": {
        *("summary", "body", "subject", "opening", "message", "closing", "prompts"),
        *("share_message", "partner_sites", "thank_you_text", "outcome", "may_edit"),
    },
    "campaigns.CampaignRecipient": {"subject", "opening", "closing"},
    "campaigns.ClockJob": {"name", "words"},
    # Reasons are codes, or what staff write, who are asked to name nobody. The words are the author's for a recipient.
    "campaigns.Delivery": {"reason", "claimed_by", "subject", "opening", "closing"},
    "campaigns.District": {"representation_order", "code", "name_en", "name_fr", "aliases", "province"},
    "campaigns.Lane": {"name", "reason"},
    "campaigns.Legislature": {"code", "name_en", "name_fr", "member_en", "member_fr", "current_order"},
    "campaigns.Letter": {"opening", "closing", "source", "doubts"},  # the author's; the name of a link; codes
    "campaigns.LookupAnswer": {"source"},
    "campaigns.MailEvent": {"digest", "status", "reason"},
    "campaigns.Notice": {"reason", "claimed_by"},
    "campaigns.OffsetEntry": {"reason", "source"},
    "campaigns.Pace": {"key"},  # numbers of recipients, domains and days
    "campaigns.PostalCode": {"code"},  # the whole country's
    "campaigns.Recipient": {"kept_fields"},  # names of fields
    "campaigns.ReviewLink": {"key"},
    "campaigns.SenderRule": {"reason"},
    "campaigns.SeenPost": {"signature", "body"},
    "campaigns.Upstream": {"name", "recent_calls"},
    "campaigns.Worker": {"name"},
}


def fields_of(model: str, *kinds: Kind) -> tuple[str, ...]:
    """The fields of `model` that hold these kinds."""
    return tuple(name for held in PERSONAL if held.model == model and held.kind in kinds for name in held.fields)
