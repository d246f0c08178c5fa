"""Runs programs side by side: starts a lost one again, and stops them all together."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

HOST = "127.0.0.1"
LOOK_EVERY = 0.3  # seconds
START_WITHIN = 60  # seconds
STOP_WITHIN = 5  # seconds, then they are killed
PR_SET_PDEATHSIG = 1  # of Linux's prctl.h


class PortTaken(Exception):
    """Nothing of ours can listen there."""


class NeverReady(Exception):
    """A program ended while it started, or what was waited for did not come in time."""


def check_port(port: int) -> None:
    """Raises PortTaken, with the reason, where the site could not listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the site does: just left is free
        try:
            probe.bind((HOST, port))
        except OSError as trouble:
            raise PortTaken(trouble.strerror) from trouble


def answers(port: int) -> bool:
    """Whether the site is up: any answer of its own will do."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Programs:
    """`commands` by name. Each program leads a process group of its own, so that Ctrl-C reaches only us."""

    def __init__(self, commands: dict[str, list[str]], *, environment: dict[str, str], say: Callable[[str], object]):
        self.commands, self.environment, self.say = commands, environment, say
        self.running: dict[str, subprocess.Popen] = {}
        self.stopping = False

    def run(self, *, is_ready: Callable[[], bool], welcome: Callable[[], object]) -> None:
        """Returns once SIGINT, SIGTERM or SIGHUP came and every program has ended. Raises NeverReady."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        try:
            for name in self.commands:
                self.start(name)
            self.wait_for(is_ready)
            if not self.stopping:
                welcome()
            while not self.stopping:
                self.revive()
                time.sleep(LOOK_EVERY)
        finally:
            self.stop()

    def ask_to_stop(self, *_signal) -> None:
        self.stopping = True

    def start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(  # noqa: S603 (the commands are our own)
            self.commands[name],
            env=self.environment,
            start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )

    def wait_for(self, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_WITHIN
        while not (self.stopping or is_ready()):
            if time.monotonic() > deadline or any(map(has_ended, self.running.values())):
                raise NeverReady
            time.sleep(LOOK_EVERY)

    def revive(self) -> None:
        """Starts again what ended without being told to; whatever it left behind is cleared away first."""
        for name, program in list(self.running.items()):
            if has_ended(program):
                self.say(f"The {name} ended unexpectedly ({program.returncode}); starting it again.")
                clear_away(program)
                self.start(name)

    def stop(self) -> None:
        deadline = time.monotonic() + STOP_WITHIN
        for program in self.running.values():
            program.terminate()
        while time.monotonic() < deadline and not all(map(has_ended, self.running.values())):
            time.sleep(0.05)
        for program in self.running.values():
            clear_away(program)


def end_with_parent() -> None:
    """Asks Linux for a SIGTERM when we are gone, even by kill -9: nothing goes on holding the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def has_ended(program: subprocess.Popen) -> bool:
    return program.poll() is not None


def clear_away(program: subprocess.Popen) -> None:
    """Ends the program and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # they are gone already
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
