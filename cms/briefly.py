"""What each process remembers for a moment, so that a crowd asks the database about it once a second."""

from collections.abc import Callable
from threading import Lock
from typing import ParamSpec, TypeVar

from cachetools import TTLCache, cached
from django.conf import settings

MOST = 500  # answers of one function

P = ParamSpec("P")
R = TypeVar("R")


def briefly(find: Callable[P, R]) -> Callable[P, R]:
    """`find`, whose answer to the same arguments is given again for REMEMBERED_FOR seconds.

    Several threads share the answer: they read it, and change nothing in it.
    """
    return cached(TTLCache(MOST, ttl=settings.REMEMBERED_FOR), lock=Lock())(find)
