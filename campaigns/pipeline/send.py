"""Claim what is due, compose it, hand it over on several connections, record the answers: the worker's inner loop."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue

from django.conf import settings
from django.utils import timezone

from campaigns.letterhead import Letterhead
from campaigns.models import Delivery, Lane, Notice
from campaigns.models.outbox import OutgoingQuerySet
from campaigns.models.reasons import Reason
from campaigns.pipeline.claim import Mail, claim_letters, claim_notices
from campaigns.pipeline.connections import Connection, Report
from campaigns.pipeline.lane import LaneWait
from campaigns.pipeline.orders import Orders
from campaigns.pipeline.pack import Parcel, StaysHere, pack
from campaigns.pipeline.record import record
from campaigns.transports.base import Outcome

BATCH = 100
PAUSE = 0.5  # seconds between two looks at an empty queue, and at what staff order
KNOWN_AGAIN = timedelta(seconds=5)  # after which we may claim what was in our hands already
CLOSE_WITHIN = 2.5  # seconds for all connections to say goodbye

BLOCKED = (Outcome.LANE_DOWN, Outcome.IDENTITY_REFUSED)


class LaneDown(Exception):
    """The mail server does not let us in. The letters are queued again and no attempt is spent."""


def send_due(*, worker: str, on_turn: Callable[[], None] = lambda: None) -> int:
    """Send all that is due, and return how many mails were taken. Calls `on_turn` now and then. Raises LaneDown."""
    courier = Courier(worker, pause=0.0)
    try:
        while True:
            on_turn()
            courier.turn()
            if courier.is_idle and not courier.lane.is_over:
                raise LaneDown(courier.lane.reason)
            if courier.is_idle and (courier.is_blocked or not courier.has_claimed):
                return courier.taken
    finally:
        courier.close()


class Courier:
    """One worker's connections, and the mails in its hands. Call `turn` again and again, from one thread."""

    def __init__(self, worker: str, *, pause: float = PAUSE):
        self.worker, self.pause = worker, pause
        self.parcels: SimpleQueue[Parcel | None] = SimpleQueue()
        self.reports: SimpleQueue[Report] = SimpleQueue()
        self.connections = [Connection(self.parcels, self.reports) for _ in range(settings.MAIL_CONNECTIONS)]
        for connection in self.connections:
            connection.start()
        self.claimed: deque[Mail] = deque()
        self.out: set[Parcel] = set()  # with the connections
        self.unrecorded: list[Report] = []
        self.letterheads: dict[int, Letterhead] = {}
        self.lane = LaneWait()
        self.orders, self.orders_read_at = Orders.of_now(), time.monotonic()
        self.is_probing = False
        self.claim_again_at = 0.0
        self.has_claimed = True  # whether the last look at the queue found something
        self.has_stumbled = False  # over the database: rows may be in our hands that we do not know of
        self.taken = 0

    @property
    def is_idle(self) -> bool:
        return not (self.claimed or self.out or self.unrecorded)

    def turn(self, *, may_claim: bool = True) -> None:
        """One round. When the database raises an exception, say `stumble`: the next turn goes on from there."""
        self._collect()
        self._read_orders()
        self._record()
        if self.has_stumbled and self.is_idle:
            self._reconcile()
        if self.is_blocked:
            self.give_back()
        elif may_claim and self._wants_more:
            self._claim()
        self._feed()

    @property
    def _wants_more(self) -> bool:
        """Not after a stumble, while work goes on: a worker that is never idle would never find what it forgot."""
        is_low = len(self.claimed) < len(self.connections) and time.monotonic() >= self.claim_again_at
        return is_low and not self.has_stumbled

    @property
    def is_blocked(self) -> bool:
        return not (self.lane.is_over and (self.orders.may_send or self.is_probing))

    def stumble(self) -> None:
        self.has_stumbled = True

    # What the connections say

    def _collect(self) -> None:
        """Waits for the first report as long as there is nothing better to do, then takes all that are there."""
        try:
            self.unrecorded.append(self.reports.get(timeout=self._patience()))
            while True:
                self.unrecorded.append(self.reports.get_nowait())
        except Empty:
            for connection in self.connections:
                connection.hurry()

    def _patience(self) -> float:
        if self.unrecorded or (self.claimed and self._has_room):
            return 0.0
        if self.out or self.is_blocked:
            return PAUSE
        return max(0.0, self.claim_again_at - time.monotonic())

    def _record(self) -> None:
        if not self.unrecorded:
            return
        may_go = record(self.unrecorded, worker=self.worker, orders=self.orders)
        reports, self.unrecorded = self.unrecorded, []
        for report in reports:
            if report.answer is None:
                self._permit(report, report in may_go)
            else:
                self.out.discard(report.parcel)
                self._note(report.answer.outcome, report.answer.reason)

    def _permit(self, report: Report, may_go: bool) -> None:
        if not may_go:
            self.out.discard(report.parcel)
        report.connection.permits.put(may_go)

    def _note(self, outcome: Outcome, reason: str) -> None:
        if outcome in BLOCKED:
            return self.lane.begin(reason)
        self.lane.end()
        if self.orders.is_lane_stopped and Lane.objects.start():
            self.orders_read_at = 0.0
        return None

    # What staff say

    def _read_orders(self) -> None:
        """Over a stopped lane one letter is tried now and then: it may have been mended."""
        if time.monotonic() - self.orders_read_at < PAUSE:
            return
        self.orders, self.orders_read_at = Orders.of_now(), time.monotonic()
        may_probe = self.orders.is_lane_stopped and not self.orders.is_stopped and self.orders.room_today != 0
        self.is_probing = may_probe and ((self.is_probing and not self.is_idle) or Lane.objects.take_probe())

    # What goes out

    def _claim(self) -> None:
        limit = 1 if self.is_probing else BATCH
        letters = claim_letters(worker=self.worker, limit=limit, orders=self.orders)
        notices = claim_notices(worker=self.worker, limit=limit if limit > 1 else 1 - len(letters.mails))
        mails = self._without_known(notices.mails + letters.mails)
        self.claimed.extend(mails)
        self.letterheads.clear()
        self.taken += len(mails)
        self.has_claimed = bool(letters.seen or notices.seen)
        has_more = BATCH in (letters.seen, notices.seen)
        self.claim_again_at = 0.0 if has_more else time.monotonic() + self.pause

    def _without_known(self, mails: list[Mail]) -> list[Mail]:
        """A sweep that thought us dead may have queued again what is in our hands, or with a connection. That is given
        back: whatever comes of the first one is recorded before a second may leave."""
        known = {(type(mail), mail.pk) for mail in [*self.claimed, *(parcel.mail for parcel in self.out)]}
        again = [mail for mail in mails if (type(mail), mail.pk) in known]
        for queue in {type(mail) for mail in again}:
            self._rows(again, queue).release(due_at=timezone.now() + KNOWN_AGAIN)
        return [mail for mail in mails if mail not in again]

    @property
    def _has_room(self) -> bool:
        """Each connection has a letter in hand, and one that waits for it."""
        return len(self.out) < 2 * len(self.connections)

    def _feed(self) -> None:
        while self.claimed and self._has_room:
            mail = self.claimed.popleft()
            try:
                parcel = pack(mail, orders=self.orders, letterhead=self._letterhead_of(mail))
            except StaysHere as why:
                self._rows([mail], type(mail)).hold(str(why))
                continue
            self.out.add(parcel)
            self.parcels.put(parcel)

    def _letterhead_of(self, mail: Mail) -> Letterhead:
        page = mail.letter.page
        if page.pk not in self.letterheads:
            self.letterheads[page.pk] = page.letterhead
        return self.letterheads[page.pk]

    # Stopping

    def give_back(self) -> None:
        """What no connection has begun is queued again."""
        mails, self.claimed = list(self.claimed), deque()
        with suppress(Empty):
            while parcel := self.parcels.get_nowait():
                self.out.discard(parcel)
                mails.append(parcel.mail)
        for queue in {type(mail) for mail in mails}:
            self._rows(mails, queue).release()

    def finish(self, *, within: float) -> None:
        """End what the connections have begun; after `within` seconds what may have left is in doubt."""
        self.give_back()
        deadline = time.monotonic() + within
        while not self.is_idle and time.monotonic() < deadline:
            self.turn(may_claim=False)
        self.out.clear()
        self._reconcile()

    def _reconcile(self) -> None:
        """What is in our hands by the database's word, and not by ours: a claim or a record was lost on the way."""
        for queue in (Delivery, Notice):
            mine = queue.objects.in_hands_of(self.worker)
            mine.mark_in_doubt(Reason.BROKEN_OFF)
            mine.release()
        self.has_stumbled = False

    def _rows(self, mails: Iterable[Mail], queue: type[Mail]) -> OutgoingQuerySet:
        ids = [mail.pk for mail in mails if isinstance(mail, queue)]
        rows: OutgoingQuerySet = queue.objects.filter(pk__in=ids).in_hands_of(self.worker)
        return rows

    def close(self) -> None:
        for _connection in self.connections:
            self.parcels.put(None)
        deadline = time.monotonic() + CLOSE_WITHIN
        for connection in self.connections:
            connection.join(max(0.0, deadline - time.monotonic()))
