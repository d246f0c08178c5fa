"""The site's server as `deploy/` has it: its processes add up what they count, and its log is the site's."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from home.serving import answers
from tests.ledger import wait_for
from tests.mail_server import free_port

KEY = "/en/letter/7c8e9d52-0001-4000-8000-000000000000/"


class Site:
    def __init__(self, folder: Path, **environment: str):
        self.port, self.log = free_port(), folder / "log"
        own = os.environ | {"BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "2"}
        own = {name: value for name, value in own.items() if name not in ("LOG_FORMAT", "PROMETHEUS_MULTIPROC_DIR")}
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "tests.counting_site"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=own | environment, stderr=log)

    def ask(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    @property
    def folders(self) -> list[Path]:
        """In which it counts, unless it was told where."""
        places = {Path("/dev/shm"), Path(tempfile.gettempdir())}
        return [folder for place in places for folder in place.glob(f"letters-meters-{self.process.pid}-*")]

    @property
    def counted(self) -> int:
        lines = self.ask("/metrics").splitlines()
        (line,) = [line for line in lines if line.startswith("dear_minister_posts_total{")]
        return int(float(line.split()[1]))

    @property
    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def start(tmp_path) -> Iterator:
    sites: list[Site] = []

    def start(**environment: str) -> Site:
        sites.append(site := Site(tmp_path, **environment))
        wait_for(lambda: answers(site.port), within=60)
        return site

    yield start
    for site in sites:
        site.stop()


def meters(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("counter_*"))


def test_what_replaced_processes_have_counted_stays_and_leaves_no_file_each(start):
    site = start()
    before = site.counted
    (folder,) = site.folders
    for number in range(1, 4):
        process = int(site.ask("/"))
        assert site.counted == before + number
        os.kill(process, signal.SIGTERM)
        wait_for(lambda process=process: f"counter_{process}.db" not in meters(folder), within=20)
        assert site.counted == before + number
    assert "counter_ended.db" in meters(folder)
    assert len(meters(folder)) <= 3
    site.stop()
    assert site.folders == []


def test_in_a_folder_that_is_named_what_ended_before_is_gathered(start, tmp_path):
    folder = tmp_path / "named"
    folder.mkdir()
    own = {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    count = "from tests.counting_site import *; count_post(Post.SIGNED)"
    for _process in range(3):
        subprocess.run([sys.executable, "-c", count], env=os.environ | own, check=True)
    assert len(meters(folder)) == 3
    site = start(**own)
    assert site.counted == 3 + 1  # whether it is up was asked once
    assert "counter_ended.db" in meters(folder)
    assert len(meters(folder)) <= 3
    site.stop()
    assert site.folders == []


@pytest.mark.parametrize(("format_", "is_json"), [("", True), ("json", True), ("line", False)])
def test_its_own_lines_are_as_the_sites(start, format_, is_json):
    site = start(LOG_FORMAT=format_)
    site.stop()
    assert "Starting gunicorn" in site.lines[0]
    assert all(line.startswith("{") is is_json for line in site.lines)
    if is_json:
        line = json.loads(site.lines[0])
        assert (line["level"], line["logger"], line["request_id"]) == ("INFO", "gunicorn.error", "")
        assert line["time"].endswith("+00:00")


def test_an_address_that_fails_is_no_line_of_its_log(start):
    site = start(LOG_FORMAT="line")
    assert "Internal Server Error" in site.ask(KEY)
    (line,) = [line for line in site.lines if "ERROR" in line]
    assert line.endswith("Error handling request GET (an address)")
    assert KEY not in site.log.read_text()
