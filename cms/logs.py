"""What is logged, or mailed to an operator, about an error: what went wrong and where, never with whose data.

An exception's own text may quote a row ("Failing row contains ..."), a frame's variables may hold a form."""

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter
from pythonjsonlogger.json import JsonFormatter

Caught = tuple[type[BaseException], BaseException, TracebackType | None]


def without_words(error: BaseException) -> str:
    """The traceback of `error`, and of what it came of: the lines of code, and each exception's kind alone."""
    return "\n".join(_lines(error, seen=set()))


def _lines(error: BaseException, *, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause and id(cause) not in seen:
        yield from _lines(cause, seen=seen)
        yield "which led to"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield f"{type(error).__module__}.{type(error).__qualname__}"


class NamelessFormatter(logging.Formatter):
    def formatException(self, ei: Caught) -> str:  # noqa: N802  logging's name
        return without_words(ei[1])


class NamelessJson(JsonFormatter):
    """A line of JSON. What else is handed along with a record, a request for one, may name somebody, and stays out."""

    NAMES = {
        "levelname": "level",
        "name": "logger",
        "message": "message",
        "request_id": "request_id",
        "process": "process",
    }
    SHOWN = {"time", *NAMES.values(), "exc_info", "stack_info"}

    def __init__(self) -> None:
        super().__init__(list(self.NAMES), rename_fields=self.NAMES, timestamp="time")

    def formatException(self, ei: Caught) -> str:  # noqa: N802  logging's name
        return without_words(ei[1])

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in log_data.items() if name in self.SHOWN}


class RouteNotPath(logging.Filter):
    """Django names the path of a request that it warns of. That of a private page is a key to it, so the pattern that
    the path fits stands there instead, with numbers alone filled in."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(_without_path(one, request) for one in record.args)
        return True


class OfGunicorn(logging.Filter):
    """Its lines know no request's id. Where it fails to answer, it quotes an address, of which no pattern is known."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = ""
        if isinstance(record.args, tuple):
            record.args = tuple("(an address)" if str(one).startswith("/") else one for one in record.args)
        return True


def _without_path(said: object, request: HttpRequest) -> object:
    return said.replace(request.path, route_of(request)) if isinstance(said, str) and request.path != "/" else said


def route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "(no such address)"
    return re.sub(r"<int:(\w+)>", lambda found: str(match.kwargs.get(found[1], found[0])), match.route)


class NamelessReporter(ExceptionReporter):
    """What Django mails to ADMINS where somebody sets them: no form, no cookie, no variable."""

    def get_traceback_text(self) -> str:
        """Empty for a warning about a request, which comes of no exception."""
        return without_words(self.exc_value) if isinstance(self.exc_value, BaseException) else ""

    def get_traceback_html(self) -> str:
        return ""
