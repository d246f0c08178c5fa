"""One GET of a JSON document from a server that may be slow, broken or hostile: bounded in time, in bytes, in trust.

On http.client, because it does nothing unasked: it follows no redirect, tries nothing twice, and takes no proxy, cookie
or password from its surroundings. The exchange runs in a thread of its own, because only so a caller can stop waiting
for everything: a name server, a list of dead addresses, headers that come byte by byte.
"""

import json
import socket
import ssl
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Thread
from urllib.parse import urlsplit

from campaigns.lookup.base import BadAnswer, NoAnswer

CONNECT, READ, IN_ALL = 1.0, 2.0, 2.5  # seconds: per connection and handshake, per wait for bytes, for the caller
MOST = 512 * 1024  # bytes of a body
HEADERS = {
    "User-Agent": "DearMinister (districts and their representatives)",
    "Accept": "application/json",
    "Connection": "close",
}


class NotThere(Exception):
    """The server answers, and says that it has no such document (404)."""


def fetch_json(url: str, *, within: float = IN_ALL) -> object:
    """The document at `url`, after at most so many seconds.

    Raises NotThere, NoAnswer or BadAnswer; none contains the URL.
    """
    exchange = _Exchange(url)
    exchange.start()
    exchange.join(within)
    if exchange.is_alive():
        exchange.give_up()
        raise NoAnswer(f"no answer within {within:.1f} s")
    if exchange.error:
        raise exchange.error
    try:
        return json.loads(exchange.body)
    except (ValueError, RecursionError):
        raise BadAnswer("the body is not JSON") from None


@cache
def _tls() -> ssl.SSLContext:
    """Checks names and certificates against the system's authorities, which take a while to load."""
    return ssl.create_default_context()


def connection_to(url: str) -> HTTPConnection:
    """Not connected yet."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("neither http:// nor https://")
    if parts.scheme == "https":
        return HTTPSConnection(parts.hostname, parts.port, timeout=CONNECT, context=_tls())
    return HTTPConnection(parts.hostname, parts.port, timeout=CONNECT)


class _Exchange(Thread):
    """Asks, and holds the body or the error once it has ended. Never touches the database."""

    def __init__(self, url: str):
        super().__init__(daemon=True)
        self.url = url
        self.body = b""
        self.error: NoAnswer | NotThere | None = None
        self.is_given_up = False
        self.socket: socket.socket | None = None

    def give_up(self) -> None:
        """Nobody waits any more: ends the conversation, at whatever point it is."""
        self.is_given_up = True
        if self.socket:
            _hang_up(self.socket)

    def run(self) -> None:
        try:
            self.body = self._ask()
        except (NoAnswer, NotThere) as answer:
            self.error = answer
        except (OSError, HTTPException, ValueError) as error:
            self.error = NoAnswer(type(error).__name__)  # its text may contain the URL

    def _ask(self) -> bytes:
        connection = connection_to(self.url)
        try:
            connection.connect()
            self.socket = connection.sock
            if self.is_given_up:
                raise NoAnswer("too late")
            self.socket.settimeout(READ)
            target = urlsplit(self.url)._replace(scheme="", netloc="", fragment="").geturl()
            connection.request("GET", target, headers=HEADERS)
            return _read(connection.getresponse())
        finally:
            connection.close()


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        socket.socket.shutdown(connected, socket.SHUT_RDWR)  # below TLS, whose own state belongs to the other thread


def _read(response: HTTPResponse) -> bytes:
    with response:
        if response.status == 404:
            raise NotThere
        if response.status != 200:
            raise NoAnswer(f"status {response.status}")
        if response.headers.get_content_type() != "application/json":
            raise NoAnswer("not JSON by its type")
        body = bytearray()
        while chunk := response.read1(64 * 1024):
            body += chunk
            if len(body) > MOST:
                raise NoAnswer(f"more than {MOST} bytes")
        return bytes(body)
