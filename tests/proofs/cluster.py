"""A PostgreSQL server of a proof's own, which may be killed: on Debian, where its programs lie in one known folder."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

HOST = "127.0.0.1"
START_WITHIN = 60.0  # seconds; after a kill it first reads its log again


def find_programs() -> Path | None:
    """Where initdb and postgres are, of the newest version."""
    folders = [program.parent for program in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Cluster:
    """Durable as in production: fsync and synchronous_commit are on, as they are by default."""

    def __init__(self, programs: Path):
        self.programs, self.port = programs, free_port()
        self.user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root

    def __enter__(self) -> "Cluster":
        self.folder = Path(tempfile.mkdtemp(prefix="proof-postgresql-"))
        if self.user:
            of = pwd.getpwnam(self.user)
            os.chown(self.folder, of.pw_uid, of.pw_gid)
        manner = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale"]
        initdb = self._run([self.programs / "initdb", *manner, "--pgdata", self.folder / "data"])
        assert initdb.wait(120) == 0, (self.folder / "log").read_text()
        self.start()
        return self

    def __exit__(self, *_trouble) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"postgres://postgres@{HOST}:{self.port}/postgres"

    def connect(self) -> Any:
        return psycopg.connect(self.url, autocommit=True, connect_timeout=5)

    def start(self) -> None:
        """Returns once it answers. What was killed leaves memory behind, so it may have to be started again."""
        deadline = time.monotonic() + START_WITHIN
        self.server = self._serve()
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()[-3000:]
            if self.server.poll() is not None:
                self.server = self._serve()
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the server; its children notice, and end."""
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def _serve(self) -> subprocess.Popen:
        options = [f"-clisten_addresses={HOST}", f"-cport={self.port}", f"-cunix_socket_directories={self.folder}"]
        return self._run([self.programs / "postgres", "-D", self.folder / "data", *options])

    def _run(self, command: list[Any]) -> subprocess.Popen:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, user=self.user, cwd="/")

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self.connect():
            return True
        return False
