"""Where REDIS_URL names a server, it holds what all processes have to agree on."""

import os
import socket
import subprocess
import sys

import pytest
from django.core.cache import caches

from tests.test_sign_in import AUTHOR, is_in, make_person, sign_in

SERVER = "redis://127.0.0.1:6379/9"
IN_REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": SERVER}


def is_running() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", 6379)) == 0


@pytest.mark.parametrize(("address", "backend"), [("", "DatabaseCache"), (SERVER, "RedisCache")])
def test_the_environment_decides(address, backend):
    words = "from django.conf import settings; print(settings.CACHES['shared']['BACKEND'])"
    own = {"REDIS_URL": address, "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    said = subprocess.run(
        [sys.executable, "-c", words], env=os.environ | own, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip().endswith(backend)


@pytest.mark.skipif(not is_running(), reason="no Redis on this machine")
@pytest.mark.django_db
def test_attempts_to_sign_in_are_counted_there(settings):
    settings.CACHES = settings.CACHES | {"shared": IN_REDIS}
    caches["shared"].clear()
    person = make_person(AUTHOR)
    for number in range(5):
        sign_in(person, password=f"guess {number}", REMOTE_ADDR=f"192.0.2.{number}")
    _answer, known = sign_in(person, REMOTE_ADDR="192.0.2.99")
    caches["shared"].clear()
    _answer, forgotten = sign_in(person, REMOTE_ADDR="192.0.2.99")
    assert (is_in(known), is_in(forgotten)) == (False, True)
