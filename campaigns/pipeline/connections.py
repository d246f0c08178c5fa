"""The threads that talk to the mail server. They never touch the database: they ask and report, the courier records."""

import logging
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from campaigns.pipeline.pack import Parcel
from campaigns.transports import new_transport
from campaigns.transports.base import Answer, NotAccepted, Outcome

log = logging.getLogger(__name__)

IDLE = 10.0  # seconds, after which a connection that has nothing to send is closed
SLOWEST = 120.0  # seconds for one letter, whatever a server does to draw it out


@dataclass(frozen=True, eq=False)
class Report:
    """`answer` None: the server took the recipient, the content may leave once that is recorded. `has_left`: whether
    the content was let go."""

    parcel: Parcel
    connection: "Connection"
    answer: Answer | None
    has_left: bool = False


class Connection(Thread):
    """Carries one letter after the other, until it is given None. Each letter ends in one report with an answer."""

    def __init__(self, parcels: "SimpleQueue[Parcel | None]", reports: "SimpleQueue[Report]"):
        super().__init__(daemon=True)
        self.parcels, self.reports = parcels, reports
        self.permits: SimpleQueue[bool] = SimpleQueue()
        self.transport = new_transport()
        self.since: float | None = None  # when the letter in hand was begun

    def run(self) -> None:
        while True:
            try:
                parcel = self.parcels.get(timeout=IDLE)
            except Empty:
                self.transport.close()
                continue
            if parcel is None:
                return self.transport.close()
            self.since = time.monotonic()
            self._carry(parcel)
            self.since = None

    def _carry(self, parcel: Parcel) -> None:
        if answer := self._prepare(parcel):
            return self._report(parcel, answer)
        self._report(parcel, None)
        if self.permits.get():
            return self._report(parcel, self._hand_over(parcel), has_left=True)
        return self.transport.drop(parcel.message)

    def _prepare(self, parcel: Parcel) -> Answer | None:
        try:
            self.transport.prepare(parcel.message)
        except NotAccepted as refused:
            return refused.answer
        except Exception as trouble:  # whatever it is, the letter is not lost with the thread
            log.warning("preparing %s: %s", parcel, type(trouble).__name__)  # its text may name somebody
            return Answer(Outcome.LATER, type(trouble).__name__)
        return None

    def _hand_over(self, parcel: Parcel) -> Answer:
        try:
            return self.transport.hand_over(parcel.message)
        except Exception as trouble:
            log.warning("handing over %s: %s", parcel, type(trouble).__name__)
            return Answer(Outcome.IN_DOUBT, type(trouble).__name__)

    def _report(self, parcel: Parcel, answer: Answer | None, has_left: bool = False) -> None:
        self.reports.put(Report(parcel, self, answer, has_left))

    def hurry(self) -> None:
        """Called by the courier: a letter that takes too long is broken off, which its thread then reports."""
        if self.since is not None and time.monotonic() - self.since > SLOWEST:
            self.transport.abort()
