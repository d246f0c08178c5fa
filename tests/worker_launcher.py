"""Forks workers, so that not each of them spends 1.5 s on starting: `python -m tests.worker_launcher OPTIONS`.

OPTIONS is JSON: `settings` to be overridden, and `constants` by their full names, a timedelta's in seconds. Then each
line on stdin is an order in JSON, answered by a line; it ends with its stdin, and its workers with it. All share
a simulated clock, which stands at the real time until it is advanced.
"""

import importlib
import json
import os
import signal
import sys
import time
from datetime import timedelta
from multiprocessing.sharedctypes import RawValue
from types import SimpleNamespace

import django

django.setup()

from django.conf import settings  # noqa: E402  Django comes first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

advanced = RawValue("d", 0.0)  # seconds; one for all that are forked
running: set[int] = set()


def simulate_clock() -> None:
    """Only what the engine decides by; the workers' reports are timed by the database."""
    from campaigns.pipeline import lane, send

    really_now, monotonic = timezone.now, time.monotonic
    timezone.now = lambda: really_now() + timedelta(seconds=advanced.value)
    lane.time = send.time = SimpleNamespace(monotonic=lambda: monotonic() + advanced.value)


def change(constants: dict[str, float]) -> None:
    for name, value in constants.items():
        module, _, constant = name.rpartition(".")
        module = importlib.import_module(module)
        former = getattr(module, constant)
        setattr(module, constant, timedelta(seconds=value) if isinstance(former, timedelta) else value)


def start() -> int:
    connections.close_all()
    if pid := os.fork():
        running.add(pid)
        return pid
    os.set_inheritable(0, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        call_command("worker")
    except BaseException as trouble:
        sys.stderr.write(f"worker {os.getpid()} died of {trouble!r}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def end(pid: int, number: int) -> tuple[int, float]:
    """Its exit code, and after how many seconds."""
    begun = time.monotonic()
    os.kill(pid, number)
    _pid, status = os.waitpid(pid, 0)
    running.discard(pid)
    return os.waitstatus_to_exitcode(status), time.monotonic() - begun


def obey(verb: str, **words) -> object:
    match verb:
        case "start":
            return start()
        case "end":
            return end(words["pid"], words["signal"])
        case "advance":
            advanced.value += words["seconds"]
        case "write letters":
            from tests.letters import write_letters

            return write_letters(**words["how"])
    return None


def main(options: dict) -> None:
    for name, value in options.get("settings", {}).items():
        setattr(settings, name, value)
    change(options.get("constants", {}))
    simulate_clock()
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        print(json.dumps(obey(**json.loads(line))), flush=True)  # noqa: T201
    for pid in list(running):
        end(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
