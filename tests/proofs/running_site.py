"""The site as it runs for visitors: gunicorn's processes, on a free port of this machine."""

import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from home.serving import HOST, Programs, answers

OF_THE_MOMENT = ("Date", "Expires", "X-Request-ID")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """`status` 0: none came."""

    status: int
    text: str
    seconds: float
    headers: tuple[tuple[str, str], ...] = ()  # but for those that are of the moment


@dataclass(frozen=True)
class RunningSite:
    port: int
    log: Path  # a line for each answer: process and status

    def post(self, path: str, answers: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        """As a browser sends a form, on a connection of its own."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("POST", path, urlencode(answers), FORM | (headers or {}))
            response = connection.getresponse()
            status, text = response.status, response.read().decode()
            told = tuple((name, value) for name, value in response.getheaders() if name not in OF_THE_MOMENT)
        except (OSError, http.client.HTTPException):
            status, text, told = 0, "", ()
        finally:
            connection.close()
        return Answer(status, text, time.perf_counter() - started, told)

    @property
    def processes_that_answered(self) -> set[str]:
        return {line.split()[0] for line in self.log.read_text().splitlines()}


@contextmanager
def running_site(*, processes: int, log: Path, **environment: str) -> Iterator[RunningSite]:
    """With the settings of the tests, and what `environment` says. Ends with the block, all processes together."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    site = f"gunicorn cms.wsgi --bind {HOST}:{port} --workers {processes} --worker-class gthread --threads 8"
    manner = f"--log-level warning --no-control-socket --access-logfile {log}"
    command = [sys.executable, "-m", *site.split(), *manner.split(), "--access-logformat", "%(p)s %(s)s"]
    own = {"DJANGO_SETTINGS_MODULE": "tests.proofs.settings"} | environment
    programs = Programs({"site": command}, environment=os.environ | own, say=print)
    programs.start("site")
    try:
        programs.wait_for(lambda: answers(port))
        yield RunningSite(port, log)
    finally:
        programs.stop()
