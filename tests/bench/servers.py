"""Sites that run as in production, each on a port of its own, and what they take of the machine."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from home.serving import HOST, Programs

PROCESSES = 2
TICK = os.sysconf("SC_CLK_TCK")
NOBODY = "smtp://127.0.0.1:1"  # which refuses: the site needs no mail server
SECURE = {"X-Forwarded-Proto": "https", "Host": "letters.example.net"}  # as the proxy in front would say
ANCHORS = {"DJANGO_SETTINGS_MODULE": "tests.bench.anchors.settings"}
OURS = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": settings.SECRET_KEY,  # signs the stamps of the forms that are posted
    "PERSON_KEY": settings.PERSON_KEY,
    "ALLOWED_HOSTS": "letters.example.net",
    "SITE_URL": "https://letters.example.net",
    "LETTERS_FROM_EMAIL": "letters@letters.example.net",
    "ABUSE_CONTROLS": "watch",
    "TRUSTED_PROXIES": "127.0.0.0/8",
    "MALLOC_ARENA_MAX": "2",  # as docs/install.md has it
}


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    @property
    def processes(self) -> list[int]:
        """The master's children, which answer."""
        return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    @property
    def cpu_seconds(self) -> float:
        """What its processes have used so far."""
        return sum(cpu_seconds(pid) for pid in self.processes)

    @property
    def largest(self) -> float:
        """Megabytes of its largest process, what it shares with the others counted in full."""
        return max(megabytes(pid) for pid in self.processes)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def megabytes(pid: int) -> float:
    resident = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(resident.split()[1]) / 1024


@contextmanager
def server(application: str, *, environment: dict[str, str]) -> Iterator[Server]:
    """gunicorn with PROCESSES of them, the same for ours and for what it is measured beside."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    manner = f"--workers {PROCESSES} --worker-class gthread --threads 4 --backlog 512 --no-control-socket"
    command = [sys.executable, "-m", "gunicorn", application, *f"--bind {HOST}:{port} {manner}".split()]
    programs = Programs({"site": [*command, "--log-level", "warning"]}, environment=environment, say=print)
    programs.start("site")
    try:
        programs.wait_for(lambda: is_listening(port))
        yield Server(port, programs.running["site"].pid)
    finally:
        programs.stop()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def collect_static() -> None:
    """Once, as an operator does before the first start."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(
        command, env=os.environ | OURS | {"DATABASE_URL": "sqlite://:memory:", "EMAIL_URL": NOBODY}, check=True
    )


@contextmanager
def ours(database: str, **environment: str) -> Iterator[Server]:
    own = {"DATABASE_URL": database, "EMAIL_URL": NOBODY}
    with server("cms.wsgi", environment=os.environ | OURS | own | environment) as site:
        yield site


@contextmanager
def anchors(database: str, **environment: str) -> Iterator[Server]:
    own = {"DATABASE_URL": database} | environment
    with server("tests.bench.anchors.wsgi", environment=os.environ | ANCHORS | own) as site:
        yield site
