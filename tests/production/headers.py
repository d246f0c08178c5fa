"""What every kind of answer says of itself, as it comes out of nginx."""

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator

from tests.production import content
from tests.production.stack import Stack
from tests.production.verdict import Verdict
from tests.production.visitor import Answer, Visitor

ALWAYS = ["Content-Security-Policy", "Strict-Transport-Security", "Referrer-Policy"]
SESSION = {"Cookie": "sessionid=0123456789abcdefghijklmnopqrstuv"}


def check_headers(stack: Stack, verdict: Verdict) -> None:
    visitor = stack.visitor
    for kind, status, answer in answers_of_all_kinds(stack, visitor):
        lacking = [name for name in ALWAYS if not answer.get(name)]
        lacking += ["nosniff"] * (answer.get("X-Content-Type-Options") != "nosniff")
        lacking += ["version of the server"] * ("/" in answer.get("Server"))
        lacking += ["a cookie"] * ("Set-Cookie" in dict(answer.headers) and kind != "sign-in")
        verdict.check(
            f"headers of {kind}", answer.status == status and not lacking, " ".join([f"{answer.status}", *lacking])
        )
    check_caching(visitor, verdict)
    check_ways_in(stack, verdict)


def answers_of_all_kinds(stack: Stack, visitor: Visitor) -> Iterator[tuple[str, int, Answer]]:
    action, hidden = visitor.form(content.ENGLISH)
    person = hidden | content.PERSON | {"email": "headers@example.net"}
    yield "a page", 200, visitor.get(content.ENGLISH)
    yield "a page that is not there", 404, visitor.get("/en/nothing/")
    yield "a static file", 200, visitor.get(stack.static_file)
    yield "an original picture", 404, visitor.get("/media/original_images/x.jpg")
    yield "a picture", 200, visitor.get(stack.picture)
    yield "a form with an error", 422, visitor.post(action, person | {"email": ""})
    yield "a letter", 303, visitor.post(action, person)
    yield "a letter from another site", 403, visitor.post(action, person, {"Origin": "https://evil.example"})
    yield "sign-in", 200, visitor.get("/admin/login/")
    yield "health", 200, visitor.get("/healthz")


def check_caching(visitor: Visitor, verdict: Verdict) -> None:
    visitor.get(content.ENGLISH)
    again = visitor.get(content.ENGLISH)
    told = f"{again.get('X-Cache-Status')}; {again.get('Cache-Control')}"
    verdict.check("a page comes from nginx's cache", again.get("X-Cache-Status") == "HIT", told)
    own = visitor.get(content.ENGLISH, SESSION)
    is_own = own.get("X-Cache-Status") == "BYPASS" and "no-store" in own.get("Cache-Control")
    verdict.check("who brings a session gets a page of their own", is_own, own.get("Cache-Control"))
    entry = visitor.get("/admin/login/")
    verdict.check("the admin is kept by nobody", "no-store" in entry.get("Cache-Control"), entry.get("Cache-Control"))


def check_ways_in(stack: Stack, verdict: Verdict) -> None:
    own = {"BIND": f"0.0.0.0:{stack.site_ports[0]}"}
    alive = subprocess.run([sys.executable, "deploy/alive.py"], env=stack.environment | own)
    verdict.check("a container finds its site alive", alive.returncode == 0)
    plain = http.client.HTTPConnection("localhost", stack.http, timeout=10)
    plain.request("GET", content.ENGLISH)
    led = plain.getresponse()
    verdict.check("plain HTTP leads to HTTPS", led.status == 301, led.getheader("Location"))
    foreign = stack.visitor.get(content.ENGLISH, {"Host": "evil.example"})
    verdict.check("another host's name is refused", foreign.status == 421, foreign.status)
    try:
        with socket.create_connection(("localhost", stack.https)) as line:
            stack.visitor.context.wrap_socket(line, server_hostname="evil.example")
        refused = False
    except OSError:
        refused = True
    verdict.check("another name's TLS is refused", refused)
