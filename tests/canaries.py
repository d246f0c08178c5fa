"""Names, addresses and words that nobody has, and where they turn up: in a table, a log, a cache, an address, a mail.

`Watch` follows what happens in a test. `places_of` looks through every column of every table, so it finds what a list
of models would forget: other apps' tables, indexes, JSON."""

import json
import logging
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string

from campaigns.personal_data import PERSONAL, Kind
from cms.logs import NamelessJson

WHO = {
    "first_name": "Zyxwina",
    "last_name": "Quorvath",
    "email": "zyxwina.quorvath@canary.example.net",
    "postal_code": "V8K 4T1",
    "street": "17 Plumbago Crescent",
    "city": "Vexfordville",
}
WORDS = {"subject": "About my cousin Thistlebrook", "message": "My cousin Thistlebrook was taken in Fernwhistle."}
PERSON = ("zyxwina", "quorvath", "plumbago", "vexfordville", "v8k4t1", "v8k 4t1")  # what says who it is
CANARIES = (*PERSON, "thistlebrook", "fernwhistle")
SUPPORTERS = ("jane@example.org", *(f"jane{n}@example.org" for n in range(10)))  # whom other tests are made of
MAY_NAME = {"From", "To", "Reply-To"}  # headers


def found_in(text: Any, canaries: Iterable[str] = CANARIES) -> set[str]:
    """Also where the text is quoted for JSON, an address or a form."""
    plain = str(text).lower().replace("%20", " ").replace("+", " ")
    return {canary for canary in canaries if canary in plain}


def places_of(canaries: Iterable[str]) -> dict[str, int]:
    """Table.column: in how many rows one of `canaries` stands in it."""
    found: dict[str, int] = {}
    for table, column, value in all_values():
        if found_in(value, canaries):
            found[f"{table}.{column}"] = found.get(f"{table}.{column}", 0) + 1
    return found


def all_values() -> Iterator[tuple[str, str, str]]:
    """Every value of the database as text: (table, column, value)."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((table, column, _text(value)) for column, value in zip(columns, row, strict=True))


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)


def where_it_may_be(*kinds: Kind) -> set[str]:
    """Table.column, for each field that personal data of these kinds is held in."""
    models = [(apps.get_model(held.model), held) for held in PERSONAL if held.kind in kinds]
    return {
        f"{model._meta.db_table}.{model._meta.get_field(name).column}" for model, held in models for name in held.fields
    }


@dataclass
class Watch:
    """Every address that was asked for or led to, and every log record, until `leaks` is asked."""

    caplog: Any
    addresses: list[str] = field(default_factory=list)

    def client(self, **options) -> Client:
        watch = self

        class Watched(Client):
            def request(self, **request):
                watch.addresses.append(f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING')}")
                response = super().request(**request)
                watch.addresses += [f"{name}: {response[name]}" for name in response.headers if name != "Content-Type"]
                watch.addresses += [str(cookie) for cookie in response.cookies.values()]
                return response

        return Watched(**options)

    def leaks(self, mails: Iterable[EmailMessage] = (), *, canaries: Iterable[str] = CANARIES) -> dict[str, set[str]]:
        """Where `canaries` turned up outside the fields that are listed: nowhere, if all is well."""
        found = {f"log {record.name}: {record.msg}": found_in(text, canaries) for record, text in self._logged()}
        found |= {f"address {address}": found_in(address, canaries) for address in self.addresses}
        found |= {f"cache {key}": found_in(value, canaries) for key, value in _cached()}
        found |= {f"header {name}": found_in(value, PERSON) for name, value in _headers(mails)}
        supporters = where_it_may_be(Kind.CONTACT, Kind.WORDS, Kind.PLACE)
        found |= {place: {"row"} for place in places_of(canaries) if place not in supporters}
        return {place: which for place, which in found.items() if which}

    def _logged(self) -> Iterator[tuple[logging.LogRecord, str]]:
        """As our handlers write it, and what was handed to the logger for it."""
        options = dict(settings.LOGGING["formatters"]["line"])
        line, json_ = import_string(options.pop("()"))(fmt=options["format"], style=options["style"]), NamelessJson()
        for record in [*self.caplog.get_records("setup"), *self.caplog.get_records("call")]:
            record.exc_text = None  # the test run's own handler keeps its text there
            yield record, f"{line.format(record)} {json_.format(record)} {record.args!r}"


def _cached() -> Iterator[tuple[str, str]]:
    for cache in caches.all(initialized_only=True):
        for key, value in list(getattr(cache, "_cache", {}).items()):
            yield key, f"{key} {pickle.loads(value)!r}"


def _headers(mails: Iterable[EmailMessage]) -> Iterator[tuple[str, str]]:
    for mail in mails:
        for name, value in mail.message().items():
            if name not in MAY_NAME:
                yield name, value
