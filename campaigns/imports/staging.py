# ruff: noqa: S608 (these queries are put together from the names of tables and from each other)
"""A table for the time of one import, where a file's lines wait until all of them are known to be good.

On SQLite it lies in a file of its own, so that nobody's letter waits for a lock while a long list is read.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.backends.utils import CursorWrapper

from campaigns.models import District, Legislature, PostalCode

Pair = tuple[str, int]  # postal code, district's primary key
Key = tuple[int, str] | tuple[()]  # legislature and representation order

BATCH = 20_000  # rows
INCOMING = "incoming_postal_codes"
CODES, DISTRICTS = PostalCode._meta.db_table, District._meta.db_table
# Our rows, for one legislature and order: a parameter each.
OURS = f"""
    FROM {CODES} AS ours WHERE ours.district_id IN (
        SELECT id FROM {DISTRICTS} WHERE legislature_id = %s AND representation_order = %s)"""
OUTDATED = f"""{OURS} AND NOT EXISTS (
        SELECT 1 FROM {INCOMING} AS new WHERE new.code = ours.code AND new.district_id = ours.district_id)"""
# Not "IN": SQLite would then look for each new code in each of the districts.
ONLY_LISTED = f" AND EXISTS (SELECT 1 FROM {INCOMING} AS new WHERE new.code = ours.code)"
MISSING = f"""
    SELECT DISTINCT new.code, new.district_id FROM {INCOMING} AS new WHERE NOT EXISTS (
        SELECT 1 FROM {CODES} AS ours WHERE ours.code = new.code AND ours.district_id = new.district_id)"""


@dataclass(frozen=True)
class Merge:
    """Rows: a postal code in two districts is two."""

    incoming: int
    before: int
    added: int
    removed: int

    @property
    def after(self) -> int:
        return self.before + self.added - self.removed


@contextmanager
def staged(pairs: Iterable[Pair]) -> Iterator[int]:
    """The pairs, in the table INCOMING until the end of the block; says how many there are.

    A batch is in memory at a time, and read before the database is asked anything: what `pairs` raises harms nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {INCOMING} (code varchar(6) NOT NULL, district_id bigint NOT NULL)")
        try:
            number = sum(load(cursor, batch) for batch in batches(pairs))
            cursor.execute(f"CREATE INDEX {INCOMING}_pair ON {INCOMING} (code, district_id)")
            if connection.vendor == "postgresql":
                cursor.execute(f"ANALYZE {INCOMING}")
            yield number
        finally:
            cursor.execute(f"DROP TABLE {INCOMING}")


def batches(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    rest = iter(pairs)
    while batch := list(islice(rest, BATCH)):
        yield batch


def load(cursor: CursorWrapper, batch: list[Pair]) -> int:
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {INCOMING} (code, district_id) FROM STDIN") as copy:
            copy.write("".join(f"{code}\t{district}\n" for code, district in batch))
    else:
        cursor.executemany(f"INSERT INTO {INCOMING} (code, district_id) VALUES (%s, %s)", batch)
    return len(batch)


def compare(*, legislature: Legislature, incoming: int, replace: bool) -> Merge:
    """What `merge` would do, counted."""
    ours = key_of(legislature)
    with connection.cursor() as cursor:
        return Merge(
            incoming=incoming,
            before=count(cursor, f"SELECT COUNT(*) {OURS}", ours),
            added=count(cursor, f"SELECT COUNT(*) FROM ({MISSING}) AS missing"),
            removed=count(cursor, f"SELECT COUNT(*) {outdated(replace)}", ours),
        )


def merge(*, legislature: Legislature, replace: bool) -> None:
    """The staged pairs become the legislature's, of the order in force. Call it in a transaction.

    Each staged postal code then lies in its staged districts alone; with `replace` there are no other codes any more.
    """
    with connection.cursor() as cursor:
        gone = f"SELECT ours.id {outdated(replace)}"
        cursor.execute(f"DELETE FROM {CODES} WHERE id IN ({gone})", key_of(legislature))
        cursor.execute(f"INSERT INTO {CODES} (code, district_id) {MISSING}")


def outdated(replace: bool) -> str:
    return OUTDATED if replace else OUTDATED + ONLY_LISTED


def key_of(legislature: Legislature) -> Key:
    return (legislature.pk, legislature.current_order)


def count(cursor: CursorWrapper, query: str, parameters: Key = ()) -> int:
    cursor.execute(query, parameters)
    return int(cursor.fetchone()[0])
