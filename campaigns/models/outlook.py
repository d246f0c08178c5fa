"""When letters leave: what queue, caps and recipients say, before a campaign is published and while it runs."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from campaigns.forecast import Caps, Waiting, last_letter_leaves
from campaigns.models.campaigns import Campaign
from campaigns.models.deliveries import Delivery
from campaigns.models.districts import Legislature
from campaigns.models.recipients import Recipient
from campaigns.models.sending import Pace, SendingSettings
from cms.dates import date_format

PEOPLE = 1000  # who write to a campaign without a goal


class Outlook:
    """For a campaign page, the draft in memory too."""

    @property
    def outlook(self) -> list[str]:
        """Sentences for whoever edits the page: about the goal's letters, and about those that are on their way."""
        on_their_way = queue_words(self.campaign) if self.campaign.pk else []
        return [*_if_people_write(self.lead_page.goal or PEOPLE, self.lead_page.rows), *on_their_way]


def queue_words(campaign: Campaign | None = None) -> Iterator[str]:
    """About the letters of one campaign, or of all, where some are on their way."""
    rows = Delivery.objects.queue_by_recipient(campaign)
    if not (own := sum(row["own"] for row in rows)):
        return
    # Other campaigns' letters to the same domains go first, or in between.
    busy = {_domain(row["recipient__email"]) for row in rows if row["own"]}
    queue = [Waiting(str(row["recipient"]), _domain(row["recipient__email"]), row["letters"]) for row in rows]
    leaves = _last_leaves([line for line in queue if line.domain in busy])
    text = ngettext(
        "%(number)s letter is on its way; it leaves about %(time)s.",
        "%(number)s letters are on their way; the last one leaves about %(time)s.",
        own,
    )
    yield text % {"number": intcomma(own), "time": _about(leaves)}


def _if_people_write(people: int, rows) -> Iterator[str]:
    lines = [line for row in rows for line in _expected(row, people)]
    if not (leaves := _last_leaves(lines)):
        return
    if leaves <= timezone.now():
        text = gettext("If %(people)s people write today, each letter leaves at once.")
    else:
        text = gettext("If %(people)s people write today, the last letter leaves about %(time)s.")
    yield text % {"people": intcomma(people), "time": _about(leaves)}


def _expected(row, people: int) -> list[Waiting]:
    """Letters to one recipient, or spread evenly over those who sit in a legislature."""
    if row.recipient:
        return [Waiting(str(row.recipient.pk), _domain(row.recipient.email), people)]
    seats = _seats(row.legislature) if row.legislature else []
    share, more = divmod(people, len(seats) or 1)
    return [Waiting(str(pk), _domain(email), share + (place < more)) for place, (pk, email) in enumerate(seats)]


def _seats(legislature: Legislature) -> list[tuple[int, str]]:
    sitting = Recipient.objects.in_office().filter(district__legislature=legislature).exclude(email="")
    return list(sitting.order_by("pk").values_list("pk", "email"))


def _last_leaves(lines: list[Waiting]) -> datetime | None:
    sending, now = SendingSettings.load(), timezone.localtime()
    caps = Caps(sending.recipient_cap, sending.domain_cap, settings.LETTERS_A_DAY)
    return last_letter_leaves(lines, caps=caps, now=now, left_today=Pace.objects.left_today())


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _about(moment: datetime) -> str:
    """The time alone where it is today's; without the point of p.m., as it ends a sentence."""
    is_today = moment.date() == timezone.localdate()
    return date_format(moment, "TIME_FORMAT" if is_today else "DATETIME_FORMAT").rstrip(".")
