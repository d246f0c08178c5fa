"""What is logged, or mailed to an operator, about an error: what went wrong and where, never with whose data.

An exception's own text may quote a row ("Failing row contains ..."), a frame's variables may hold a form."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

from django.views.debug import ExceptionReporter

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


class NamelessReporter(ExceptionReporter):
    """What Django mails to ADMINS where somebody sets them: no form, no cookie, no variable."""

    def get_traceback_text(self) -> str:
        """Empty for a warning about a request, which comes of no exception."""
        return without_words(self.exc_value) if isinstance(self.exc_value, BaseException) else ""

    def get_traceback_html(self) -> str:
        return ""
