"""Proof: whatever is killed while people send letters, a thank-you means that the letter is stored, and it arrives."""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest

from home.serving import answers
from tests.ledger import Ledger, wait_for, wait_until_settled
from tests.proofs.cluster import HOST, Cluster, find_programs, free_port
from tests.proofs.figures import SEED
from tests.sink import Sink

pytestmark = pytest.mark.proof

KILLS = 50
A_SECOND, EVERY = 10, 3.0  # seconds between two kills
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MANAGE = [sys.executable, "manage.py"]
ASK = """
import json
from campaigns.models import CampaignPage
from tests.letters import shown
page = CampaignPage.objects.live().get(slug="xinjiang", locale__language_code="en")
print(json.dumps({"pk": page.pk, "message": page.message} | shown(page)))
"""
LETTERS = """
    SELECT l.email, count(DISTINCT d.id), count(DISTINCT n.id) FROM campaigns_letter l
    LEFT JOIN campaigns_delivery d ON d.letter_id = l.id LEFT JOIN campaigns_notice n ON n.letter_id = l.id
    GROUP BY l.email
"""


class Program:
    """One of ours, with all its processes in a group of its own. Killed and started again."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path):
        self.command, self.environment, self.log = command, environment, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supporters:
    """They send letters, so many a second, each another person, whatever happens."""

    def __init__(self, port: int, path: str, form: dict[str, str]):
        self.port, self.path, self.form = port, path, form
        self.thanked: list[str] = []
        self.sent, self.stopping = 0, Event()
        self.thread = Thread(target=self._send_all)

    def __enter__(self) -> "Supporters":
        self.thread.start()
        return self

    def __exit__(self, *_trouble) -> None:
        self.stopping.set()
        self.thread.join()

    def _send_all(self) -> None:
        with ThreadPoolExecutor(40) as pool:
            while not self.stopping.wait(1 / A_SECOND):
                pool.submit(self.write, f"jane{self.sent}@example.net")
                self.sent += 1

    def write(self, email: str) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("POST", self.path, urlencode(self.form | {"email": email}), FORM)
            if connection.getresponse().status == 303:
                self.thanked.append(email)
        connection.close()
        return email in self.thanked


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture
def cluster():
    if not (programs := find_programs()):
        pytest.skip("needs PostgreSQL's own programs in /usr/lib/postgresql, as Debian has them, to kill a server")
    with Cluster(programs) as cluster:
        yield cluster


@pytest.fixture
def environment(cluster, sink) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "DEBUG": "false"}
    return os.environ | own | {"DATABASE_URL": cluster.url, "EMAIL_URL": sink.url}


@pytest.fixture
def page(cluster, environment) -> tuple[str, dict[str, str]]:
    """Where the demo's form is posted to, and what it holds."""
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run([*MANAGE, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    asked = subprocess.run(
        [*MANAGE, "shell", "-c", ASK], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    page = json.loads(asked.stdout.splitlines()[-1])
    form = {"first_name": "Jane", "last_name": "Doe", "postal_code": "K1A 0A6"}
    return f"/en/write/{page.pop('pk')}/", form | page


@pytest.fixture
def programs(page, environment, tmp_path):
    port = free_port()
    manner = "--workers 2 --worker-class gthread --threads 8 --log-level warning --no-control-socket"
    site = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"{HOST}:{port}", *manner.split()]
    running = {
        "site": Program(site, environment, tmp_path / "site.log"),
        "worker": Program([*MANAGE, "worker"], environment, tmp_path / "worker.log"),
    }
    yield port, running
    for program in running.values():
        program.kill()


def test_site_worker_and_database_killed(cluster, sink, page, programs, report):
    chance, (port, running) = random.Random(SEED), programs
    victims = {**running, "database": cluster}
    wait_for(lambda: answers(port), within=60)
    supporters = Supporters(port, *page)
    assert supporters.write("jane@example.net"), "the form is not taken before anything was killed"
    with supporters:
        for _ in range(KILLS):
            time.sleep(EVERY * chance.uniform(0.5, 1.5))
            victim = victims[chance.choice(list(victims))]
            victim.kill()
            victim.start()
        time.sleep(EVERY)
    with cluster.connect() as connection, connection.cursor() as cursor:
        wait_until_settled(cursor, within=200)
        cursor.execute(LETTERS)
        stored = {email: (deliveries, notices) for email, deliveries, notices in cursor.fetchall()}
        ledger = Ledger.of(cursor, sink.taken())
    unkept = [email for email in supporters.thanked if stored.get(email, (0, 0)) < (1, 1)]
    halves = [numbers for numbers in stored.values() if numbers != max(stored.values())]
    figures = {"thanked": len(supporters.thanked), "stored": len(stored), "unkept": len(unkept), "halves": len(halves)}
    failures = len(unkept) + len(halves) + ledger.failures + (len(supporters.thanked) < supporters.sent / 10)
    report(n=supporters.sent, failures=failures, kills=KILLS, **figures, mails=len(ledger.rows), **ledger.figures)
