"""Programs that a check starts, each with a log of its own, and ends by their number."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from home.serving import clear_away, end_with_parent, has_ended

START_WITHIN = 120.0  # seconds; other work may keep this machine busy
STOP_WITHIN = 35.0  # seconds; then it is killed, and the check fails
TOLD = 40  # last lines of a log


class NeverReady(Exception):
    """Holds the program's last words."""


@dataclass
class Program:
    """Start it in the main thread: on Linux it ends with the thread that started it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen | None = None
    exit_codes: list[int] = field(default_factory=list)  # of each time that it was stopped

    @property
    def pid(self) -> int:
        return self.process.pid

    def start(self, is_ready: Callable[[], bool] = lambda: True) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )
        deadline = time.monotonic() + START_WITHIN
        while not is_ready():
            if has_ended(self.process) or time.monotonic() > deadline:
                raise NeverReady(f"{self.name} did not come up ({self.process.poll()}). Its last lines:\n{self.tail}")
            time.sleep(0.1)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self) -> float:
        """Seconds that it took."""
        began = time.monotonic()
        if self.process is None or self.process.poll() is not None:
            return 0.0
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN)
        clear_away(self.process)
        self.exit_codes.append(self.process.returncode)
        return time.monotonic() - began

    @property
    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TOLD:])


def run(command: list[str], *, environment: dict[str, str] | None = None) -> None:
    """To its end. Raises NeverReady where it fails."""
    done = subprocess.run(command, env=environment or os.environ, capture_output=True, text=True)
    if done.returncode:
        raise NeverReady(f"{' '.join(command[:4])} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
