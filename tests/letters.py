"""Many letters at once, written straight into the database."""

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, Recipient
from campaigns.models.letters import email_key
from campaigns.stamp import stamp_for
from tests import factories

WORDS = ("first_name", "last_name", "postal_code", "language", "subject", "opening", "message", "closing")


def shown(page: CampaignPage) -> dict[str, str]:
    """The hidden parts of its form, as the page would show them now."""
    return {"letter_version": page.letter_version, "stamp": stamp_for(page.pk)}


def recipients_of(domains: dict[str, int]) -> list[Recipient]:
    """So many recipients of each domain, one domain after the other."""
    addresses = [f"mp{n}@{domain}" for domain, number in domains.items() for n in range(number)]
    made = [factories.RecipientFactory.build(email=address) for address in addresses]
    return Recipient.objects.bulk_create(made)


def write_letters(number: int, *, to: list[Recipient] | None = None, page: CampaignPage | None = None) -> int:
    """So many supporters each write to one recipient of `to`, in turns; returns how many deliveries are queued."""
    page = page or CampaignPage.objects.order_by("pk").first()
    to = to or recipients_of({"example.org": 10, "example.com": 10})
    campaign = Campaign.objects.for_key(page.key)
    sample = factories.LetterFactory.build(page=page, campaign=campaign)
    words = {name: getattr(sample, name) for name in WORDS}
    first = Letter.objects.count()
    addresses = [f"jane{first + n}@example.net" for n in range(number)]
    letters = Letter.objects.bulk_create(
        [Letter(page=page, campaign=campaign, email=one, email_key=email_key(one), **words) for one in addresses],
        batch_size=2000,
    )
    deliveries = [Delivery(letter=letter, recipient=to[n % len(to)]) for n, letter in enumerate(letters)]
    return len(Delivery.objects.bulk_create(deliveries, batch_size=2000))
