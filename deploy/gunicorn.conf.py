"""The site's server: `gunicorn -c deploy/gunicorn.conf.py cms.wsgi`. WEB_CONCURRENCY, THREADS and BIND change it."""

import atexit
import gc
import os
import select
import shutil
import tempfile

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

METERS = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (folders of our own there; None: the usual place)


class Told(Logger):
    """Lines like the site's own: JSON unless LOG_FORMAT says otherwise, and no address that somebody asked for."""

    def setup(self, cfg):
        from cms.logs import NamelessJson, OfGunicorn

        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(OfGunicorn())
            if os.environ.get("LOG_FORMAT", "").strip() != "line":
                handler.setFormatter(NamelessJson())


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


def make_meters_folder() -> None:
    """Where this site's processes add up what they count, unless a folder is named: in memory, as a full disk ends
    whoever writes there. It goes with the process that made it, and not with those that are forked of it."""
    maker = os.getpid()
    folder = tempfile.mkdtemp(prefix=f"letters-meters-{maker}-", dir=MEMORY)
    os.environ[METERS] = folder
    atexit.register(lambda: os.getpid() == maker and shutil.rmtree(folder, ignore_errors=True))


if not os.environ.get(METERS, "").strip():
    make_meters_folder()

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or len(os.sched_getaffinity(0)))
threads = int(os.environ.get("THREADS") or 8)  # each keeps a connection to the database
worker_class = Process
logger_class = Told
preload_app = True  # processes share what they read alike; a new version comes with a new site, not with a reload
timeout = 60  # seconds without a sign of life
graceful_timeout = 25  # seconds for answers that are under way; systemd and Docker are told to wait for 40
max_requests, max_requests_jitter = 20_000, 4_000  # whatever leaks, leaks no further
worker_tmp_dir = MEMORY  # signs of life, never on a slow disk
accesslog = None  # addresses of private pages are keys; the proxy's log has none
control_socket_disable = True


def pre_fork(server, worker):
    """What is there already stays where all processes share it."""
    gc.freeze()


def on_starting(server):
    gather(server)


def child_exit(server, worker):
    gather(server)


def gather(server) -> None:
    """What ended processes have counted. Numbers that cannot be read are no reason to end the site."""
    from campaigns.meters import gather_ended

    try:
        gather_ended()
    except Exception:
        server.log.exception("what an ended process has counted cannot be added up")
