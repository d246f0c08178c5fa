"""A campaign page with its form: kept for a second, and uncached."""

from collections.abc import Iterator

from tests.bench.load import load, rate
from tests.bench.scene import Scene
from tests.bench.servers import HOST, SECURE, Server, anchors, ours
from tests.bench.table import Row, side_by_side


def measure(scene: Scene, database: str) -> Iterator[Row]:
    with ours(database) as site, anchors(database, **scene.names) as other:
        page = f"http://{HOST}:{site.port}{scene.path}"
        stock = f"http://{HOST}:{other.port}{scene.stock_path}"
        hello = f"http://{HOST}:{other.port}/hello/"

        def views(address: str) -> float:
            return rate(lambda: load(address, headers=SECURE))

        def cost(server: Server, address: str) -> float:
            """Milliseconds of processor time for each request."""
            before = server.cpu_seconds
            requests = load(address, headers=SECURE, seconds=4).requests
            return (server.cpu_seconds - before) / requests * 1000

        yield side_by_side("campaign page, of Django's hello-world", lambda: views(page), lambda: views(hello), 0.9)
        yield side_by_side("campaign page, of a stock form page", lambda: views(page), lambda: views(stock), 25)
        yield side_by_side(
            "campaign page uncached, CPU, of the stock page's",
            lambda: cost(site, f"{page}?source=@"),
            lambda: cost(other, stock),
            0.5,
            unit=" ms",
            is_ceiling=True,
        )
