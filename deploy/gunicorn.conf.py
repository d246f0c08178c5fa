"""The site's server: `gunicorn -c deploy/gunicorn.conf.py cms.wsgi`. WEB_CONCURRENCY, THREADS and BIND change it."""

import gc
import os
import select

from gunicorn.workers.gthread import ThreadWorker


class Process(ThreadWorker):
    """Once told to stop, answers who waits at the door, and shuts it at once: a proxy then goes to the next site.

    Gunicorn's own leaves the door open until the last answer is out, and drops who came in between."""

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            self._shut_door()

    def _shut_door(self) -> None:
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)
            listener.close()


bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or len(os.sched_getaffinity(0)))
threads = int(os.environ.get("THREADS") or 8)  # each keeps a connection to the database
worker_class = Process
preload_app = True  # processes share what they read alike; a new version comes with a new site, not with a reload
timeout = 60  # seconds without a sign of life
graceful_timeout = 25  # seconds for answers that are under way; Docker waits for 30
max_requests, max_requests_jitter = 20_000, 4_000  # whatever leaks, leaks no further
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (signs of life, never on a slow disk)
accesslog = None  # addresses of private pages are keys; the proxy's log has none
control_socket_disable = True


def pre_fork(server, worker):
    """What is there already stays where all processes share it."""
    gc.freeze()
