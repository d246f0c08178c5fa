"""The table of states: who moves a mail on, by which real method, and that nothing else does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Delivery, Notice, Recipient
from campaigns.models.outbox import OutgoingQuerySet
from campaigns.models.states import FINAL, MOVES, READINGS, Owner, Status
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = (Status.QUEUED, Status.WAITING, Status.HELD)  # what a new mail begins in
NOW = timedelta()
Act = Callable[[OutgoingQuerySet], int]


def marked(rows: OutgoingQuerySet, mark: str) -> int:
    """By the worker that has the one mail in hand. What was marked before the database was lost is marked still."""
    mail = rows.get()
    won = getattr(rows.model.objects, mark)([mail.pk], worker=mail.claimed_by)
    return len(won) if rows.get().status != mail.status else 0


# Every method that changes a state, with who calls it.
ACTS: dict[str, tuple[Owner, Act]] = {
    "claim": (Owner.WORKER, lambda rows: rows.claim(worker="test")),
    "hand_over": (Owner.WORKER, lambda rows: marked(rows, "hand_over")),
    "mark_sent": (Owner.WORKER, lambda rows: marked(rows, "mark_sent")),
    "mark_failed": (Owner.WORKER, lambda rows: rows.mark_failed("550 5.1.1 at RCPT")),
    "mark_in_doubt": (Owner.WORKER, lambda rows: rows.mark_in_doubt("broken off")),
    "hold": (Owner.WORKER, lambda rows: rows.hold("unreachable")),
    "retry": (Owner.WORKER, lambda rows: rows.retry(after=NOW, reason="451")),
    "release": (Owner.WORKER, lambda rows: rows.release()),
    "send_again": (Owner.WORKER, lambda rows: rows.send_again(waited=NOW)),
    "queue_resumed": (Owner.WORKER, lambda rows: rows.queue_resumed()),
    "hold_paused": (Owner.STAFF, lambda rows: rows.hold_paused()),
    "hold_queued": (Owner.STAFF, lambda rows: rows.hold_queued("Wait")),
    "requeue": (Owner.STAFF, lambda rows: rows.requeue()),
    "queue_held": (Owner.STAFF, lambda rows: rows.queue_held()),
    "mark_arrived": (Owner.STAFF, lambda rows: rows.mark_arrived()),
    "cancel": (Owner.STAFF, lambda rows: rows.cancel("Stop")),
    "cancel_not_left": (Owner.STAFF, lambda rows: rows.cancel_not_left("Stop")),
    "delivered": (Owner.PROVIDER, lambda rows: rows.tell(Status.DELIVERED)),
    "bounced": (Owner.PROVIDER, lambda rows: rows.tell(Status.BOUNCED)),
    "complained": (Owner.PROVIDER, lambda rows: rows.tell(Status.COMPLAINED)),
    "accepted": (Owner.PROVIDER, lambda rows: rows.tell(Status.SENT)),
}
OF_LETTERS: dict[str, tuple[Owner, Act]] = {
    "resolve": (Owner.WORKER, lambda rows: rows.resolve(Recipient.objects.get(name="Camille Tremblay"))),
    "resolve_failing": (Owner.WORKER, lambda rows: rows.resolve(Recipient.objects.get(status="failing"))),
    "cancel_waiting": (Owner.WORKER, lambda rows: rows.cancel_waiting("vacant")),
}
ALL_ACTS = ACTS | OF_LETTERS


@pytest.fixture
def make(page, minister):
    """Makes a letter to the minister, or a receipt, that is in the state asked for."""
    factories.RecipientFactory(name="Nobody There", status="failing")
    letters = iter(factories.LetterFactory.create_batch(60, page=page))

    def make(status: Status, model=Delivery):
        fields = {"letter": next(letters), "status": status, "doubts": int(status == Status.IN_DOUBT)}
        if model is Notice:
            return Notice.objects.create(kind=Notice.Kind.RECEIPT, **fields)
        if status == Status.WAITING:
            house = factories.LegislatureFactory()
            return Delivery.objects.create(legislature=house, waits_until=timezone.now() + timedelta(days=14), **fields)
        return Delivery.objects.create(recipient=minister, **fields)

    return make


def walk(mail: Delivery | Notice, act: Act) -> tuple[Status, Status, int]:
    """What the act made of the mail: from which state, to which, and how many rows it says it won."""
    rows = type(mail).objects.filter(pk=mail.pk)
    won = act(rows)
    return Status(mail.status), Status(rows.get().status), won


def test_each_state_has_one_reading():
    read = [status for states in READINGS.values() for status in states]
    assert sorted(read) == sorted(Status)
    assert set(MOVES) == set(Status)


def test_each_state_can_be_reached_from_what_a_new_mail_begins_in():
    reached, rest = set(), set(FIRST)
    while rest:
        reached |= rest
        rest = {to for state in rest for to in MOVES[state]} - reached
    assert reached == set(Status)


@pytest.mark.parametrize("status", [status for status in Status if status not in FINAL])
def test_each_state_that_is_not_final_is_left_by_the_worker_or_by_staff(make, status):
    ways = {walk(make(status), act)[1] for owner, act in ALL_ACTS.values() if owner in (Owner.WORKER, Owner.STAFF)} - {
        status
    }
    assert ways, f"nobody moves on what is {status}"


@pytest.mark.parametrize("status", [Status.HELD, Status.IN_DOUBT, Status.QUEUED, Status.CLAIMED, Status.HANDING_OVER])
def test_so_is_each_state_of_a_notice(make, status):
    ways = {walk(make(status, Notice), act)[1] for owner, act in ACTS.values() if owner != Owner.PROVIDER} - {status}
    assert ways, f"nobody moves on a notice that is {status}"


@pytest.mark.parametrize("status", Status)
def test_whoever_moves_a_mail_may_do_so_by_the_table_and_says_whether_they_did(make, status):
    for name, (owner, act) in ALL_ACTS.items():
        before, after, won = walk(make(status), act)
        assert won == (before != after), name
        assert before == after or owner in MOVES[before][after], name


def test_a_way_that_is_not_in_the_table_is_refused_before_anything_changes(make):
    mail = make(Status.SENT)
    for status in Status:
        for to in set(Status) - set(MOVES[status]):
            with pytest.raises(ValueError, match="no way leads"):
                Delivery.objects.all()._move(to, out_of=[status])
    assert Delivery.objects.get().status == mail.status


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(sorted(ALL_ACTS))), max_size=25))
def test_whatever_happens_in_whatever_order_no_mail_is_lost_or_leaves_the_table(page, minister, acts):
    Delivery.objects.all().delete()
    Recipient.objects.filter(name="Nobody There").delete()
    factories.RecipientFactory(name="Nobody There", status="failing")
    house = factories.LegislatureFactory()
    until = timezone.now() + timedelta(days=14)
    letters = factories.LetterFactory.create_batch(5, page=page)
    mails = [Delivery.objects.create(letter=letter, recipient=minister) for letter in letters[:3]]
    mails += [
        Delivery.objects.create(letter=x, status="waiting", legislature=house, waits_until=until) for x in letters[3:]
    ]
    for place, name in acts:
        rows = Delivery.objects.filter(pk=mails[place].pk)
        before = Status(rows.get().status)
        won = ALL_ACTS[name][1](rows)
        after = Status(rows.get().status)
        assert (won == 1 and after in MOVES[before]) if won else before == after
    assert Delivery.objects.count() == 5
    assert all(mail.reading for mail in Delivery.objects.all())
