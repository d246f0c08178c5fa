"""What staff decide about mails that no worker has in hand. Like every change of state it says how many rows it won."""

from django.db.models import Case, DateTimeField, F, IntegerField, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from campaigns.models.outbox import REASON_LENGTH, OutgoingQuerySet
from campaigns.models.reasons import Reason
from campaigns.models.states import GOES_AGAIN, NOT_LEFT, Status

# Out of which states each decision leads.
NOT_ARRIVED = (Status.FAILED, Status.BOUNCED)
REQUEUED = (Status.HELD, Status.IN_DOUBT, *NOT_ARRIVED)
ARRIVED = (Status.IN_DOUBT,)
DOUBTFUL = (Status.IN_DOUBT, *GOES_AGAIN)
HELD = (Status.QUEUED,)
CANCELLED = (*NOT_LEFT, Status.IN_DOUBT)


class DecisionQuerySet(OutgoingQuerySet):
    def requeue(self) -> int:
        """It is sent, or sent again with the same Message-ID; attempts count anew, as what was wrong is mended."""
        return self._queue(out_of=REQUEUED)

    def queue_held(self) -> int:
        """The address may be another by now, so the attempts at the former one do not count."""
        return self._queue(out_of=[Status.HELD])

    def _queue(self, *, out_of) -> int:
        fate_known = When(status__in=NOT_ARRIVED, then=0)
        doubts = Case(fate_known, default=F("doubts"), output_field=IntegerField())
        anew = {"reason": "", "attempts": 0, "due_at": timezone.now(), "sent_at": None, "doubts": doubts}
        return self._leave(Status.QUEUED, out_of=out_of, **anew)

    def doubtful(self):
        """In doubt, or queued or held again since: nobody here knows whether it has left."""
        return self.may_have_left().filter(status__in=DOUBTFUL)

    def mark_arrived(self) -> int:
        """Staff have found out that what was in doubt had been taken, when it was last tried."""
        sent_at = Coalesce(F("tried_at"), timezone.now())
        return self.doubtful()._leave(Status.SENT, out_of=DOUBTFUL, reason="", sent_at=sent_at)

    def hold_queued(self, reason: str) -> int:
        return self._move(Status.HELD, out_of=HELD, reason=reason[:REASON_LENGTH])

    def cancel(self, reason: str) -> int:
        return self._leave(Status.CANCELLED, out_of=CANCELLED, reason=reason[:REASON_LENGTH])

    def cancel_not_left(self, reason: str) -> int:
        return self._move(Status.CANCELLED, out_of=NOT_LEFT, reason=reason[:REASON_LENGTH])

    # While a campaign is paused

    def hold_paused(self) -> int:
        return self.hold_queued(Reason.PAUSED)

    def queue_resumed(self) -> int:
        """Those that were held for the pause alone. They queue up from now on; none is due earlier than it was."""
        due_at = Greatest(F("due_at"), Value(timezone.now(), output_field=DateTimeField()))
        return self.filter(reason=Reason.PAUSED)._move(Status.QUEUED, out_of=[Status.HELD], reason="", due_at=due_at)
