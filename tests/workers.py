"""Real workers for tests, each a process: `with Workers(database=..., mail=sink.url) as workers`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Ended(NamedTuple):
    code: int
    seconds: float


class Workers:
    """They run on the settings of a laptop, with `settings` and `constants` changed (tests.worker_launcher).

    Their clock can be advanced; `simulated` turns a real moment into what their clock showed then.
    """

    def __init__(
        self,
        *,
        database: str,
        mail: str,
        log: Path,
        settings: dict[str, Any] | None = None,
        constants: dict[str, float] | None = None,
        prefix: Sequence[str] = (),
        cwd: Path | None = None,
    ):
        environment = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "DEBUG": "false"}
        self.environment = os.environ | environment | {"DATABASE_URL": database, "EMAIL_URL": mail}
        self.options = json.dumps({"settings": settings or {}, "constants": constants or {}})
        self.log, self.prefix, self.cwd = log, list(prefix), cwd
        self.pids: list[int] = []
        self.advances: list[tuple[float, float]] = []  # when, and by how many seconds

    def __enter__(self) -> Workers:
        command = [*self.prefix, sys.executable, "-m", "tests.worker_launcher", self.options]
        with self.log.open("ab") as log:
            self.launcher = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment,
                cwd=self.cwd,
            )
        assert self.launcher.stdout.readline() == "ready\n", self.log.read_text()[-2000:]
        return self

    def __exit__(self, *_trouble) -> None:
        self.launcher.stdin.close()
        self.launcher.wait(30)

    def order(self, verb: str, **words: Any) -> Any:
        self.launcher.stdin.write(json.dumps({"verb": verb, **words}) + "\n")
        self.launcher.stdin.flush()
        return json.loads(self.launcher.stdout.readline())

    def start(self, number: int = 1) -> int:
        """The last one's process id."""
        for _ in range(number):
            self.pids.append(self.order("start"))
        return self.pids[-1]

    def kill(self, pid: int) -> Ended:
        return self._end(pid, signal.SIGKILL)

    def stop(self, pid: int) -> Ended:
        """As an operator would."""
        return self._end(pid, signal.SIGTERM)

    def _end(self, pid: int, number: int) -> Ended:
        self.pids.remove(pid)
        return Ended(*self.order("end", pid=pid, signal=number))

    def advance(self, seconds: float) -> None:
        self.advances.append((time.time(), seconds))
        self.order("advance", seconds=seconds)

    def simulated(self, moment: float) -> float:
        return moment + sum(seconds for when, seconds in self.advances if when <= moment)
