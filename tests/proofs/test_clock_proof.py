"""Proof: what takes hours goes as it should, on a simulated clock, with real workers and a real conversation."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import Delivery, SendingSettings
from campaigns.models.states import Status
from tests.clock_driver import ClockDriver
from tests.ledger import Ledger, wait_for, wait_until_settled
from tests.letters import recipients_of, write_letters
from tests.sink import Taken

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

HOUR = 3600.0
DAY = 24 * HOUR


def books(sink) -> Ledger:
    return Ledger.of(connection.cursor(), sink.taken())


def most_in_an_hour(moments: list[float]) -> int:
    moments = sorted(moments)
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - HOUR:
            first += 1
        most = max(most, last - first + 1)
    return most


def overtaken(taken: list[Taken]) -> int:
    """By how many places a letter that was signed earlier left later, at most."""
    mails = Delivery.objects.order_by("pk").values_list("message_id", flat=True)
    place_of = {mail: place for place, mail in enumerate(mails)}
    places = [place_of[one.message_id] for one in sorted(taken)]
    rank_of = {place: rank for rank, place in enumerate(sorted(places))}
    return max(left - rank_of[place] for left, place in enumerate(places))


def seconds_until(what) -> float:
    started = time.time()
    wait_for(what, within=120)
    return time.time() - started


def test_a_cap_of_one_domain_with_four_workers(page, sink, launch, report):
    """The server is slow at first; more letters are signed while others wait in line; those to others pass them by."""
    cap, at_first, behind, later, others = 60, 60, 120, 60, 1000
    SendingSettings.objects.update(recipient_cap=None, domain_cap=cap)
    workers, members = launch(), recipients_of({"capped.example.org": 4})
    clock = ClockDriver(workers, connection.cursor())
    sink.answer_after(1)
    write_letters(at_first, page=page, to=members)
    workers.start(4)
    wait_for(lambda: sink.count() == at_first, within=60)
    sink.answer_after(0)
    write_letters(behind, page=page, to=members)
    write_letters(others, page=page, to=recipients_of({f"d{n}.example.org": 2 for n in range(others // 50)}))
    others_took = seconds_until(lambda: sum("capped" not in one.recipient for one in sink.taken()) == others)
    clock.run(hours=1.5, within=60)
    write_letters(later, page=page, to=members)
    clock.run(within=240)
    taken = [one for one in sink.taken() if "capped" in one.recipient]
    moments = [workers.simulated(one.at) for one in taken]
    most, hours = most_in_an_hour(moments), (max(moments) - min(moments)) / HOUR
    figures = {"most_in_an_hour": most, "hours": f"{hours:.2f}", "overtaken": overtaken(taken)}
    ledger = books(sink)
    failures = ledger.failures + (most > cap) + (hours > 1.05 * len(taken) / cap) + (overtaken(taken) > cap)
    report(n=len(ledger.rows), failures=failures, others_took=f"{others_took:.1f}s", **figures, **ledger.figures)


def test_a_recipients_cap_with_four_workers(page, sink, launch, report):
    cap, letters = 20, 60
    SendingSettings.objects.update(recipient_cap=cap, domain_cap=None)
    workers = launch()
    clock = ClockDriver(workers, connection.cursor())
    write_letters(letters, page=page, to=recipients_of({"one.example.org": 1}))
    write_letters(200, page=page, to=recipients_of({"others.example.org": 20}))
    workers.start(4)
    clock.run(hours=0.9, within=60)
    at_first = sum("one" in one.recipient for one in sink.taken())
    clock.run(within=120)
    moments = [workers.simulated(one.at) for one in sink.taken() if "one" in one.recipient]
    most, hours = most_in_an_hour(moments), (max(moments) - min(moments)) / HOUR
    ledger = books(sink)
    failures = ledger.failures + (at_first != cap) + (most > cap) + (hours > 1.05 * letters / cap)
    figures = {"at_first": at_first, "most_in_an_hour": most, "hours": f"{hours:.2f}"}
    report(n=len(ledger.rows), failures=failures, **figures, **ledger.figures)


def test_the_hard_cap_of_a_day_with_four_workers(page, uncapped, sink, launch, report):
    """From ten in the morning, so that the day does not end before it should."""
    cap, letters = 150, 400
    workers = launch(settings={"LETTERS_A_DAY": cap})
    clock = ClockDriver(workers, connection.cursor())
    morning = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=1)
    workers.advance(morning.timestamp() - time.time())
    write_letters(letters, page=page)
    workers.start(4)
    per_day = []
    for day in range(3):
        wait_for(lambda day=day: sink.count() >= min(letters, (day + 1) * cap), within=60)
        time.sleep(2)  # for those that should not leave
        per_day.append(sink.count() - sum(per_day))
        workers.advance(DAY)
    clock.run(within=60)
    ledger = books(sink)
    failures = ledger.failures + (per_day != [cap, cap, letters - 2 * cap])
    report(n=letters, failures=failures, per_day="/".join(map(str, per_day)), **ledger.figures)


def test_greylisting(page, uncapped, sink, launch, report):
    """Refused twice, then taken, as one message."""
    letters = 50
    recipients = recipients_of({"grey.example.org": letters})
    for one in recipients:
        sink.treat(one.email, "RCPT 450 4.7.1 greylisted", "RCPT 450 4.7.1 greylisted", "OK")
    workers = launch()
    clock = ClockDriver(workers, connection.cursor())
    write_letters(letters, page=page, to=recipients)
    workers.start(2)
    clock.run(within=180)
    waited = max(workers.simulated(one.at) for one in sink.taken()) - clock.started_at
    ledger = books(sink)
    failures = ledger.failures + sum(row.attempts != 2 for row in ledger.rows) + ledger.figures["doubles_listed"]
    failures += sum(count != 1 for count in ledger.taken.values()) + (not 6 * 60 <= waited <= 8 * 60)
    report(n=letters, failures=failures, waited=f"{waited / 60:.1f}min", **ledger.figures)


def test_a_mail_server_that_is_silent_for_two_hours(page, uncapped, sink, launch, report):
    """It falls silent in the midst of its letters: what had left by then is in doubt, no letter spends an attempt."""
    letters, hours, step = 400, 2, 60.0
    workers = launch(settings={"EMAIL_TIMEOUT": 0.5})
    sink.answer_after(0.02)
    write_letters(letters, page=page)
    workers.start(2)
    wait_for(lambda: sink.count() > 50, within=30, every=0.01)
    sink.fall_silent()
    connects = sink.connects()
    for _ in range(int(hours * HOUR / step)):
        workers.advance(step)
        time.sleep(0.25)
    attempts = sum(row.attempts for row in books(sink).rows)
    tries = sink.connects() - connects
    sink.fall_silent(is_silent=False)
    workers.advance(step)
    wait_for(lambda: not Delivery.objects.filter(status=Status.QUEUED).exists(), within=60)
    workers.advance(2 * step)
    wait_until_settled(connection.cursor(), within=60)
    ledger = books(sink)
    sent = sum(row.status == Status.SENT for row in ledger.rows)
    failures = ledger.failures + attempts + (letters - sent)
    report(n=letters, failures=failures, attempts=attempts, connects=tries, sent=sent, **ledger.figures)
