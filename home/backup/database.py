"""The database as a file, and back again, by the database's own tools."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"  # another version may have had tables that the dump has not


class ToolFailed(Exception):
    """pg_dump, pg_restore or psql is missing, too old, or refused; its own words say which."""


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def dump(file: Path) -> None:
    """As of one moment, while the site goes on. Raises ToolFailed."""
    if is_postgresql():
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}"])
    else:
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)


def load(file: Path, *, then: str) -> None:
    """Puts the dump in the database's place, with what the SQL of `then` does to it: nobody ever sees the one without
    the other. Raises ToolFailed; then nothing has changed."""
    connection.close()
    if is_postgresql():
        _load_postgresql(file, then)
    else:
        _load_sqlite(file, then)


def _load_postgresql(file: Path, then: str) -> None:
    """One transaction: whoever reads meanwhile waits, and then finds what `then` has made of it."""
    script = file.with_suffix(".sql")
    try:
        _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file)])
        with script.open("a") as whole:
            whole.write(f"\nSET search_path = public;\n{then}\n")
        psql = ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run([*psql, f"--command={EMPTY}", f"--file={script}"])
    finally:
        script.unlink(missing_ok=True)


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
        raise ToolFailed(done.stderr.strip())


def _address() -> dict[str, str]:
    """No password in a list of processes."""
    of = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {name: str(of[key]) for name, key in names.items() if of[key]}
