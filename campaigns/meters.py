"""What each process counts of what it answers, for /metrics.

The processes of one host add up their numbers in the folder that PROMETHEUS_MULTIPROC_DIR names; for a site
deploy/gunicorn.conf.py makes one. Without one they are told to nobody: those of the one process that happens to be
asked would be wrong.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector


class Post(StrEnum):
    """What became of a posted letter form."""

    SIGNED = "signed"
    TO_CONFIRM = "to_confirm"
    NOTHING_NEW = "nothing_new"  # of somebody who has signed, or whom a rule refuses
    LOOKED_AT = "looked_at"  # not sent yet
    INCOMPLETE = "incomplete"  # comes back with its errors
    FOREIGN = "foreign"  # from another site's page
    ENDED = "ended"


class Lookup(StrEnum):
    """Who knew where a postal code lies."""

    LOCAL = "local"
    REMEMBERED = "remembered"
    STALE = "stale"  # remembered for too long, as the upstream does not answer
    ASKED = "asked"  # the upstream, just now
    NOTHING = "nothing"  # whoever could know says that it is nowhere
    UNAVAILABLE = "unavailable"  # somebody could know, and does not answer


OWN = CollectorRegistry()
POSTS = Counter("dear_minister_posts", "Posted letter forms, by what was answered.", ["answer"], registry=OWN)
LOOKUPS = Counter("dear_minister_lookups", "Postal codes looked up, by outcome.", ["outcome"], registry=OWN)


def count_post(answer: Post) -> None:
    POSTS.labels(answer.value).inc()


def count_lookup(outcome: Lookup) -> None:
    LOOKUPS.labels(outcome.value).inc()


def of_all_processes() -> list[Collector]:
    return [AllProcesses(None, path=settings.METERS_FOLDER)] if settings.METERS_FOLDER else []


class AllProcesses(MultiProcessCollector):
    def collect(self) -> Iterable[Metric]:
        with _alone():
            return super().collect()


def gather_ended() -> None:
    """Moves what ended processes have counted into one file: they are replaced day and night, and the library keeps
    each one's file for good. Processes are known by their numbers, so those of one folder must see each other."""
    if not settings.METERS_FOLDER:
        return
    folder = Path(settings.METERS_FOLDER)
    with _alone():
        for file in folder.glob("counter_*.db"):
            if (number := file.stem.removeprefix("counter_")).isdigit() and not _lives(int(number)):
                _add(file, folder / "counter_ended.db")
                file.unlink()


def _add(file: Path, to: Path) -> None:
    sums = MmapedDict(str(to))
    for key, value, time, _place in MmapedDict.read_all_values_from_file(str(file)):
        sums.write_value(key, sums.read_value(key)[0] + value, time)
    sums.close()


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody reads while numbers move from file to file: what is seen twice would look like posts, then a restart."""
    with open(Path(settings.METERS_FOLDER) / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
