"""Production as it is deployed, on this machine, with real processes: `make production-check`.

MINUTES: how long the load lasts. Its last line says how many checks failed.
"""

import logging
import os
import signal
import sys

import django

from tests.chromium import find_chromium
from tests.production.programs import NeverReady
from tests.production.proxy import find_nginx
from tests.production.stack import Stack
from tests.production.verdict import Verdict
from tests.run import find_postgresql

MINUTES = float(os.environ.get("MINUTES") or 10)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    needed = {"postgresql": find_postgresql(), "nginx": find_nginx(), "chromium": find_chromium()}
    if missing := [name for name, found in needed.items() if not found]:
        sys.stderr.write(f"Missing. Debian: apt-get install {' '.join(missing)}\n")
        return 1
    try:
        return check(needed["postgresql"])
    except NeverReady as trouble:
        sys.stderr.write(f"{trouble}\n")
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; everything it had started has ended.\n")
    return 1


def check(server: str) -> int:
    verdict = Verdict()
    with Stack(server) as stack:
        os.environ.update(stack.environment)
        stack.prepare_files()
        django.setup()
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        run_all(stack, verdict)
    verdict.tell(f"{verdict.failed} failed" if verdict.failed else "everything holds")
    return min(verdict.failed, 1)


def run_all(stack: Stack, verdict: Verdict) -> None:
    from tests.production import content, headers, journey, load, sameness

    content.load(stack.url)
    stack.start()
    journey.check_journeys(stack, verdict)
    headers.check_headers(stack, verdict)
    sameness.check_sameness(stack, verdict)
    sameness.check_publishing(stack, verdict)
    load.check_load(stack, verdict, minutes=MINUTES)


if __name__ == "__main__":
    sys.exit(main())
