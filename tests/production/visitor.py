"""Somebody who asks nginx over TLS, each time on a connection of their own."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TIMEOUT = 40  # seconds


@dataclass(frozen=True)
class Answer:
    """`status` 0: none came."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    trouble: str = ""

    def all_of(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> str:
        return ", ".join(self.all_of(name))

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    def __init__(self, port: int, certificate: Path):
        self.port = port
        self.context = ssl.create_default_context(cafile=str(certificate))

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("localhost", self.port, timeout=TIMEOUT, context=self.context)

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        return self._ask(method, path, None, headers or {})

    def post(self, path: str, answers: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("POST", path, urlencode(answers).encode(), FORM | dict(headers or {}))

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        began, connection = time.perf_counter(), self.connect()
        try:
            return ask(connection, method, path, body, headers, began)
        except (OSError, http.client.HTTPException) as trouble:
            return Answer(0, seconds=time.perf_counter() - began, trouble=repr(trouble))
        finally:
            connection.close()

    def form(self, path: str) -> tuple[str, dict[str, str]]:
        """Where the letter form of a page is posted to, and what stands in it."""
        form = BeautifulSoup(self.get(path).text, "html.parser").select_one("form[data-letter-form]")
        hidden = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
        return form["action"], hidden | {one["name"]: one.text.lstrip("\r\n") for one in form.select("textarea")}


def ask(connection, method: str, path: str, body=None, headers: Mapping[str, str] | None = None, began=None) -> Answer:
    """On a connection that may be kept."""
    began = began or time.perf_counter()
    connection.request(method, path, body, dict(headers or {}))
    response = connection.getresponse()
    content = response.read()
    return Answer(response.status, content, response.getheaders(), time.perf_counter() - began)
