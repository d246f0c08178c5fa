"""What the overview says of a campaign, in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from campaigns.editor.languages import language_name
from campaigns.models import CampaignPage, Recipient
from campaigns.models.overview import STATES
from campaigns.models.states import TO_DO
from campaigns.staff.overview.gather import CampaignRow
from campaigns.staff.sending_report import SendingReport
from campaigns.staff.todo import may_see
from cms.dates import date_format


def state_words(row: CampaignRow) -> str:
    return str(STATES[row.state])


def date_words(row: CampaignRow) -> str:
    """When it opens, or closes; nothing where no date says so."""
    lead, now = row.page, timezone.now()
    opens = max(filter(None, (lead.opens_at, lead.go_live_at)), default=None)
    if row.state in ("draft", "scheduled") and opens and opens > now:
        return gettext("opens on %(day)s") % {"day": _day(opens)}
    if not lead.closes_at:
        return ""
    text = gettext("closed on %(day)s") if lead.closes_at <= now else gettext("closes on %(day)s")
    return text % {"day": _day(lead.closes_at)}


def coverage_words(row: CampaignRow) -> Iterator[tuple[str, str]]:
    """Each language of the site, and how far the campaign is in it."""
    for page in row.pages:
        yield language_name(page.locale), _language_state(page)
    for locale in row.missing:
        yield language_name(locale), pgettext("a language", "missing")


def _language_state(page: CampaignPage) -> str:
    if page.is_behind:
        return pgettext("a language", "live, older") if page.live else pgettext("a language", "draft, older")
    return pgettext("a language", "live") if page.live else pgettext("a language", "draft")


def letters_words(row: CampaignRow) -> tuple[str, str]:
    """The public number, and how much of it was counted elsewhere."""
    if not row.counted_elsewhere:
        return intcomma(row.campaign.number), ""
    elsewhere = gettext("%(number)s counted elsewhere") % {"number": intcomma(row.counted_elsewhere)}
    return intcomma(row.campaign.number), elsewhere


def delivered_words(row: CampaignRow) -> tuple[str, str]:
    """The share of finished letters to recipients that were sent or delivered; nothing while none is finished. Short of
    all of them it is never said to be 100 %."""
    if not row.finished:
        return "", ""
    share = 100 * row.arrived // row.finished
    of_all = gettext("%(arrived)s of %(finished)s")
    return gettext("%(share)s%%") % {"share": share}, of_all % {
        "arrived": intcomma(row.arrived),
        "finished": intcomma(row.finished),
    }


def trouble(row: CampaignRow, user: AbstractBaseUser) -> Iterator[tuple[str, str]]:
    """What needs somebody, each with the address where it is dealt with, empty for those who may not go there."""
    if row.is_stopped and row.state == "open":
        yield gettext("Sending is stopped"), reverse("sending_report") if SendingReport.is_for(user) else ""
    if row.to_do:
        words = ngettext("%(number)s letter to do", "%(number)s letters to do", row.to_do)
        yield words % {"number": intcomma(row.to_do)}, _letters_url(row) if may_see(user) else ""
    for name in row.failing:
        words = gettext("Letters to %(recipient)s come back")
        yield words % {"recipient": name}, _failing_url() if user.has_perm("campaigns.view_recipient") else ""


def _letters_url(row: CampaignRow) -> str:
    found = urlencode({"campaign": row.pk, "reading": TO_DO[0].value})
    return f"{reverse('campaigns_delivery_modeladmin_index')}?{found}"


def _failing_url() -> str:
    return f"{reverse('campaigns_recipient_modeladmin_index')}?status__exact={Recipient.Status.FAILING}"


def changed_words(row: CampaignRow) -> tuple[str, str]:
    """When one of its pages was last changed, and who did it."""
    page = row.last_changed
    at = page.latest_revision_created_at or page.last_published_at
    revision = page.latest_revision
    user: Any = revision and revision.user
    return _day(at) if at else "", (user.get_full_name() or user.get_username()) if user else ""


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
