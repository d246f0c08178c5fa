"""`make bench`: everything is measured beside what it is held against, in databases that are made for it and dropped.
With the word `record`, the table goes into docs/benchmarks.md as well: `make bench-record`."""

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain

import django

from tests.bench.load import can_load
from tests.production.proxy import find_nginx
from tests.run import find_postgresql, tell_left_out


def main() -> int:
    if not (postgresql := find_postgresql()):
        return tell_left_out(["PostgreSQL"]) or 1
    if missing := [name for name, found in {"wrk": can_load(), "nginx": find_nginx()}.items() if not found]:
        sys.exit(f"Missing. Debian: apt-get install {' '.join(missing)}")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DATABASE_URL": postgresql}
    django.setup()
    rows = []
    try:
        rows.extend(measure_all())
    finally:  # what was measured is not lost with what was not
        if "record" in sys.argv:
            import_module("tests.bench.record").record(rows)
    return int(not all(row.holds for row in rows))


def measure_all() -> Iterator:
    """Writes each row as soon as it is measured."""
    from tests.bench import delivery, directory, phone

    for row in chain(
        in_own_database(of_site),
        in_own_database(lambda _database: delivery.measure()),
        in_own_database(lambda _database: directory.measure()),
        phone.measure(),
    ):
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()
        yield row


def of_site(database: str) -> Iterator:
    from tests.bench import numbers, posts, proxied, visits
    from tests.bench.scene import make_scene
    from tests.bench.servers import collect_static

    collect_static()
    scene = make_scene()
    yield from visits.measure(scene, database)
    yield from proxied.measure(scene, database)
    yield from posts.measure(scene, database)
    yield from numbers.measure(scene)


def in_own_database(measure: Callable[[str], Iterator]) -> Iterator:
    from django.db import connection

    from tests.proofs.figures import own_address

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield from measure(own_address())
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
