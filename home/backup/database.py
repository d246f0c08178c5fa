"""The database as a file, and back again, by the database's own tools."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from signal import SIGPIPE
from subprocess import DEVNULL, PIPE, Popen
from typing import IO

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

WITHIN = "SET lock_timeout = '10s'; SET client_min_messages = warning"  # longer: somebody uses what is to be replaced
AFTER = "RESET search_path"  # which the dump has emptied
PSQL = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--file=-"]
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
    """One transaction: whoever reads meanwhile waits, and then finds what `then` has made of it. The last line alone
    commits it, so that whatever ends too early, either tool or we, leaves all as it was."""
    with _start(PSQL, stdin=PIPE, stdout=DEVNULL, stderr=PIPE) as psql:
        is_fed = _feed(psql.stdin, file, first=f"{WITHIN};\nBEGIN;\n{empty};\n", last=f"{AFTER};\n{then}\nCOMMIT;\n")
        words = psql.stderr.read()  # it stops at its first trouble: so much a pipe holds
    if psql.returncode or not is_fed:
        raise _failed(PSQL, words)


def _feed(script: IO[bytes], file: Path, *, first: str, last: str) -> bool:
    """Whether psql has got all of it; else it has ended, and says why. What the dump holds goes from the one tool to
    the other: nowhere on a disk is it in plain text."""
    with suppress(BrokenPipeError), script:
        script.write(first.encode())
        script.flush()
        if is_whole := _run(["pg_restore", *BARE, "--file=-", str(file)], stdout=script) != -SIGPIPE:
            script.write(last.encode())
            script.flush()
        return is_whole
    return False


def _load_sqlite(file: Path, then: str) -> None:
    with closing(sqlite3.connect(":memory:")) as changed, closing(sqlite3.connect(file)) as dumped:
        dumped.backup(changed)
        changed.executescript(then)
        changed.commit()
        connection.ensure_connection()
        changed.backup(connection.connection)


def _run(command: list[str], *, stdout: IO[bytes] | int = DEVNULL) -> int:
    """Raises ToolFailed, unless whoever reads what it writes has ended first."""
    with _start(command, stdout=stdout, stderr=PIPE) as tool:
        words = tool.communicate()[1]
    if tool.returncode not in (0, -SIGPIPE):
        raise _failed(command, words)
    return tool.returncode


def _start(command: list[str], **streams: IO[bytes] | int) -> Popen[bytes]:
    try:
        return Popen(command, env=os.environ | _address(), **streams)  # noqa: S603 (the commands are our own)
    except FileNotFoundError:
        raise ToolFailed(f"{command[0]} is missing. Debian: apt-get install postgresql-client") from None


def _failed(command: list[str], words: bytes) -> ToolFailed:
    said = (line for line in words.decode(errors="replace").splitlines() if not line.startswith(QUOTES))
    return ToolFailed("\n".join(said) or f"{command[0]} has ended too early.")


def _address() -> dict[str, str]:
    """No password in a list of processes. Encryption is what DATABASE_URL asks for, as it is for the site."""
    of, encryption = connection.settings_dict, DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {name: str(of[key]) for name, key in names.items() if of[key]} | (encryption or {})
