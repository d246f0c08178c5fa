"""The caps: never passed in any hour, used up, fair to whoever came first; one recipient's line delays no other's."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Delivery, Notice, Pace, SendingSettings
from campaigns.models.reasons import Reason
from campaigns.models.states import Status
from campaigns.pipeline.claim import claim_letters
from campaigns.pipeline.orders import Orders, next_day
from campaigns.pipeline.pace import HOUR
from campaigns.pipeline.record import ATTEMPTS, BACK_OFF, JITTER
from campaigns.pipeline.send import send_due
from tests import factories

pytestmark = pytest.mark.django_db

START = datetime(2026, 5, 4, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def write(page, minister):
    """Queues so many letters, to the minister where nobody else is named."""

    def write(number: int, *, to=minister) -> list[Delivery]:
        letters = factories.LetterFactory.create_batch(number, page=page)
        return [Delivery.objects.create(letter=letter, recipient=to) for letter in letters]

    return write


def cap(**caps: int | None) -> None:
    SendingSettings.objects.update(**({"recipient_cap": None, "domain_cap": None} | caps))


def claim(worker: str = "test") -> list[int]:
    """The ids of what may leave now."""
    claimed = claim_letters(worker=worker, limit=100, orders=Orders.of_now()).mails
    return [mail.pk for mail in claimed]


def leave() -> list[int]:
    """What may leave now has left."""
    ids = claim()
    Delivery.objects.hand_over(ids, worker="test")
    Delivery.objects.mark_sent(ids, worker="test")
    return ids


def test_without_a_cap_everything_leaves_at_once(write):
    cap()
    assert leave() == []
    write(12)
    assert len(leave()) == 12
    assert not Pace.objects.exists()


@pytest.mark.parametrize("name", ["recipient_cap", "domain_cap"])
def test_what_is_over_a_cap_waits_for_its_turn_and_staff_read_why(write, name, time_machine):
    time_machine.move_to(START, tick=False)
    cap(**{name: 3})
    first = write(5)
    assert leave() == [delivery.pk for delivery in first[:3]]
    waiting = Delivery.objects.filter(status=Status.QUEUED).order_by("pk")
    assert {delivery.reason for delivery in waiting} == {Reason.IN_LINE}
    assert [delivery.due_at - START for delivery in waiting] == [HOUR, HOUR + HOUR / 3]
    assert [delivery.attempts for delivery in waiting] == [0, 0]


def test_the_line_moves_on_when_its_time_comes(write, time_machine):
    time_machine.move_to(START, tick=False)
    cap(recipient_cap=2)
    letters = [delivery.pk for delivery in write(6)]
    left = leave()
    for minutes in range(1, 181):
        time_machine.move_to(START + timedelta(minutes=minutes, seconds=1), tick=False)
        left += leave()
    assert left == letters


def test_one_recipients_line_delays_no_other(write, time_machine):
    time_machine.move_to(START, tick=False)
    cap(recipient_cap=1)
    write(150)
    other = write(1, to=factories.RecipientFactory())[0]
    claim()
    claim()
    other.refresh_from_db()
    assert other.status == Status.CLAIMED


def test_who_came_first_goes_first_though_somebody_has_just_come(write, time_machine):
    time_machine.move_to(START, tick=False)
    cap(recipient_cap=1)
    _first, second = write(2)
    leave()
    time_machine.move_to(START + HOUR + timedelta(seconds=1), tick=False)
    newcomer = write(1)[0]
    Delivery.objects.filter(pk=newcomer.pk).update(due_at=START)  # even where it seems to be due earlier
    assert leave() == [second.pk]


def test_a_letter_that_comes_back_from_a_blocked_lane_has_taken_no_place(write, time_machine):
    time_machine.move_to(START, tick=False)
    cap(recipient_cap=2)
    write(3)
    claimed = claim()
    Delivery.objects.filter(pk__in=claimed).release()
    assert leave() == claimed


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 4), arrivals=st.lists(st.integers(0, 3), min_size=4, max_size=10))
def test_no_hour_ever_sees_more_than_the_cap_and_nothing_is_left_behind(write, time_machine, limit, arrivals):
    Delivery.objects.all().delete()
    Pace.objects.all().delete()
    cap(domain_cap=limit)
    moments: list[datetime] = []
    step = timedelta(minutes=20)
    for turn in range(len(arrivals) + 3 * sum(arrivals) + 6):
        now = START + turn * step
        time_machine.move_to(now, tick=False)
        write(arrivals[turn] if turn < len(arrivals) else 0)
        moments += [now] * len(leave())
    assert len(moments) == sum(arrivals)
    assert all(sum(moment <= other < moment + HOUR for other in moments) <= limit for moment in moments)


# The hard cap of a day


def test_no_more_than_the_hard_cap_leaves_on_a_day_whatever_the_kind_of_mail(write, settings, time_machine):
    time_machine.move_to(START, tick=False)
    settings.LETTERS_A_DAY = 3
    cap()
    letters = write(3)
    Notice.objects.bulk_create(Notice(letter=one.letter, kind=Notice.Kind.RECEIPT) for one in letters[:2])
    send_due(worker="test")
    sent = [queue.objects.filter(status=Status.SENT).count() for queue in (Delivery, Notice)]
    assert (sum(sent), Pace.objects.room_today()) == (3, 0)
    assert send_due(worker="test") == 0
    time_machine.move_to(next_day() + timedelta(seconds=1), tick=False)
    send_due(worker="test")
    assert Delivery.objects.filter(status=Status.SENT).count() == 3
    assert Notice.objects.filter(status=Status.SENT).count() == 2


def test_a_letter_that_is_put_off_again_and_again_is_given_up_after_five_days():
    steps = [BACK_OFF[min(attempt, len(BACK_OFF) - 1)] for attempt in range(ATTEMPTS - 1)]
    waited = sum(steps, timedelta())
    assert waited < timedelta(days=5) < waited * (1 + JITTER)
