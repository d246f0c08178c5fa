"""A thank-you is a promise: the letter is on disk. PostgreSQL can be told not to keep such promises."""

import logging
from contextlib import closing

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

log = logging.getLogger(__name__)

PROMISES = ("fsync", "synchronous_commit")  # any value but off: "local" or "remote_write" are on disk here as well


def refuse_forgetful_database() -> None:
    """Raises ImproperlyConfigured where a crash would lose what PostgreSQL confirmed. Call it once, at start.

    Asked over a connection like all others, so what was set for a role or a database counts. One of our own, as
    processes that are forked later must not share it. A database that does not answer is no reason to refuse: it may
    come later, and nothing is promised until then.
    """
    if not settings.REQUIRE_DURABLE_DATABASE or connection.vendor != "postgresql":
        return
    try:
        values = _shown()
    except Error as trouble:
        log.warning("the database could not be asked whether it keeps what it confirms: %s", type(trouble).__name__)
        return
    if careless := [name for name, value in values.items() if value == "off"]:
        raise ImproperlyConfigured(
            f"PostgreSQL runs with {' and '.join(careless)} off: letters that supporters were thanked for may be lost"
            " in a crash. Switch it on for the server, the database and the role that DATABASE_URL names."
        )


def _shown() -> dict[str, str]:
    with closing(connection.copy()) as own, own.cursor() as cursor:
        values = {}
        for name in PROMISES:
            cursor.execute(f"SHOW {name}")
            values[name] = cursor.fetchone()[0]
        return values
