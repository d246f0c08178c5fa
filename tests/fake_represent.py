"""A small Represent: the paths, headers and error bodies of Open North's API, invented people, and ways to fail.

with FakeRepresent() as represent:
    represent.know("K1A0A6", listed=["35001"])
    represent.mode = "hang"
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

ORDER_2023 = "/boundary-sets/federal-electoral-districts-2023-representation-order/"
ORDER_2013 = "/boundary-sets/federal-electoral-districts/"
PROVINCE = "/boundary-sets/ontario-electoral-districts-representation-act-2015/"

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
NOT_FOUND = b"<!DOCTYPE html><html><head><title>Page not found</title></head><body></body></html>"


def postal_codes(number: int) -> list[str]:
    """Different codes of the right form, at most two thousand."""
    return [f"K1A{n % 10}{'ABCEGHJKLMNPRSTVWXYZ'[n // 100]}{n // 10 % 10}" for n in range(number)]


def boundary(code: str, boundary_set: str = ORDER_2023) -> dict:
    """Both orders of federal districts carry the same set name, as the real ones do."""
    return {
        "url": f"{boundary_set.replace('boundary-sets', 'boundaries')}{code}/",
        "name": f"Riding {code}",
        "related": {"boundary_set_url": boundary_set},
        "boundary_set_name": "Ontario electoral district" if boundary_set == PROVINCE else "Federal electoral district",
        "external_id": code,
    }


def member(of: dict) -> dict:
    return {
        "name": "Robin Invented",
        "elected_office": "MP",
        "email": "robin.invented@example.org",
        "district_name": of["name"],
        "representative_set_name": "House of Commons",
        "related": {"boundary_url": of["url"]},
    }


def document(code: str, listed: list[dict], middle: list[dict]) -> dict:
    """A postal code's answer; what is empty about representatives and centroid is absent, not null."""
    answer = {"code": code, "city": "Sampleton", "province": "ON"}
    answer |= {"boundaries_concordance": listed, "boundaries_centroid": middle}
    for kind, boundaries in (("concordance", listed), ("centroid", middle)):
        if boundaries:
            answer[f"representatives_{kind}"] = [member(of) for of in boundaries]
    return answer


class FakeRepresent:
    """Serves on a free port of this machine while the `with` lasts. `requests` are all, in order.

    `members` are the House of Commons'; `prefix` is the path at which a mirror begins.
    """

    def __init__(self):
        self.prefix, self.members = "", []
        self.mode, self.body = "ok", b""  # `body` is what mode "verbatim" sends
        self.documents: dict[str, dict] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.redirects_followed = 0
        self.closing = threading.Event()
        self.server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def know(self, code: str, *, listed: list[str | dict] = (), middle: list[str | dict] = ()) -> None:
        """`listed`: districts that the code touches. `middle`: the one of its middle. Codes are of the 2023 order."""
        of = [[one if isinstance(one, dict) else boundary(one) for one in ones] for ones in (listed, middle)]
        self.documents[code] = document(code, *of)

    def at(self, target: str) -> dict | None:
        """The document there."""
        parts = urlsplit(target.removeprefix(self.prefix))
        if parts.path == "/representatives/house-of-commons/":
            return self.page(**{name: int(number) for name, number in parse_qsl(parts.query)})
        if parts.path == ORDER_2023:
            return {
                "slug": "federal-electoral-districts-2023-representation-order",
                "name": "Federal electoral district",
            }
        return self.documents.get(parts.path.removeprefix("/postcodes/").removesuffix("/"))

    def page(self, limit: int = 20, offset: int = 0) -> dict:
        total, path = len(self.members), "/representatives/house-of-commons/"
        following = f"{path}?limit={limit}&offset={offset + limit}" if offset + limit < total else None
        meta = {"limit": limit, "offset": offset, "total_count": total, "next": following, "previous": None}
        return {"objects": self.members[offset:][:limit], "meta": meta}

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    block_on_close = False
    request_queue_size = 200

    def handle_error(self, request, client_address):
        """Clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakeRepresent
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        pass

    def do_GET(self):
        if self.path == "/elsewhere/":
            self.fake.redirects_followed += 1
            return self.answer(b"{}")
        self.fake.requests.append((self.path, dict(self.headers)))
        found = self.fake.at(self.path)
        if found is None and self.fake.mode == "ok":
            return self.answer(NOT_FOUND, kind=HTML_TYPE, status=404)
        return MODES[self.fake.mode](self, found or {})

    def answer(self, body: bytes, *, kind: str | None = JSON_TYPE, status: int = 200, size: int | None = None, **more):
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body) if size is None else size)} | more
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, data: bytes):
        """A byte now and then: each wait is short, all of them together last for ever."""
        for byte in data:
            self.wfile.write(bytes([byte]))
            if self.fake.closing.wait(0.1):
                break


def _page(status: int) -> Callable:
    body = f"<html><body><h1>{status}</h1></body></html>".encode()
    return lambda handler, _found: handler.answer(body, kind="text/html", status=status)


def _ok(handler: _Handler, found: dict):
    handler.answer(json.dumps(found).encode())


def _truncated(handler: _Handler, found: dict):
    whole = json.dumps(found).encode()
    handler.close_connection = True
    handler.answer(whole[: len(whole) // 2], size=len(whole))


def _hang(handler: _Handler, _found: dict):
    handler.close_connection = True
    handler.fake.closing.wait(30)


def _slow(handler: _Handler, found: dict):
    handler.fake.closing.wait(1.5)
    _ok(handler, found)


def _wrongshape(handler: _Handler, found: dict):
    places = {"35001": "here"}
    _ok(handler, found | {"boundaries_concordance": places, "boundaries_centroid": "there", "objects": places})


def _huge(handler: _Handler, found: dict):
    """Twenty megabytes that nobody announced."""
    handler.close_connection = True
    handler.answer(b'{"padding": "', **{"Content-Length": None})
    for _ in range(20):
        handler.wfile.write(b"a" * 2**20)


def _redirect(handler: _Handler, _found: dict):
    handler.answer(b"", kind=HTML_TYPE, status=302, Location=f"{handler.fake.url}/elsewhere/")


def _drip(handler: _Handler, found: dict):
    handler.answer(b"", size=10_000)
    handler.drip(json.dumps(found).encode().ljust(10_000))


def _drip_headers(handler: _Handler, _found: dict):
    handler.close_connection = True
    handler.drip(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"a" * 10_000)


MODES: dict[str, Callable] = {
    "ok": _ok,
    "503": _page(503),
    "502": _page(502),
    "429": _page(429),
    "500": lambda handler, found: handler.answer(json.dumps(found).encode(), status=500),
    "html200": lambda handler, _found: handler.answer(b"<!DOCTYPE html><title>Maintenance</title>", kind=HTML_TYPE),
    "truncated": _truncated,
    "hang": _hang,
    "slow": _slow,
    "notype": lambda handler, found: handler.answer(json.dumps(found).encode(), kind=None),
    "wrongshape": _wrongshape,
    "nulls": lambda handler, found: _ok(handler, dict.fromkeys(found)),
    "huge": _huge,
    "redirect": _redirect,
    "drip": _drip,
    "drip_headers": _drip_headers,
    "verbatim": lambda handler, _found: handler.answer(handler.fake.body),
}
ANSWERING = {"ok", "slow"}
FAILING = [mode for mode in MODES if mode not in ANSWERING | {"verbatim"}]
