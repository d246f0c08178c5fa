"""A site that counts and tells what is counted, for deploy/gunicorn.conf.py: it answers with the process that answered,
and not at all where a letter's own page is asked for."""

import os
from collections.abc import Callable, Iterable

from django.conf import settings

settings.configure(METERS_FOLDER=os.environ["PROMETHEUS_MULTIPROC_DIR"])

from prometheus_client import CollectorRegistry  # noqa: E402  (it looks at once for the folder)
from prometheus_client.openmetrics.exposition import generate_latest  # noqa: E402

from campaigns.meters import Post, count_post, of_all_processes  # noqa: E402


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    if "/letter/" in environ["PATH_INFO"]:
        raise ValueError
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/metrics":
        registry = CollectorRegistry()
        registry.register(*of_all_processes())
        return [generate_latest(registry)]
    count_post(Post.SIGNED)
    return [str(os.getpid()).encode()]
