"""Attempts to sign in count for all processes together, and a code that was used in one is used up in all.

allauth takes the cache called `default`, which is each process's own here.
"""

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth
from django.core.cache import caches
from django.utils.connection import ConnectionProxy


def count_together() -> None:
    ratelimit.cache = auth.cache = ConnectionProxy(caches, "shared")
