"""A letter to two recipients: posted to ours, to a plain Django view, and to a stock form page that mails at once."""

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from statistics import median

from tests.bench.delivery import put_behind
from tests.bench.load import SECONDS, Load, NotAnswered, load, rate
from tests.bench.scene import Scene
from tests.bench.servers import HOST, SECURE, Server, anchors, ours
from tests.bench.table import ROUNDS, Row, of_rounds, side_by_side
from tests.sink import Sink

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SITE = "https://letters.example.net/"
MAIL_TAKES = 0.1  # seconds
MANY = 1_000_000
runs = count(int(time.time()))


@dataclass(frozen=True)
class Posts:
    """What is posted where. `sink` takes the stock page's letters; ours leave by a worker, later."""

    scene: Scene
    site: Server
    other: Server
    sink: Sink

    def ours(self) -> float:
        return rate(lambda: post(self.site, self.scene.page.write_url, self.scene.answers))

    def plain(self) -> float:
        return rate(lambda: post(self.other, "/sign/", self.scene.answers))

    def stock(self) -> float:
        return rate(self._burst_of_stock)

    def _burst_of_stock(self) -> Load:
        before, path = self.sink.count(), self.scene.stock_path
        token, cookie = stock_token(self.other, path)
        answers = self.scene.form(self.scene.words | {"csrfmiddlewaretoken": token})
        sent = post(self.other, path, answers, Cookie=cookie, Referer=SITE)
        if self.sink.count() < before + 2 * sent.requests:
            raise NotAnswered("The stock page has not mailed its letters.")
        return sent


def measure(scene: Scene, database: str) -> Iterator[Row]:
    with Sink() as sink:
        yield measure_with_mail_down(scene, database, sink)
        with ours(database) as site, anchors(database, EMAIL_URL=sink.url, **scene.names) as other:
            posts = Posts(scene, site, other, sink)
            yield from measure_beside_others(posts)
            yield measure_with_many_behind(posts)
            yield Row("memory of the site's largest process", site.largest, "MB", 150, is_ceiling=True)


def measure_with_mail_down(scene: Scene, database: str, sink: Sink) -> Row:
    """The slowest of a hundred: where nobody listens at EMAIL_URL, of where a mail server answers."""

    def p99(server: Server) -> float:
        return post(server, scene.page.write_url, scene.answers, seconds=6).p99 * 1000

    with ours(database) as down, ours(database, EMAIL_URL=sink.url) as up:
        what = "p99 of a posted letter with mail down, of mail up"
        return side_by_side(what, lambda: p99(down), lambda: p99(up), 1.2, unit=" ms", is_ceiling=True)


def measure_beside_others(posts: Posts) -> Iterator[Row]:
    yield side_by_side("letters posted, of a plain view's", posts.ours, posts.plain, 0.8)
    yield side_by_side("letters posted, of stock with instant mail", posts.ours, posts.stock, 3)
    posts.sink.answer_after(MAIL_TAKES)
    yield side_by_side("letters posted, of stock when mail takes 100 ms", posts.ours, posts.stock, 15)
    posts.sink.answer_after(0)


def measure_with_many_behind(posts: Posts) -> Row:
    few = [posts.ours() for _ in range(ROUNDS)]
    put_behind(MANY)
    many = [posts.ours() for _ in range(ROUNDS)]
    beside = f"{median(many):,.1f}/s, {median(few):,.1f}/s before"
    ratios = [after / before for before, after in zip(few, many, strict=True)]
    return of_rounds("letters posted with a million stored, of few", ratios, "", 0.9, beside=beside)


def post(server: Server, path: str, answers: str, *, seconds: int = SECONDS, **headers: str) -> Load:
    address = f"http://{HOST}:{server.port}{path}"
    everything = SECURE | FORM | headers
    return load(address, method="POST", body=answers, headers=everything, seconds=seconds, own=f"r{next(runs)}n")


def stock_token(server: Server, path: str) -> tuple[str, str]:
    """Of its form, and the cookie beside it."""
    connection = http.client.HTTPConnection(HOST, server.port)
    connection.request("GET", path, headers=SECURE)
    response = connection.getresponse()
    text = response.read().decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text)[1]
    return token, response.getheader("Set-Cookie").split(";")[0]
