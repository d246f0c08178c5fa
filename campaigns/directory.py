"""Who a letter goes to. The postal code leads to a district; who sits for it is for this directory alone to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from campaigns import lookup
from campaigns.models import CampaignPage, CampaignRecipient, District, Legislature, LookupAnswer, PostalCode, Recipient
from campaigns.places import DistrictForm, Places

RESOLVED_WITHIN = timedelta(days=14)  # a letter whose district nobody tells by then goes to the others alone


@dataclass(frozen=True)
class Addressee:
    """Who gets the letter, with the page's words for this one alone (None: the letter's own).

    Without a recipient the letter waits for a member of `legislature`, until `waits_until` at the longest.
    """

    recipient: Recipient | None
    words: CampaignRecipient | None
    legislature: Legislature | None = None
    waits_until: datetime | None = None
    hides_address: bool = False  # of the supporter


def legislature_of(page: CampaignPage) -> Legislature | None:
    """The legislature whose member for the supporter's district gets the letter, if the campaign writes to one."""
    return next((row.legislature for row in page.lead_page.rows if row.legislature), None)


def districts_to_choose(page: CampaignPage) -> QuerySet[District]:
    """Every district one may live in, for whoever's postal code does not tell."""
    legislature = legislature_of(page)
    return District.objects.of(legislature) if legislature else District.objects.none()


def districts_near(page: CampaignPage, postal_code: str) -> list[District]:
    """The districts of other postal codes that begin with the same three characters: of the table and of answers."""
    if not postal_code:
        return []
    # A range finds its way by the index, a prefix does not.
    similar = f"{postal_code[:3]}0A0", f"{postal_code[:3]}9Z9"
    listed = PostalCode.objects.filter(code__range=similar).values("district")
    answered = LookupAnswer.objects.filter(postal_code__range=similar, nothing=False).values("districts")
    return list(districts_to_choose(page).filter(Q(pk__in=listed) | Q(pk__in=answered)))


def places_of(page: CampaignPage) -> Places:
    """What the page's form may know about districts without asking anybody outside."""
    legislature = legislature_of(page)
    return Places(
        districts=districts_to_choose(page),
        known=lambda postal_code: _known_districts(postal_code, legislature),
        near=lambda postal_code: districts_near(page, postal_code),
        can_ask_others=bool(legislature and lookup.can_ask_others(legislature)),
    )


def _known_districts(postal_code: str, legislature: Legislature | None) -> list[District] | None:
    answer = lookup.known(postal_code, legislature) if legislature else None
    return list(answer.districts) if answer else None


def recipients_for(page: CampaignPage, *, district: District | None, is_unresolved: bool = False) -> list[Addressee]:
    """The fixed recipients and the district's representative; whoever is both gets one letter.

    Without a district there is no representative, unless it `is_unresolved`: then the letter to one waits.
    """
    found: dict[int | None, Addressee] = {}
    for row in page.lead_page.rows:
        addressee = _fixed(page, row) if row.recipient else _representative(page, row, district, is_unresolved)
        if addressee:
            found.setdefault(addressee.recipient.pk if addressee.recipient else None, addressee)
    return list(found.values())


def sitting_for(district: District) -> Recipient | None:
    """Who gets letters for `district` now; nobody while the seat is vacant or the house is dissolved."""
    return None if district.legislature.dissolved else Recipient.objects.representative_of(district)


def _fixed(page: CampaignPage, row: CampaignRecipient) -> Addressee | None:
    """Nobody, where the address is missing or the term has ended."""
    if row.recipient is None or row.recipient.is_vacant:
        return None
    return Addressee(row.recipient, page.own_row(row), hides_address=row.hides_address)


def _representative(
    page: CampaignPage, row: CampaignRecipient, district: District | None, is_unresolved: bool
) -> Addressee | None:
    words = page.own_row(row)
    if district is None:
        until = timezone.now() + RESOLVED_WITHIN
        return Addressee(None, words, row.legislature, until, row.hides_address) if is_unresolved else None
    if recipient := sitting_for(district):
        return Addressee(recipient, words, hides_address=row.hides_address)
    return _instead(page.lead_page, row, words)


def _instead(lead: CampaignPage, row: CampaignRecipient, words: CampaignRecipient | None) -> Addressee | None:
    """What the campaign decided for vacant seats."""
    if lead.stand_in:
        return Addressee(lead.stand_in, words, hides_address=row.hides_address)
    if until := waits_for_election_until(lead):
        return Addressee(None, words, row.legislature, until, row.hides_address)
    return None


def waits_for_election_until(lead: CampaignPage) -> datetime | None:
    """As the campaign's page says."""
    until: datetime | None = lead.holds_until
    return until


@dataclass(frozen=True)
class Finding:
    """Who will get the letter, as far as it can be said before it is sent."""

    postal_code: str
    addressees: list[Addressee]
    districts: list[District]
    is_open: bool  # nobody could tell just now; somebody may later
    fixed: set[int]  # the recipients who get the letter wherever one lives
    form: DistrictForm  # to choose another district

    @property
    def district(self) -> District | None:
        return self.districts[0] if len(self.districts) == 1 else None

    @property
    def is_vacant(self) -> bool:
        return self.district is not None and sitting_for(self.district) is None

    @property
    def holds_both(self) -> Recipient | None:
        """The member who gets the letter in another office already, so that there is only one."""
        member = sitting_for(self.district) if self.district else None
        return member if member and member.pk in self.fixed else None


def find_recipients(page: CampaignPage, *, postal_code: str) -> Finding:
    """What the supporter is told beside the form. May ask others over the network, for 2.5 seconds at the longest."""
    legislature = legislature_of(page)
    districts, is_open = _find_districts(postal_code, legislature) if legislature else ([], False)
    district = districts[0] if len(districts) == 1 else None
    form = DistrictForm(places=places_of(page), postal_code=postal_code, offers_later=True)
    if len(districts) > 1:
        form.offer_only(districts)
    addressees = [one for one in recipients_for(page, district=district) if one.recipient]
    fixed = {row.recipient_id for row in page.lead_page.rows if row.recipient_id}
    return Finding(postal_code, addressees, districts, is_open, fixed, form)


def _find_districts(postal_code: str, legislature: Legislature) -> tuple[list[District], bool]:
    try:
        return list(lookup.find(postal_code, legislature, for_visitor=True).districts), False
    except lookup.LookupUnavailable:
        return [], True
