"""Whether the site of this container answers, for Docker: exit code 0."""

import os
import urllib.request

PORT = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]

urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=4)
