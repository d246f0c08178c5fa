"""The outbox. Its rows are the queue: a worker claims them, and every change of state says how many rows it won."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Min, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.marks import MarkQuerySet
from campaigns.models.reasons import Reason
from campaigns.models.states import (
    FINAL,
    GOES_AGAIN,
    IN_HAND,
    MOVES,
    NOT_DELIVERED,
    READINGS,
    STILL_HERE,
    TAKEN,
    UNSETTLED,
    Owner,
    Status,
)
from campaigns.models.workers import Worker

REASON_LENGTH = 300


def new_message_id() -> str:
    """A Message-ID of our own domain, made before sending so that it can be looked for afterwards."""
    return f"<{uuid.uuid4().hex}@{settings.LETTERS_DOMAIN}>"


class OutgoingQuerySet(MarkQuerySet):
    def _move(self, to: Status, *, out_of: Iterable[Status], **changes) -> int:
        """How many of these rows were in one of the states `out_of` and are in `to` now."""
        states = list(out_of)
        if any(to not in MOVES[state] for state in states):
            raise ValueError(f"no way leads from one of {states} to {to}")
        return self._unjoined().filter(status__in=states).update(status=to, changed_at=timezone.now(), **changes)

    def _unjoined(self):
        """The same rows by their own columns: so the database looks at `status` again once a row is locked.

        Behind a join it would be looked at before, and what a faster worker has marked meanwhile overwritten.
        """
        return self.model.objects.filter(pk__in=self.order_by().values("pk")) if self._is_joined() else self

    def _is_joined(self) -> bool:
        return self.query.count_active_tables() > 1

    def unfinished(self):
        """Rows that somebody has still to move on."""
        return self.exclude(status__in=FINAL)

    def settled(self):
        return self.filter(status__in=FINAL)

    # What an operator watches, each in one statement that an index of few rows answers

    def queue_figures(self) -> dict[str, Any]:
        """How many are `queued`, how many of these are `due` now, and since when the `oldest` of them."""
        due = Q(due_at__lte=timezone.now())
        queued = self.filter(status=Status.QUEUED).order_by()
        return queued.aggregate(queued=Count("pk"), due=Count("pk", filter=due), oldest=Min("due_at", filter=due))

    def unsettled_figures(self) -> dict[str, tuple[int, datetime]]:
        """For each state in which a mail is neither queued nor settled: how many, and since when the oldest."""
        rows = self.filter(status__in=UNSETTLED).order_by().values_list("status")
        return {status: (mails, oldest) for status, mails, oldest in rows.annotate(Count("pk"), Min("changed_at"))}

    def settled_since(self, moment: datetime) -> dict[str, int]:
        rows = self.settled().filter(changed_at__gt=moment).order_by().values_list("status")
        return dict(rows.annotate(Count("pk")))

    # Claiming

    def due(self):
        """Rows a worker may send now, those that wait longest first."""
        return self.filter(status=Status.QUEUED, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def claim(self, *, worker: str, **changes) -> int:
        now = timezone.now()
        changes |= {"claimed_by": worker, "claimed_at": now, "tried_at": now}
        return self._move(Status.CLAIMED, out_of=[Status.QUEUED], **changes)

    def put_off(self, until: datetime, *, reason: str) -> int:
        """Its turn comes later: a cap is reached. No attempt is spent."""
        return self.filter(status=Status.QUEUED).update(due_at=until, reason=reason)

    def ask_for_place_anew(self) -> int:
        """Due now, and none later than it was."""
        due_at = Least(F("due_at"), Value(timezone.now(), output_field=models.DateTimeField()))
        return self.filter(status=Status.QUEUED).update(due_at=due_at, reason="")

    # In a worker's hands

    def in_hands_of(self, worker: str):
        return self.filter(claimed_by=worker)

    def mark_failed(self, reason: str, *, is_test: bool = False) -> int:
        out_of, reason = [*IN_HAND, Status.IN_DOUBT], reason[:REASON_LENGTH]
        return self._leave(Status.FAILED, out_of=out_of, reason=reason, is_test=is_test)

    def mark_in_doubt(self, reason: str) -> int:
        """Keeps `claimed_by`: if that worker lives, it may still say what happened."""
        changes = {"reason": reason[:REASON_LENGTH], "doubts": F("doubts") + 1, "tried_at": timezone.now()}
        return self._move(Status.IN_DOUBT, out_of=[Status.HANDING_OVER], **changes)

    def hold(self, reason: str) -> int:
        return self._leave(Status.HELD, out_of=[Status.CLAIMED], reason=reason[:REASON_LENGTH])

    def retry(self, *, after: timedelta, reason: str) -> int:
        """Queue again; this counts as an attempt."""
        changes = {"attempts": F("attempts") + 1, "due_at": timezone.now() + after, "reason": reason[:REASON_LENGTH]}
        return self._leave(Status.QUEUED, out_of=[*IN_HAND, Status.IN_DOUBT], **changes)

    def release(self, *, due_at: datetime | None = None) -> int:
        """Queue again, at once or at `due_at`: the trouble was not the letter's, no attempt is spent."""
        changes = {"due_at": due_at} if due_at else {}
        return self._leave(Status.QUEUED, out_of=[Status.CLAIMED], tried_at=None, **changes)

    def take_back(self) -> int:
        """Queue again what was being handed over, where its worker knows that nothing of it left."""
        return self._leave(Status.QUEUED, out_of=[Status.HANDING_OVER], tried_at=None)

    def _leave(self, to: Status, *, out_of: Iterable[Status], **changes) -> int:
        return self._move(to, out_of=out_of, claimed_by="", claimed_at=None, **changes)

    # What dead workers left behind

    def orphaned(self):
        """Rows in the hands of a worker that has not reported for a while, or is gone."""
        living = Worker.objects.alive().values("name")
        return self.filter(status__in=IN_HAND).exclude(claimed_by__in=living)

    def send_again(self, *, waited: timedelta) -> int:
        """What is in doubt for the first time goes once more, with the same Message-ID, after `waited` for a sign."""
        silent = self.filter(status=Status.IN_DOUBT, doubts=1, changed_at__lte=timezone.now() - waited)
        return silent._leave(Status.QUEUED, out_of=[Status.IN_DOUBT], due_at=timezone.now())

    # What is told later

    def may_have_left(self):
        """Rows of which somebody else may know more than we: what was in doubt may have left, though it goes again."""
        return self.filter(~Q(status__in=STILL_HERE) | Q(status__in=GOES_AGAIN, doubts__gt=0))

    def tell(self, status: Status, *, reason: str = "") -> int:
        """A provider says that the mail is in `status`; what would move it backwards changes nothing."""
        out_of = [state for state, ways in MOVES.items() if Owner.PROVIDER in ways.get(status, ())]
        sent_at = Coalesce(F("sent_at"), timezone.now())
        changes = {"reason": reason[:REASON_LENGTH], "sent_at": sent_at}
        return self.may_have_left()._leave(status, out_of=out_of, **changes)

    def correct_reason(self, status: Status, reason: str) -> int:
        """What is in `status` already is so for this `reason`: better words came later. The state stays as it is."""
        return self.filter(status=status).exclude(reason=reason).update(reason=reason[:REASON_LENGTH])


