"""Regular work: done by one worker at a time, its last run on record, and no piece stops another."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from campaigns.imports.refresh import RefreshFailed
from campaigns.models import Campaign, ClockJob, Letter, Notice, Pace, Worker
from campaigns.pipeline import clock
from campaigns.pipeline.clock import CHORES, LETTERS, Job, run_due
from campaigns.pipeline.prune import PARTS, prune
from tests import factories

pytestmark = pytest.mark.django_db

EVERY = timedelta(minutes=10)


@pytest.fixture
def runs() -> list[str]:
    return []


@pytest.fixture
def job(runs) -> Job:
    return Job("count", EVERY, lambda: runs.append("run") or len(runs))


def test_a_piece_of_work_is_done_once_in_its_time_by_whoever_comes_first(job, runs, time_machine):
    now = timezone.now()
    run_due([job])
    assert runs == []  # a new installation does not begin with it
    for minutes, times in ((9, 0), (11, 1), (12, 1), (22, 2)):
        time_machine.move_to(now + timedelta(minutes=minutes))
        run_due([job])
        run_due([job])  # another worker
        assert len(runs) == times


def test_the_last_run_can_be_looked_at(job, time_machine):
    run_due([job])
    time_machine.move_to(timezone.now() + EVERY + timedelta(seconds=1))
    run_due([job])
    row = ClockJob.objects.get()
    assert (row.name, row.words, row.has_failed) == ("count", "1", False)
    assert row.finished_at >= row.started_at


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (ValueError("jane@example.org"), "ValueError"),
        (RefreshFailed("house: no answer"), "house: no answer"),
        (IntegrityError("(jane@example.org) exists"), "IntegrityError"),
        (OperationalError("deadlock detected"), "OperationalError"),
    ],
)
def test_what_fails_is_noted_without_a_persons_name_and_stops_no_other(job, runs, trouble, words, time_machine):
    def fail():
        raise trouble

    jobs = [Job("fail", EVERY, fail), job]
    run_due(jobs)
    time_machine.move_to(timezone.now() + EVERY + timedelta(seconds=1))
    run_due(jobs)
    failed = ClockJob.objects.get(name="fail")
    assert (failed.words, failed.has_failed, runs) == (words, True, ["run"])


def test_where_the_database_is_lost_the_worker_learns_it(job, time_machine):
    def lose(execute, sql, params, many, context):
        raise OperationalError("server closed the connection")

    def fail():
        monitored.enter_context(connection.execute_wrapper(lose))
        Worker.objects.count()

    run_due([Job("fail", EVERY, fail)])
    time_machine.move_to(timezone.now() + EVERY + timedelta(seconds=1))
    with ExitStack() as monitored, pytest.raises(OperationalError):
        run_due([Job("fail", EVERY, fail)])


def test_all_regular_work_runs_on_a_new_installation_without_a_complaint(home, time_machine):
    jobs = [*LETTERS, *CHORES]
    run_due(jobs)
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    run_due(jobs)
    assert list(ClockJob.objects.filter(has_failed=True).values_list("name", "words")) == []
    assert ClockJob.objects.exclude(finished_at=None).count() == len(jobs)


def test_the_database_is_not_asked_about_a_job_at_each_look(job):
    ticking = clock.Clock([job])
    assert ticking._jobs_to_ask_for() == [job]
    assert ticking._jobs_to_ask_for() == []


# Pruning


def test_letters_that_nobody_confirmed_go_after_thirty_days_and_free_their_address(page, time_machine):
    old = factories.LetterFactory(page=page, status=Letter.Status.UNCONFIRMED)
    signed = factories.LetterFactory(page=page)
    Notice.objects.create(letter=old, kind=Notice.Kind.CONFIRMATION)
    assert "0 unconfirmed" in prune()
    time_machine.move_to(timezone.now() + timedelta(days=30, minutes=1))
    assert "1 unconfirmed" in prune()
    assert list(Letter.objects.all()) == [signed]
    factories.LetterFactory(page=page, email=old.email, campaign=Campaign.objects.get())


def test_what_cannot_be_pruned_keeps_nothing_else_and_is_told(page, time_machine, monkeypatch):
    def fail() -> None:
        raise IntegrityError("still referred to")

    monkeypatch.setattr("campaigns.pipeline.prune.PARTS", (fail, *PARTS))
    factories.LetterFactory(page=page, status=Letter.Status.UNCONFIRMED)
    time_machine.move_to(timezone.now() + timedelta(days=30, minutes=1))
    with pytest.raises(IntegrityError):
        prune()
    assert not Letter.objects.exists()


def test_workers_that_died_long_ago_and_counts_of_past_days_go(db):
    Worker.objects.create(name="old", seen_at=timezone.now() - timedelta(days=2))
    Worker.objects.report("new")
    Pace.objects.create(key="day:2020-01-01", left=7)
    Pace.objects.create(key="recipient:7")
    prune()
    assert list(Worker.objects.values_list("name", flat=True)) == ["new"]
    assert list(Pace.objects.values_list("key", flat=True)) == ["recipient:7"]
