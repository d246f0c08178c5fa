"""Django's own, in a hurry: on PostgreSQL a change of a table waits behind whoever reads it, and everybody who comes
later waits behind the change. So it gives up soon, and the site goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import Error, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE = 5  # seconds for one lock
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code
GAVE_UP = """Not all migrated: a table was in use for more than {patience} seconds, so what would have changed it has
changed nothing. The site goes on as before. Look for whoever has used the table for long, such as a report or pg_dump:
    SELECT pid, xact_start, left(query, 60) FROM pg_stat_activity WHERE xact_start < now() - interval '{patience}s';
Then run the same command again: it goes on where it stopped."""


class Command(migrate.Command):
    def handle(self, *args: Any, database: str, **options: Any) -> None:
        try:
            with in_a_hurry(connections[database]):
                super().handle(*args, database=database, **options)
        except OperationalError as trouble:
            if getattr(trouble.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise CommandError(GAVE_UP.format(patience=PATIENCE)) from trouble


@contextmanager
def in_a_hurry(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    _say(connection, f"SET lock_timeout = '{PATIENCE}s'")
    try:
        with connection.execute_wrapper(_unhurried):
            yield
    finally:
        with suppress(Error):  # the connection is lost, or what failed is still to be rolled back: neither keeps it
            _say(connection, "RESET lock_timeout")


def _unhurried(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An index that is made while others write waits for them and holds nobody up: giving up would leave half of it."""
    if "CONCURRENTLY" not in str(sql):
        return execute(sql, params, many, context)
    _say(context["connection"], "SET lock_timeout = 0")
    try:
        return execute(sql, params, many, context)
    finally:
        _say(context["connection"], f"SET lock_timeout = '{PATIENCE}s'")


def _say(connection: BaseDatabaseWrapper, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
