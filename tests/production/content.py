"""What the check looks at: the demo's campaign in both languages, to a minister and to the supporter's own member."""

from campaigns.models import CampaignPage
from home import demo

ENGLISH, FRENCH = "/en/campaigns/xinjiang/", "/fr/campagnes/xinjiang/"
PERSON = {"first_name": "Jane", "last_name": "Doe", "postal_code": "K1A 0A6"}
SOON = 3.0  # seconds, within which what is new shows through both caches
MAILS = 3  # of each letter: to the minister, to the member, and the receipt


def load(address: str) -> None:
    """Sending is live and has no caps but the day's."""
    demo.load(address=address)


def campaign_page(language: str) -> CampaignPage:
    return CampaignPage.objects.get(locale__language_code=language)


def publish(title: str) -> None:
    page = campaign_page("en")
    page.title = title
    page.save_revision().publish()
