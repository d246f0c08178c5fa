"""Production does not start on a PostgreSQL that may forget what it confirmed."""

import os
import socket
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from cms.durability import refuse_forgetful_database
from tests.mail_server import free_port

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PERSON_KEY": "for-this-test-only",
    "ALLOWED_HOSTS": "letters.example.org",
    "SITE_URL": "https://letters.example.org",
    "LETTERS_FROM_EMAIL": "letters@letters.example.org",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}
FORGETFUL = "-c synchronous_commit=off"


@pytest.fixture
def own_connection():
    """Changes to its settings reach new connections, and are taken back."""
    options = connection.settings_dict["OPTIONS"]
    before = dict(options)
    yield connection
    options.clear()
    options.update(before)


def database_url(options: str = "") -> str:
    of = connection.settings_dict
    url = f"postgres://{quote(of['USER'])}:{quote(of['PASSWORD'])}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    return f"{url}?options={quote(options)}" if options else url


def start(url: str, *program: str) -> subprocess.CompletedProcess:
    command = program or (sys.executable, "-c", "import cms.wsgi")
    return subprocess.run(
        command, env=os.environ | PRODUCTION | {"DATABASE_URL": url}, capture_output=True, text=True, timeout=60
    )


@pytest.mark.skipif(connection.vendor == "postgresql", reason="about SQLite, which settings make durable")
def test_sqlite_is_not_asked(settings):
    settings.REQUIRE_DURABLE_DATABASE = True
    refuse_forgetful_database()  # no test may touch the database without saying so: it would fail


@pytest.mark.postgresql
@pytest.mark.django_db
class TestOnPostgreSQL:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.REQUIRE_DURABLE_DATABASE = True

    @pytest.mark.parametrize("kept", ["on", "local", "remote_apply"])
    def test_what_is_on_this_disk_is_enough(self, own_connection, kept):
        own_connection.settings_dict["OPTIONS"]["options"] = f"-c synchronous_commit={kept}"
        refuse_forgetful_database()

    def test_commits_that_are_not_waited_for_are_refused(self, own_connection):
        own_connection.settings_dict["OPTIONS"]["options"] = FORGETFUL
        with pytest.raises(ImproperlyConfigured, match="synchronous_commit off"):
            refuse_forgetful_database()

    def test_elsewhere_than_in_production_nothing_is_refused(self, own_connection, settings):
        settings.REQUIRE_DURABLE_DATABASE = False
        own_connection.settings_dict["OPTIONS"]["options"] = FORGETFUL
        refuse_forgetful_database()

    def test_a_database_that_does_not_answer_is_not_refused(self, own_connection, monkeypatch):
        monkeypatch.setitem(own_connection.settings_dict, "PORT", free_port())
        refuse_forgetful_database()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_was_set_for_the_database_counts(settings):
    settings.REQUIRE_DURABLE_DATABASE = True
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        with pytest.raises(ImproperlyConfigured, match="synchronous_commit off"):
            refuse_forgetful_database()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} RESET synchronous_commit")
    refuse_forgetful_database()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_sites_process_starts_on_a_durable_database_only():
    assert start(database_url()).returncode == 0
    refused = start(database_url(FORGETFUL))
    assert refused.returncode != 0
    assert "PostgreSQL runs with synchronous_commit off" in refused.stderr


@pytest.mark.postgresql
@pytest.mark.django_db
def test_gunicorn_ends_on_a_database_that_forgets():
    port = free_port()
    gunicorn = (sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket")
    refused = start(database_url(FORGETFUL), *gunicorn)
    assert refused.returncode == 3, "gunicorn's word for a worker that could not start"
    assert "PostgreSQL runs with synchronous_commit off" in refused.stderr
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_database_that_is_down_does_not_keep_the_process_from_starting():
    started = start(f"postgres://nobody@127.0.0.1:{free_port()}/none")
    assert started.returncode == 0, started.stderr
    assert "could not be asked" in started.stderr
