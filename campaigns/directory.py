"""Who a letter goes to. The postal code leads to a district; who sits for it is for this directory alone to say."""

from dataclasses import dataclass

from django.db.models import QuerySet

from campaigns.lookup import database
from campaigns.models import CampaignPage, CampaignRecipient, District, Legislature, Recipient


@dataclass(frozen=True)
class Addressee:
    """A recipient, with the page's words for this recipient alone (None: the letter's own)."""

    recipient: Recipient
    words: CampaignRecipient | None


def legislature_of(page: CampaignPage) -> Legislature | None:
    """The legislature whose member for the supporter's district gets the letter, if the campaign writes to one."""
    return next((row.legislature for row in page.lead_page.rows if row.legislature), None)


def find_districts(page: CampaignPage, postal_code: str) -> list[District]:
    legislature = legislature_of(page)
    return list(database.lookup(postal_code, legislature).districts) if legislature else []


def districts_to_choose(page: CampaignPage) -> QuerySet[District]:
    """Every district one may live in, for whoever's postal code does not tell."""
    legislature = legislature_of(page)
    return District.objects.of(legislature) if legislature else District.objects.none()


def recipients_for(page: CampaignPage, *, district: District | None) -> list[Addressee]:
    """The fixed recipients and the district's representative; whoever is both gets one letter.

    A vacant seat, or one without an address, is passed over: the others still get theirs.
    """
    found: dict[int, Addressee] = {}
    for row in page.lead_page.rows:
        recipient = row.recipient or Recipient.objects.representative_of(district)
        if recipient and recipient.email:
            found.setdefault(recipient.pk, Addressee(recipient, page.own_row(row)))
    return list(found.values())
