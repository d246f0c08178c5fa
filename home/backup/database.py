"""The database as a file, and back again, by the database's own tools."""

import os
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

WITHIN = (
    "SET lock_timeout = '10s'; SET client_min_messages = warning"  # then somebody still uses what is to be replaced
)
QUOTES = ("CONTEXT:", "DETAIL:", "LINE ", " ")  # lines of a tool's complaint that may quote a row
BARE = ["--no-owner", "--no-privileges", "--no-comments"]  # an extension's comment is not ours to write


class ToolFailed(Exception):
    """pg_dump, pg_restore or psql is missing, too old, or refused; its own words say which."""


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def dump(file: Path) -> None:
    """As of one moment, while the site goes on. Raises ToolFailed."""
    if is_postgresql():
        _run(["pg_dump", "--format=custom", *BARE, f"--file={file}"])
    else:
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)


def load(file: Path, *, then: str) -> None:
    """Puts the dump in the database's place, with what the SQL of `then` does to it: nobody ever sees the one without
    the other. Raises ToolFailed; then nothing has changed."""
    if is_postgresql():
        empty = _emptying()
        connection.close()
        _load_postgresql(file, empty, then)
    else:
        _load_sqlite(file, then)


def _emptying() -> str:
    """All tables go: another version may have had some that the dump has not. Their schema stays, with what others may
    do there and what extensions it holds; it often belongs to somebody else."""
    names = ", ".join(connection.ops.quote_name(name) for name in connection.introspection.table_names())
    return f"DROP TABLE {names} CASCADE" if names else ""


def _load_postgresql(file: Path, empty: str, then: str) -> None:
    """One transaction: whoever reads meanwhile waits, and then finds what `then` has made of it."""
    with tempfile.TemporaryDirectory() as own:  # all letters, in plain text: for nobody else, and not in the backup
        script = Path(own, "database.sql")
        _run(["pg_restore", *BARE, f"--file={script}", str(file)])
        with script.open("a") as whole:
            whole.write(f"\nRESET search_path;\n{then}\n")
        psql = ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run([*psql, f"--command={WITHIN}", f"--command={empty}", f"--file={script}"])


def _load_sqlite(file: Path, then: str) -> None:
    with closing(sqlite3.connect(":memory:")) as changed, closing(sqlite3.connect(file)) as dumped:
        dumped.backup(changed)
        changed.executescript(then)
        changed.commit()
        connection.ensure_connection()
        changed.backup(connection.connection)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 (the commands are our own)
            command, env=os.environ | _address(), capture_output=True, text=True
        )
    except FileNotFoundError:
        raise ToolFailed(f"{command[0]} is missing. Debian: apt-get install postgresql-client") from None
    if done.returncode:
        raise ToolFailed("\n".join(line for line in done.stderr.splitlines() if not line.startswith(QUOTES)))


def _address() -> dict[str, str]:
    """No password in a list of processes. Encryption is what DATABASE_URL asks for, as it is for the site."""
    of, encryption = connection.settings_dict, DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {name: str(of[key]) for name, key in names.items() if of[key]} | (encryption or {})
