"""A page of campaigns with all that the overview says of them, in a number of queries that does not grow with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Locale

from campaigns.models import Campaign, CampaignPage, CampaignRecipient, Delivery, Lane, Recipient, SendingSettings


@dataclass
class CampaignRow:
    """One campaign. `pages` has its page in each language, the lead page first; `pk` is the campaign's own, None while
    nothing hangs on it. `to_do`, `arrived` and `finished` count letters to recipients."""

    campaign: Campaign
    pages: list[CampaignPage]
    missing: list[Locale]
    is_stopped: bool
    state: str
    counted_elsewhere: int = 0
    to_do: int = 0
    arrived: int = 0
    finished: int = 0
    failing: list[str] = field(default_factory=list)  # recipients

    @property
    def key(self) -> Any:
        return self.campaign.key

    @property
    def pk(self) -> int | None:
        return self.campaign.pk

    @property
    def page(self) -> CampaignPage:
        return self.pages[0]

    @property
    def last_changed(self) -> CampaignPage:
        dated = [page for page in self.pages if page.latest_revision_created_at]
        return max(dated, key=lambda page: page.latest_revision_created_at, default=self.page)

    def __str__(self) -> str:
        return self.page.get_admin_display_title()


def gather(leads: Sequence[CampaignPage]) -> list[CampaignRow]:
    """In the order of `leads`, which are `with_overview`. Seven queries."""
    keys = [lead.translation_key for lead in leads]
    pages, locales = _pages(keys), list(Locale.objects.order_by("pk"))
    campaigns = {one.key: one for one in Campaign.objects.with_number().with_offset().filter(key__in=keys)}
    figures = Delivery.objects.figures([one.pk for one in campaigns.values()])
    is_stopped = SendingSettings.load().stopped or Lane.objects.stopped() is not None
    rows = []
    for lead in leads:
        group = sorted(pages[lead.translation_key], key=lambda page: page.pk != lead.pk)
        campaign = campaigns.get(lead.translation_key) or Campaign.unstored(lead.translation_key)
        _introduce(group, campaign)
        there = {page.locale_id for page in group}
        row = CampaignRow(campaign, group, [one for one in locales if one.pk not in there], is_stopped, lead.state_now)
        row.counted_elsewhere = getattr(campaign, "offset", 0)
        row.failing = [
            one.recipient.name
            for one in group[0].rows
            if one.recipient and one.recipient.status == Recipient.Status.FAILING
        ]
        for name, number in figures.get(campaign.pk, {}).items():
            setattr(row, name, number)
        rows.append(row)
    return rows


def _pages(keys: Iterable[Any]) -> dict[Any, list[CampaignPage]]:
    found = CampaignPage.objects.filter(translation_key__in=keys, alias_of=None).order_by("pk")
    pages = list(found.select_related("locale", "alignment", "latest_revision__user"))
    rows = defaultdict(list)
    for row in CampaignRecipient.objects.filter(page__in=pages).select_related("recipient", "legislature"):
        rows[row.page_id].append(row)
    groups = defaultdict(list)
    for page in pages:
        page.rows = rows[page.pk]
        groups[page.translation_key].append(page)
    return groups


def _introduce(group: list[CampaignPage], campaign: Campaign) -> None:
    """What each page of a campaign would ask the database for."""
    for page in group:
        page.lead_page, page.campaign = group[0], campaign
