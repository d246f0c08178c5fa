"""All of production on this machine: two sites, two workers, nginx before them, their own database and mail server."""

import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from home.serving import answers
from tests.mail_server import free_port
from tests.production import proxy
from tests.production.programs import Program, run
from tests.production.visitor import Visitor
from tests.sink import Sink

MANAGE = [sys.executable, "manage.py"]


class Stack:
    """Use it in a `with`, in the main thread; `server` is the address of a PostgreSQL database beside which it makes
    its own. What it has started or made is gone afterwards."""

    def __init__(self, server: str):
        self.server = urlsplit(server)
        self.name = f"production_check_{os.getpid()}"
        self.http, self.https, *self.site_ports = (free_port() for _ in range(4))
        self.url = f"https://localhost:{self.https}"
        self.stack = ExitStack()

    def __enter__(self) -> "Stack":
        try:
            self._prepare()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *_trouble) -> None:
        self.stack.close()

    def _prepare(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="production-check-"))
        self.stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o755)  # nginx's processes are another user's
        (self.folder / "media").mkdir()
        self._make_database()
        self.sink = self.stack.enter_context(Sink())
        self.environment = os.environ | self.own_environment()

    def _make_database(self) -> None:
        self._administer("CREATE DATABASE {}")
        self.stack.callback(self._administer, "DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _administer(self, order: str) -> None:
        with psycopg.connect(self.server.geturl(), dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(order).format(sql.Identifier(self.name)))

    @property
    def database(self) -> str:
        return self.server._replace(path=f"/{self.name}").geturl()

    def own_environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "tests.production.settings",
            "PRODUCTION_CHECK": str(self.folder),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "PERSON_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": self.url,
            "DATABASE_URL": self.database,
            "LETTERS_FROM_EMAIL": "letters@letters.example",
            "EMAIL_URL": self.sink.url,
            "ANYMAIL_PROVIDER": "",
            "REPRESENT_URL": "",
            "ABUSE_CONTROLS": "watch",  # one machine sends all letters
            "TRUSTED_PROXIES": "127.0.0.1",
            "LETTERS_A_DAY": "1000000",
            "MALLOC_ARENA_MAX": "2",
        }

    def prepare_files(self) -> None:
        run([*MANAGE, "migrate", "--verbosity", "0", "--noinput"], environment=self.environment)
        run([*MANAGE, "collectstatic", "--verbosity", "0", "--noinput"], environment=self.environment)
        proxy.make_certificate(self.folder)

    def start(self) -> None:
        self.sites = [self._add(f"site {port}", *self._site(port)) for port in self.site_ports]
        self.workers = [self._add(f"worker {number}", [*MANAGE, "worker"]) for number in (1, 2)]
        own = proxy.write_configuration(
            self.folder, http=self.http, https=self.https, site_url=self.url, sites=self.site_ports
        )
        self.nginx = self._add("nginx", proxy.command(own))
        for program in self.programs:
            self.start_one(program)

    @cached_property
    def visitor(self) -> Visitor:
        return Visitor(self.https, self.folder / "fullchain.pem")

    @property
    def static_file(self) -> str:
        """The address of one, with the hash in its name."""
        names = json.loads((self.folder / "static" / "staticfiles.json").read_text())["paths"]
        return f"/static/{names['cms/admin.css']}"

    @property
    def picture(self) -> str:
        """The address of one that a page shows."""
        return f"/media/images/{next((self.folder / 'media' / 'images').iterdir()).name}"

    @property
    def programs(self) -> list[Program]:
        return [*self.sites, *self.workers, self.nginx]

    def _site(self, port: int) -> tuple[list[str], dict[str, str]]:
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "cms.wsgi"]
        return command, {"BIND": f"127.0.0.1:{port}"}

    def _add(self, name: str, command: list[str], more: dict[str, str] | None = None) -> Program:
        log = self.folder / f"{name.replace(' ', '-')}.log"
        program = Program(name, command, self.environment | (more or {}), log)
        self.stack.callback(program.stop)
        return program

    def start_one(self, program: Program) -> None:
        """Returns once it serves. Raises NeverReady."""
        if program in self.sites:
            port = self.site_ports[self.sites.index(program)]
            program.start(lambda: answers(port))
        elif program in self.workers:
            known = self._workers_alive()
            program.start(lambda: self._workers_alive() > known)
        else:
            program.start(lambda: answers(self.http))

    def _workers_alive(self) -> int:
        with psycopg.connect(self.database) as connection:
            return connection.execute("SELECT count(*) FROM campaigns_worker").fetchone()[0]

    def restart(self, program: Program) -> float:
        """Seconds that it took to stop."""
        took = program.stop()
        self.start_one(program)
        return took

    def reload_nginx(self) -> None:
        self.nginx.signal(signal.SIGHUP)
