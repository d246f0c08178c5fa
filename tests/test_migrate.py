"""`manage.py migrate` on a database that others use: it gives up soon, says so, and goes on when it is run again."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cms.management.commands.migrate import PATIENCE
from tests.proofs.figures import own_address

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

LATER = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("home", "0001_pages")]
    operations = [{operation}]
"""
COLUMN = 'migrations.AddField("homepage", "note", models.TextField(db_default=""))'
INDEX = 'AddIndexConcurrently("homepage", models.Index(fields=["summary"], name="home_later"))'
HELD = "LOCK TABLE home_homepage IN ACCESS SHARE MODE"  # as whoever reads it does
WRITTEN = "LOCK TABLE home_homepage IN ROW EXCLUSIVE MODE"


@pytest.fixture
def later(tmp_path, settings, monkeypatch):
    """Gives `home` one more migration, called with its only operation; it is undone afterwards."""

    def add(operation: str, *, atomic: bool = True) -> None:
        own = Path("home/migrations").absolute()
        (tmp_path / "later").mkdir()
        (tmp_path / "later" / "__init__.py").write_text(f"__path__ = [{str(own)!r}, {str(tmp_path / 'later')!r}]")
        text = LATER.format(atomic=atomic, operation=operation)
        (tmp_path / "later" / "0002_later.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {"home": "later"}

    yield add
    migrate("home", "0001")
    for name in [name for name in sys.modules if name.partition(".")[0] == "later"]:
        del sys.modules[name]


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr("cms.management.commands.migrate.PATIENCE", 1)


@contextmanager
def in_use(sql: str) -> Iterator[psycopg.Connection]:
    """Somebody else's transaction."""
    with psycopg.connect(own_address()) as other:
        other.execute(sql)
        yield other


def migrate(*names: str) -> None:
    call_command("migrate", *names, interactive=False, stdout=StringIO())


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


def columns() -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, "home_homepage")]


def test_a_table_in_use_is_waited_for_a_few_seconds_and_then_it_says_to_run_again(later):
    later(COLUMN)
    began = time.monotonic()
    with in_use(HELD), pytest.raises(CommandError, match="run the same command again"):
        migrate()
    assert PATIENCE <= time.monotonic() - began < PATIENCE + 5
    assert "note" not in columns()
    migrate()
    assert "note" in columns()


def test_whoever_migrates_within_a_program_waits_for_locks_as_before(later, impatient):
    later(COLUMN)
    before = lock_timeout()
    with in_use(HELD), pytest.raises(CommandError):
        migrate()
    assert lock_timeout() == before


def test_an_index_that_holds_up_nobody_waits_as_long_as_it_takes(later, impatient):
    later(INDEX, atomic=False)
    with in_use(WRITTEN) as other:
        ended = threading.Timer(3, other.rollback)
        ended.start()
        migrate()
        ended.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'home_later'::regclass")
        assert cursor.fetchone() == (True,)
