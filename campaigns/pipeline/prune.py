"""What nobody needs any more goes."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.abuse.counting import forget_counts
from campaigns.models import Letter, MailedAddress, Notice, Pace, UnaskedMail, Worker
from campaigns.pipeline.track import prune_events

BATCH = 1000


def prune() -> str:
    """Returns what went, in words. A part that fails, as a form may ask for what just goes, keeps no other from being
    done; the first such trouble is raised in the end."""
    went: dict[Callable[[], int | None], int | None] = {}
    troubles = []
    for part in PARTS:
        try:
            went[part] = part()
        except Exception as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return f"{went[drop_unconfirmed]} unconfirmed letters and {went[prune_events]} reports of providers dropped"


def _drop_sessions() -> None:
    call_command("clearsessions")


def _drop_workers() -> None:
    Worker.objects.silent().filter(seen_at__lt=timezone.now() - timedelta(days=1)).delete()


def _drop_unasked() -> None:
    UnaskedMail.objects.not_needed().delete()


def _drop_addresses() -> None:
    MailedAddress.objects.filter(unasked=None).delete()


def _drop_days() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Pace.objects.filter(key__startswith="day:", key__lt=f"day:{yesterday.isoformat()}").delete()


def drop_unconfirmed() -> int:
    """Letters that nobody confirmed; their addresses may sign again afterwards."""
    forgotten = unconfirmed_past_limit()
    dropped = 0
    while batch := list(forgotten.values_list("pk", flat=True)[:BATCH]):
        dropped += drop_unconfirmed_of(Letter.objects.filter(pk__in=batch))
    return dropped


def unconfirmed_past_limit() -> QuerySet[Letter]:
    past = timezone.now() - settings.UNCONFIRMED_KEPT
    return Letter.objects.filter(status=Letter.Status.UNCONFIRMED, signed_at__lt=past)


def networks_past_limit() -> QuerySet[Letter]:
    """Where they came from is to be known no more."""
    old: QuerySet[Letter] = Letter.objects.with_network().filter(signed_at__lt=timezone.now() - settings.NETWORK_KEPT)
    return old


@transaction.atomic
def drop_unconfirmed_of(letters: QuerySet[Letter]) -> int:
    """How many of `letters` nobody had confirmed; these are gone."""
    letters = letters.filter(status=Letter.Status.UNCONFIRMED)
    locked = list(letters.select_for_update().values_list("pk", flat=True))  # one may be confirmed at this moment
    Notice.objects.filter(letter__in=locked).delete()
    Letter.objects.filter(pk__in=locked).delete()
    return len(locked)


PARTS: tuple[Callable[[], int | None], ...] = (
    _drop_sessions,
    _drop_workers,
    forget_counts,
    _drop_unasked,
    _drop_addresses,
    _drop_days,
    drop_unconfirmed,
    prune_events,
)
