import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import ENVIRONMENT_VARIABLE, settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from home import demo
from home.demo.site import AnotherSite
from home.demo.staff import PASSWORD, ROLES
from home.serving import HOST, NeverReady, PortTaken, Programs, answers, check_port

WELCOME = """
  Campaign  {address}/en/campaigns/xinjiang/
  Campagne  {address}/fr/campagnes/xinjiang/
  Admin     {address}/admin/
  {mail}

  Logins: {logins}; the password is {password}
  A postal code to try: K1A 0A6

Ctrl-C stops everything.
"""


class Command(BaseCommand):
    help = "Loads the demo: a site in English and French with one campaign. A second load changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--serve", action="store_true", help="migrate first; then run the site and a worker")

    def handle(self, *, serve, **options):
        refuse_production()
        self.port = port_from_environment()
        self.address = os.environ.get("SITE_URL") or f"http://localhost:{self.port}"
        self.serve() if serve else self.load()

    def serve(self) -> None:
        """Nothing else uses the database while it is migrated and filled: SQLite has one writer."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # while nothing runs yet, Ctrl-C ends us without a traceback
        free_port(self.port)
        self.say("Preparing the database (some seconds the first time) ...")
        call_command("migrate", verbosity=0, interactive=False)
        self.load()
        connections.close_all()
        self.say("Starting the site and a worker ...")
        programs = Programs(commands(self.port), environment=self.environment(), say=self.say)
        try:
            programs.run(is_ready=lambda: answers(self.port), welcome=self.welcome)
        except NeverReady:
            raise CommandError("The demo could not start; the lines above say why.") from None
        self.say("Stopped. The data stays.")

    def load(self) -> None:
        self.say("Loading the demo's content ...")
        try:
            with quiet("wagtail"):
                demo.load(address=self.address)
        except AnotherSite as other:
            raise CommandError(f"This database holds another site (“{other}”). Give the demo one of its own.") from None

    def say(self, line: str) -> None:
        """At once, also where the output is no terminal."""
        self.stdout.write(line)
        self.stdout.flush()

    def environment(self) -> dict[str, str]:
        """What visitors see is what production would show them: no debug pages."""
        own = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "DEBUG": "false", "SITE_URL": self.address}
        return os.environ | own

    def welcome(self) -> None:
        logins = ", ".join(["admin", *ROLES])
        mail = mail_line(self.address)
        self.say(WELCOME.format(address=self.address, mail=mail, logins=logins, password=PASSWORD))


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Wagtail logs each page that it makes; our one line says enough."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def refuse_production() -> None:
    if os.environ.get(ENVIRONMENT_VARIABLE) == "cms.settings.production" or settings.DEMO_INBOX is None:
        raise CommandError("The demo brings logins that everybody knows: it is not loaded in production.")


def port_from_environment() -> int:
    port = os.environ.get("PORT") or "8000"
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise CommandError(f"PORT is {port!r}: give a number from 1 to 65535.")
    return int(port)


def free_port(port: int) -> None:
    try:
        check_port(port)
    except PortTaken as reason:
        line = f"Port {port} cannot be used ({reason}). Choose another one: PORT=8001 make demo"
        raise CommandError(line) from None


def commands(port: int) -> dict[str, list[str]]:
    processes = 1 if connection.vendor == "sqlite" else 2
    site = f"gunicorn cms.wsgi --bind {HOST}:{port} --workers {processes} --worker-class gthread --threads 8"
    manner = "--graceful-timeout 3 --log-level warning --no-control-socket"
    return {
        "site": [sys.executable, "-m", *site.split(), *manner.split(), "--chdir", str(settings.ROOT)],
        "worker": [sys.executable, str(settings.ROOT / "manage.py"), "worker"],
    }


def mail_line(address: str) -> str:
    """Where the mail goes: the demo's inbox, or what EMAIL_URL or ANYMAIL_PROVIDER says (never with its password)."""
    if settings.ANYMAIL_PROVIDER:
        return f"Mail      goes out through {settings.ANYMAIL_PROVIDER}"
    if "EMAIL_URL" in os.environ:
        return f"Mail      goes to {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return f"Inbox     {address}/inbox/"
