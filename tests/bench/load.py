"""Many visitors at once: wrk, of Debian's package of that name, and what it says."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

VISITORS = 16  # at once
SECONDS = 2
BURSTS = 3
FIGURES = re.compile(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")
SCRIPT = """
local number, own = 0, "{own}"
function request()
  number = number + 1
  wrk.headers["X-Forwarded-For"] = string.format("11.%d.%d.%d", number / 65536 % 256, number / 256 % 256, number % 256)
  return wrk.format("{method}", (("{path}"):gsub("@", own .. number)), nil, (([[{body}]]):gsub("@", own .. number)))
end
function done(summary, latency)
  local wrong = summary.errors
  print(string.format("FIGURES %d %d %d %d %d %d", summary.requests, summary.duration, wrong.status,
    wrong.connect + wrong.read + wrong.write + wrong.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


class NotAnswered(Exception):
    """Some of the requests were not answered as they should be, so their rate says nothing."""


@dataclass(frozen=True)
class Load:
    requests: int
    seconds: float
    p50: float  # seconds
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def can_load() -> bool:
    return shutil.which("wrk") is not None


def rate(burst: Callable[[], Load]) -> float:
    """Of the best of BURSTS. A burst's connections are taken by whichever of the server's processes is there first, at
    times all by one of them, which then says what one can do and not what the server can."""
    return max(burst().rate for _ in range(BURSTS))


def load(
    address: str,
    *,
    method: str = "GET",
    body: str = "",
    headers: dict[str, str] | None = None,
    seconds: int = SECONDS,
    visitors: int = VISITORS,
    own: str = "",
) -> Load:
    """Each request as if from a computer of its own, through our proxy. `@` in the address or body is another text
    each time, which begins with `own`. Raises NotAnswered."""
    base, _, path = address.partition("://")[2].partition("/")
    with TemporaryDirectory() as folder:
        script = Path(folder, "requests.lua")
        script.write_text(SCRIPT.format(own=own, method=method, path=f"/{path}", body=body))
        names = [f"-H{name}: {value}" for name, value in (headers or {}).items()]
        command = ["wrk", "-t1", f"-c{visitors}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), *names]
        said = subprocess.run([*command, f"{address.partition('://')[0]}://{base}"], capture_output=True, text=True)
    if not (found := FIGURES.search(said.stdout)):
        raise NotAnswered(said.stdout + said.stderr)
    requests, duration, wrong, lost, p50, p99 = map(int, found.groups())
    if wrong or lost:
        raise NotAnswered(f"{address}: of {requests}, {wrong} were answered with an error and {lost} not at all")
    return Load(requests, duration / 1e6, p50 / 1e6, p99 / 1e6)
