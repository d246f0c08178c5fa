"""The demo as `make demo` runs it, with data of its own, for pictures and measurements."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class RunningDemo:
    address: str
    environment: dict[str, str]  # for programs beside it


@contextmanager
def running_demo(port: int) -> Iterator[RunningDemo]:
    """Until the block ends. Raises TimeoutError where it does not come up within a minute."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        settings = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
        environment = os.environ | own | settings
        program = subprocess.Popen([sys.executable, "manage.py", "demo", "--serve"], env=environment)
        try:
            address = f"http://localhost:{port}"
            wait_for(f"{address}/healthz")
            yield RunningDemo(address, environment)
        finally:
            program.send_signal(signal.SIGINT)
            program.wait()


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(address)