class Outgoing(models.Model):
    """A mail that has to leave: the unit of sending, retry and status."""

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.QUEUED)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, default=new_message_id, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    doubts = models.PositiveSmallIntegerField(_("times in doubt"), default=0, editable=False)
    is_test = models.BooleanField(_("went to the test mailbox"), default=False, editable=False)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_by = models.CharField(_("claimed by"), max_length=100, blank=True, editable=False)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("state since"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # as letters are

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at", "id"], name="%(class)s_due", condition=Q(status=Status.QUEUED.value)),
            models.Index(  # few rows at any time, looked for all the time
                fields=["status", "changed_at"],
                name="%(class)s_unsettled",
                condition=Q(status__in=[status.value for status in UNSETTLED]),
            ),
            models.Index(  # what became of mails lately
                fields=["changed_at", "status"],
                name="%(class)s_settled",
                condition=Q(status__in=[status.value for status in FINAL]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="%(class)s_message_id_once"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="%(class)s_status_known"
            ),
        ]

    def get_reason_display(self) -> str:
        """A reason of ours in the reader's language; anything else, a server's code or what staff wrote, as it is."""
        return str(dict(Reason.choices).get(self.reason, self.reason))

    @property
    def reading(self) -> str:
        return next(reading for reading, states in READINGS.items() if self.status in states)

    @property
    def has_left(self) -> bool:
        """A mail server has taken it, and nothing came back."""
        return self.status in TAKEN

    @property
    def is_not_delivered(self) -> bool:
        return self.status in NOT_DELIVERED
