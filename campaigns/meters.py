"""What each process counts of what it answers, for /metrics.

The processes of one host add up their numbers in the folder that PROMETHEUS_MULTIPROC_DIR names. Without one they are
told to nobody: those of the one process that happens to be asked would be wrong.
"""

from enum import StrEnum

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter
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
    return [MultiProcessCollector(None, path=settings.METERS_FOLDER)] if settings.METERS_FOLDER else []
