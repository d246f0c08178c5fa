"""By what the log lines of one request are found together: the id that a proxy of ours gave it, else a new one."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from cms.client_address import comes_through_proxy
from cms.page_cache import is_public

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")

current: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Before the page cache: an answer that is kept for others says nobody's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = given_id(request) or uuid.uuid4().hex
        token = current.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        if not is_public(response):
            response["X-Request-ID"] = request.request_id
        return response


def given_id(request: HttpRequest) -> str:
    """What a visitor may have written is not believed, nor what is no id."""
    given = request.headers.get("X-Request-ID", "")
    return given if GIVEN.fullmatch(given) and comes_through_proxy(request) else ""


class RequestIdFilter(logging.Filter):
    """Django tells of an error once the answer has left the middleware; its record then holds the request itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = getattr(getattr(record, "request", None), "request_id", current.get())
        return True
