"""A small Postmark: its address for one message, its answers, and ways to fail. Keeps what it was asked.

with FakePostmark() as postmark:
    postmark.answer = (422, {"ErrorCode": 406, "Message": "..."})
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TAKEN = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "0a129aee-e1cd-480d-b08d-4f48548ff48d"})
INACTIVE = (
    422,
    {
        "ErrorCode": 406,
        "Message": "You tried to send to a recipient that has been marked as inactive.\n"
        "Found inactive addresses: minister@example.org.\nInactive recipients are ones that have bounced.",
    },
)
BAD_ADDRESS = (422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'minister@example.org'."})


class FakePostmark:
    """Serves on a free port of this machine while the `with` lasts. `answer` is (status, body), or a way to fail:
    `hang`, `drop`, `drip`, or bytes to send as they are."""

    def __init__(self):
        self.answer = TAKEN
        self.asked: list[tuple[str, dict, dict]] = []  # path, headers, body
        self.connections = 0
        self.closing = threading.Event()
        self.server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def addressed(answer: dict, body: dict) -> bytes:
    return json.dumps(answer | ({"To": body["To"]} if answer.get("ErrorCode") == 0 else {})).encode()


class _Server(ThreadingHTTPServer):
    block_on_close = False
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakePostmark
    protocol_version = "HTTP/1.1"

    def setup(self):
        self.fake.connections += 1
        super().setup()

    def log_message(self, *_arguments):
        pass

    def do_POST(self):
        posted = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(posted) if posted.startswith(b"{") else {}
        self.fake.asked.append((self.path, dict(self.headers), body))
        match self.fake.answer:
            case "hang":
                self.fake.closing.wait(20)
            case "drop":
                self.close_connection = True
            case "drip":
                self.drip()
            case bytes(raw):
                self.wfile.write(raw)
                self.close_connection = True
            case status, answer:
                self.say(
                    status, answer if isinstance(answer, bytes) else json.dumps(self.addressed(answer, body)).encode()
                )

    def addressed(self, answer: dict, body: dict) -> dict:
        return answer | ({"To": body["To"]} if answer.get("ErrorCode") == 0 else {})

    def say(self, status: int, body: bytes):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        """Each wait is short, all of them together last for ever."""
        self.close_connection = True
        while not self.fake.closing.wait(0.05):
            self.wfile.write(b"H")
