"""Real workers, processes of their own, in short: what `make prove` shows at length."""

import random
import time

import pytest
from django.db import connection

from campaigns.models import SendingSettings
from campaigns.models.states import Status
from campaigns.pipeline import clock
from tests import scenes
from tests.clock_driver import ClockDriver
from tests.ledger import Ledger, read_rows, wait_for, wait_for_more, wait_until_settled
from tests.letters import recipients_of, write_letters

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

SOON_DEAD = {"campaigns.models.workers.SILENT_FOR": 2, "campaigns.pipeline.send.BATCH": 20}
LOSE_CONNECTIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
A_MINUTE = 61.0


def books(sink) -> Ledger:
    return Ledger.of(connection.cursor(), sink.taken())


def test_killed_workers_lose_no_letter_and_double_none_in_silence(page, uncapped, sink, launch):
    workers, cursor = launch(constants=SOON_DEAD), connection.cursor()
    sink.answer_after(0.005)
    write_letters(200, page=page)
    most = scenes.kill_workers(workers, sink, cursor, letters=200, kills=4, chance=random.Random(4))
    time.sleep(2.5)
    for _ in range(3):  # found dead, in doubt for a minute, sent again
        workers.advance(A_MINUTE)
        time.sleep(1.5)
    wait_until_settled(cursor, within=30)
    assert books(sink).failures == 0
    assert most <= 4


def test_lost_connections_to_the_database_cost_no_letter(page, uncapped, sink, launch):
    launch().start(2)
    write_letters(300, page=page)
    for _ in range(3):
        wait_for_more(sink, 1, within=20)
        connection.cursor().execute(LOSE_CONNECTIONS)
    wait_until_settled(connection.cursor(), within=60)
    ledger = books(sink)
    assert (ledger.failures, ledger.figures["doubles_listed"]) == (0, 0)


def test_restarted_workers_end_in_time_and_leave_nothing_in_doubt(page, uncapped, sink, launch):
    workers = launch()
    sink.answer_after(0.01)
    write_letters(150, page=page)
    workers.start(2)
    for _ in range(3):
        wait_for_more(sink, 10, within=20)
        ended = workers.stop(workers.pids[0])
        assert (ended.code, ended.seconds < 10) == (0, True)
        workers.start()
    wait_until_settled(connection.cursor(), within=30)
    ledger = books(sink)
    assert (ledger.failures, ledger.figures["doubts"]) == (0, 0)


def test_a_cap_is_kept_and_used_up_in_the_order_of_signing(page, sink, launch):
    SendingSettings.objects.update(recipient_cap=None, domain_cap=6)
    workers = launch()
    clock = ClockDriver(workers, connection.cursor())
    write_letters(18, page=page, to=recipients_of({"capped.example.org": 2}))
    write_letters(30, page=page, to=recipients_of({f"d{n}.example.org": 1 for n in range(10)}))
    workers.start(2)
    clock.run(hours=0.9, within=30)
    assert sink.count() == 6 + 30
    clock.run(within=60)
    moments = sorted(workers.simulated(one.at) for one in sink.taken() if "capped" in one.recipient)
    assert all(seventh - first > 3600 for first, seventh in zip(moments, moments[6:], strict=False))
    assert moments[-1] - moments[0] < 1.05 * 3 * 3600
    assert books(sink).failures == 0


def test_the_hard_cap_of_a_day_is_exact_over_workers(page, uncapped, sink, launch):
    launch(settings={"LETTERS_A_DAY": 20}).start(2)
    write_letters(60, page=page)
    wait_for(lambda: sink.count() >= 20, within=20)
    time.sleep(1)
    assert sink.count() == 20
    assert not [row for row in read_rows(connection.cursor()) if row.doubts or row.attempts]


def test_a_greylisted_letter_comes_again_and_is_taken_once(page, uncapped, sink, launch):
    workers, (grey,) = launch(), recipients_of({"grey.example.org": 1})
    sink.treat(grey.email, "RCPT 450 4.7.1 greylisted", "RCPT 450 4.7.1 greylisted", "OK")
    write_letters(1, page=page, to=[grey])
    workers.start()
    ClockDriver(workers, connection.cursor()).run(within=30)
    (row,) = read_rows(connection.cursor())
    assert (row.status, row.attempts, books(sink).taken[row.message_id]) == (Status.SENT, 2, 1)


def test_a_silent_server_costs_no_letter_an_attempt(page, uncapped, sink, launch):
    workers = launch(settings={"EMAIL_TIMEOUT": 0.5})
    write_letters(1, page=page)
    workers.start()
    wait_for(lambda: sink.count() == 1, within=20)
    sink.fall_silent()
    write_letters(5, page=page)
    wait_for(lambda: sink.connects() > 2, within=20)
    time.sleep(1)
    sink.fall_silent(is_silent=False)
    workers.advance(A_MINUTE)
    wait_until_settled(connection.cursor(), within=30)
    assert sum(row.attempts + row.doubts for row in read_rows(connection.cursor())) == 0


def test_poison_delays_no_other_letter(page, uncapped, sink, launch):
    bad = recipients_of({"example.org": 4})
    for one, treatment in zip(bad, ("RCPT drop", "RCPT 550 no", "DATA 554 no", "DOT 451 later"), strict=True):
        sink.treat(one.email, treatment)
    write_letters(40, page=page, to=bad + recipients_of({"example.com": 16}))
    launch().start()
    wait_for(lambda: sink.count() == 32, within=20)
    assert sum(row.attempts for row in read_rows(connection.cursor())) <= 4


def test_stopped_means_that_nothing_leaves_after_a_second(page, uncapped, sink, launch):
    sink.answer_after(0.02)
    launch().start(2)
    write_letters(150, page=page)
    wait_for(lambda: sink.count() > 5, within=20, every=0.01)
    SendingSettings.objects.update(stopped=True)
    stopped_at = time.time()
    time.sleep(1.5)
    assert max(one.at for one in sink.taken()) < stopped_at + 1
    assert sink.count() < 150
    SendingSettings.objects.update(stopped=False)
    wait_until_settled(connection.cursor(), within=30)
    assert (books(sink).failures, sink.count()) == (0, 150)


def test_a_transaction_that_stands_still_is_ended_by_the_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)


def test_the_clock_goes_on_whatever_a_piece_of_work_raises(monkeypatch, db):
    """Without it nobody would sweep, while the worker says that it lives."""
    looks: list[int] = []

    def fail() -> None:
        looks.append(1)
        raise KeyError("a surprise")

    monkeypatch.setattr(clock, "LOOK_EVERY", 0.01)
    thread = clock.Clock([], each_time=fail)
    thread.start()
    wait_for(lambda: len(looks) > 2, within=10)
    thread.stopping.set()
    thread.join(5)
    assert not thread.is_alive()
