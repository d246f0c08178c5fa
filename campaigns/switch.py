"""The end of a campaign, or a stop on its way: what staff's switch and the closing date do to letters not yet gone."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from campaigns.history import note
from campaigns.models import Campaign, CampaignPage, Delivery, Letter, Notice
from campaigns.models.campaigns import CampaignQuerySet
from campaigns.models.reasons import Reason
from campaigns.models.states import Status


@transaction.atomic
def switch(campaign: Campaign, *, to: Campaign.Status, by: AbstractBaseUser) -> int:
    """How many letters this moved, with an entry in the campaign's history for each thing that happened to some.

    Paused: what is queued is held; the worker holds what it has claimed. Otherwise: what was held for that alone is
    queued again. Closed or won: what is queued still goes; what waits for its recipient ends, its supporter is told.
    """
    campaign.status, campaign.ended_at = to, _end_of(campaign, to)
    Campaign.objects.filter(pk=campaign.pk).update(status=to, ended_at=campaign.ended_at)
    letters = Delivery.objects.of(campaign)
    if to == Campaign.Status.PAUSED:
        moved = {"letters_paused": letters.hold_paused()}
    else:
        moved = {"letters_resumed": letters.queue_resumed()}
    if campaign.has_ended:
        moved["letters_ended"] = _end_waiting(campaign)
    for what, number in moved.items():
        if number:
            note(campaign, what, letters=number, by=by)
    return sum(moved.values())


def note_ends(among: Iterable[Campaign] | None = None) -> int:
    """Since when each campaign is over, however it came to be over, or to be no longer; how many that changed."""
    changed = 0
    for campaign in Campaign.objects.all() if among is None else among:
        ended_at = _end_of(campaign, Campaign.Status(campaign.status))
        changed += Campaign.objects.filter(pk=campaign.pk).exclude(ended_at=ended_at).update(ended_at=ended_at)
    return changed


def _end_of(campaign: Campaign, status: Campaign.Status) -> datetime | None:
    """None while letters are taken, or may be again.

    Never before it was first noticed: a wrong year in the closing date would put all letters past their limit at once.
    """
    noticed_at = campaign.ended_at or timezone.now()
    if status in Campaign.ENDED:
        return noticed_at
    lead = CampaignPage.objects.lead_for(campaign.key)
    is_over = status == Campaign.Status.OPEN and lead is not None and lead.is_past_closing
    return max(noticed_at, lead.closes_at) if is_over and lead and lead.closes_at else None


def _newly_past_a_date() -> CampaignQuerySet:
    """Campaigns not known to be over that may be by now: few, so that each end is noticed within a minute or two."""
    past = CampaignPage.objects.filter(closes_at__lte=timezone.now()).values("translation_key")
    return Campaign.objects.filter(status=Campaign.Status.OPEN, ended_at=None, key__in=past)


def release_resumed() -> int:
    """Queue again what is held for a pause that is over, however it came to be over; how many letters."""
    return Delivery.objects.exclude(letter__campaign__status=Campaign.Status.PAUSED).queue_resumed()


def close_ended_campaigns() -> int:
    """End what waits in campaigns that are over, by their date or by staff's switch; how many letters.

    What the switch has ended is not found again: only what somebody signed in its very moment.
    """
    note_ends(_newly_past_a_date())
    waiting = Delivery.objects.filter(status=Status.WAITING).order_by().values("letter__campaign")
    return sum(_close(campaign) for campaign in Campaign.objects.filter(pk__in=waiting) if _is_over(campaign))


def _is_over(campaign: Campaign) -> bool:
    """As its page says: a pause outlasts the closing date."""
    if campaign.status != Campaign.Status.OPEN:
        return campaign.has_ended
    lead = CampaignPage.objects.lead_for(campaign.key)
    return lead is not None and lead.is_past_closing


@transaction.atomic
def _close(campaign: Campaign) -> int:
    ended = _end_waiting(campaign)
    if ended:
        note(campaign, "letters_ended", letters=ended, by=None)
    return ended


def _end_waiting(campaign: Campaign) -> int:
    waiting = Delivery.objects.of(campaign).filter(status=Status.WAITING)
    locked = list(waiting.select_for_update(of=("self",)).values_list("pk", "letter"))
    untold = Letter.objects.filter(pk__in={letter for _, letter in locked}).exclude(notices__kind=Notice.Kind.GAVE_UP)
    Notice.objects.bulk_create(Notice(letter=letter, kind=Notice.Kind.GAVE_UP) for letter in untold)
    return Delivery.objects.filter(pk__in=[pk for pk, _ in locked]).cancel_waiting(Reason.CAMPAIGN_ENDED)
