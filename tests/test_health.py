"""What a load balancer asks, and is told."""

from contextlib import contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cms import health


def test_the_process_is_alive_without_a_database(client):
    response = client.get("/healthz")  # this test has no access to the database: a query would fail it
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "site", "kube-probe"])
def test_whoever_asks_by_an_address_is_answered_and_sees_no_page(client, host):
    assert client.get("/healthz", headers={"host": host}).status_code == 200
    assert client.get("/en/", headers={"host": host}).status_code == 400


@pytest.mark.django_db
def test_ready_with_every_migration_applied(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client):
    ((app, newest),) = MigrationLoader(connection).graph.leaf_nodes("campaigns")
    MigrationRecorder(connection).record_unapplied(app, newest)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "migrations pending"})


@pytest.mark.django_db
def test_not_ready_while_queries_fail(client):
    with failing_queries():
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "no database"})


@pytest.mark.django_db
def test_not_ready_while_nothing_listens(client, monkeypatch, nowhere):
    monkeypatch.setattr(health, "connection", nowhere)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "no database"})


@contextmanager
def failing_queries():
    def fail(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def nowhere(tmp_path):
    """A connection to a database that is not there."""
    if connection.vendor == "postgresql":
        address = {"HOST": "127.0.0.1", "PORT": "1"}
    else:
        address = {"NAME": tmp_path / "no" / "db.sqlite3"}
    return connections[DEFAULT_DB_ALIAS].__class__(connection.settings_dict | address)
