"""A public page is the same for everybody, so each process renders it once a second, however many ask for it.

What may be kept says so itself: `Cache-Control: public`, no cookie. Whoever brings a session gets a page of their own,
which nobody keeps.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlencode

from cachetools import LRUCache
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control, set_response_etag

FRESH = 1.0  # seconds; what a page shows is never older
RENEW_AFTER = 0.5  # seconds; then one visitor's request renders it anew, while the others still get what is there
MOST = 500  # pages that a process keeps; each has some 20 kB
IF_DOWN = 60  # seconds for which a proxy may show its copy when nobody here answers


@dataclass
class Kept:
    since: float  # as time.monotonic says
    body: bytes
    headers: ResponseHeaders
    is_being_renewed: bool = False

    def answer(self) -> HttpResponse:
        """All answers share their headers, which nobody may change."""
        response = HttpResponse(self.body)
        response.headers = self.headers
        return response


pages: LRUCache[str, Kept] = LRUCache(MOST)
lock = Lock()


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if brings_session(request):
            return self._own(request)
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        name = name_of(request)
        response = find(name) or self._render(request, name)
        return get_conditional_response(request, etag=response.get("ETag"), response=response) or response

    def _own(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_public(response):
            add_never_cache_headers(response)
        return response

    def _render(self, request: HttpRequest, name: str) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        if request.method == "GET" and may_be_kept(response):
            set_response_etag(response)
            keep(name, Kept(began, response.content, response.headers))
        return response


def brings_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def name_of(request: HttpRequest) -> str:
    """By the host that was asked for, whatever it is: what is none of ours is never answered with a page. Of what the
    address asks only by what a page depends on, so that nobody has it rendered again by adding `?n=1`."""
    asked = [(name, value) for name, value in request.GET.items() if name in settings.PAGE_PARAMETERS]
    return f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{request.path}?{urlencode(asked)}"


def keep(name: str, kept: Kept) -> None:
    if settings.KEEP_PAGES:
        with lock:
            pages[name] = kept


def find(name: str) -> HttpResponse | None:
    """None for the one who is to render it."""
    with lock:
        kept = pages.get(name)
        if kept is None or (age := time.monotonic() - kept.since) >= FRESH:
            return None
        if age >= RENEW_AFTER and not kept.is_being_renewed:
            kept.is_being_renewed = True
            return None
    return kept.answer()


def is_public(response: HttpResponse) -> bool:
    return "public" in response.get("Cache-Control", "")


def may_be_kept(response: HttpResponse) -> bool:
    """Nothing that depends on who asks, and no stream."""
    is_whole = response.status_code == 200 and not response.streaming
    return is_whole and is_public(response) and not response.cookies and not response.has_header("Vary")


def let_keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a page that anybody may see says of itself, unless it has said something else."""
    if not (brings_session(request) or response.has_header("Cache-Control")):
        patch_cache_control(response, public=True, max_age=settings.PAGE_MAX_AGE, stale_if_error=IF_DOWN)
    return response
