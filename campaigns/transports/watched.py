"""A way to the provider that says whether it was ever open, and that another thread can close."""

import socket
from contextlib import suppress
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool


class Watch:
    """What is known of a session's connections: there is one at a time."""

    def __init__(self) -> None:
        self.is_connecting = False  # stays so where it failed: no request has left then
        self.socket: socket.socket | None = None

    def over(self, session: Session) -> None:
        """Watch `session` from now on. It follows no redirect: whoever it leads to would get the letter and our key."""
        session.max_redirects = 0
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(self))

    def hang_up(self) -> None:
        if self.socket:
            with suppress(OSError):  # the other side was faster
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)  # below TLS, which belongs to the other thread


class _Adapter(HTTPAdapter):
    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        super().__init__()  # tries nothing twice

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        pools = {"http": HTTPConnectionPool, "https": HTTPSConnectionPool}
        self.poolmanager.pool_classes_by_scheme = {scheme: _watched(pool, self.watch) for scheme, pool in pools.items()}


def _watched(pool: type[HTTPConnectionPool], watch: Watch) -> type[HTTPConnectionPool]:
    kind: Any = pool.ConnectionCls

    class Connection(kind):  # type: ignore[misc]  # one for HTTP, one for HTTPS
        def connect(self) -> None:
            watch.is_connecting = True
            super().connect()
            watch.is_connecting, watch.socket = False, self.sock

    return type(pool.__name__, (pool,), {"ConnectionCls": Connection})
