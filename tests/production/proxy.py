"""nginx with the product's template, as a process of our own beside whatever else runs here."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.production.programs import run

TEMPLATE = Path("deploy/nginx.conf.template")
SITE_RULES = "max_fails=1 fail_timeout=1s"
GROUND = "daemon off;" + (" user www-data;" if os.getuid() == 0 else "")


def find_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def fill_in(template: str, values: Mapping[str, str]) -> str:
    """As envsubst does, but that a value that is missing is an error: nginx's own $names are written small."""
    return re.sub(r"\$\{([A-Z_]+)\}", lambda found: values[found[1]], template)


def write_configuration(folder: Path, *, http: int, https: int, site_url: str, sites: list[int]) -> Path:
    """Of `folder`, which also holds the media and the certificate; ports of this machine."""
    own = folder / "nginx"
    own.mkdir(exist_ok=True)
    values = {
        "RUN": str(own),
        "PID": str(own / "nginx.pid"),
        "LOG": "/dev/stdout",
        "HTTP": f"127.0.0.1:{http}",
        "HTTPS": f"127.0.0.1:{https}",
        "SERVER_NAMES": "localhost",
        "SITE_URL": site_url,
        "SITES": " ".join(f"server 127.0.0.1:{port} {SITE_RULES};" for port in sites),
        "TLS": str(folder),
        "MEDIA": str(folder / "media"),
    }
    file = own / "nginx.conf"
    file.write_text(fill_in(TEMPLATE.read_text(), values))
    return file


def make_certificate(folder: Path) -> None:
    """Signed by itself, for `localhost`."""
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    run(["openssl", *asked.split(), *names, *files])


def command(configuration: Path) -> list[str]:
    own = configuration.parent
    return [find_nginx() or "nginx", "-p", str(own), "-c", str(configuration), "-g", GROUND]
