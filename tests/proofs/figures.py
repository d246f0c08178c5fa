"""What every proof needs to say what it saw."""

import os
import statistics
from collections.abc import Sequence
from urllib.parse import quote

from django.db import connection

SEED = int(os.environ.get("PROOF_SEED", "2023"))


def p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def own_address() -> str:
    """The address of this test's own PostgreSQL database, for processes of its own."""
    of = connection.settings_dict
    return f"postgres://{quote(of['USER'])}:{quote(of['PASSWORD'])}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
