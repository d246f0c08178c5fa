"""A campaign page out of nginx's cache, by the product's own configuration, TLS and all."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from home.serving import Programs
from tests.bench.load import load, rate
from tests.bench.scene import Scene
from tests.bench.servers import is_listening, ours
from tests.bench.table import Row, side_by_side
from tests.mail_server import free_port
from tests.production.proxy import command, make_certificate, write_configuration

UNKNOWN = ssl._create_unverified_context()  # the certificate is signed by nobody


def measure(scene: Scene, database: str) -> Iterator[Row]:
    """Beside the same bytes as a file, from the same nginx."""
    with (
        TemporaryDirectory() as name,
        ours(database, ALLOWED_HOSTS="localhost") as site,
        nginx_before(site.port, Path(name)) as address,
    ):
        page, file = address + scene.path, f"{address}/media/page.html"
        Path(name, "media", "page.html").write_bytes(urlopen(page, context=UNKNOWN).read())
        what = "campaign page through nginx, of a static file"
        yield side_by_side(what, lambda: rate(lambda: load(page)), lambda: rate(lambda: load(file)), 0.8)


@contextmanager
def nginx_before(port: int, folder: Path) -> Iterator[str]:
    """Its address. `folder` takes its files, and media that it serves."""
    folder.chmod(0o755)  # nginx's processes are another user's
    (folder / "media").mkdir()
    make_certificate(folder)
    https = free_port()
    address = f"https://localhost:{https}"
    own = write_configuration(folder, http=free_port(), https=https, site_url=address, sites=[port])
    nginx = Programs({"nginx": command(own)}, environment=dict(os.environ), say=print)
    nginx.start("nginx")
    try:
        nginx.wait_for(lambda: is_listening(https))
        yield address
    finally:
        nginx.stop()
