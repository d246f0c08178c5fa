"""A public page is the same for everybody, so each process renders it about once a second, however many ask for it.

What may be kept says so itself: `Cache-Control: public`, no cookie. Whoever brings a session gets a page of their own,
which nobody keeps.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlencode

from cachetools import LRUCache
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control, set_response_etag

RENEW_AFTER = 0.8  # seconds; then one visitor's request renders it anew, while the others still get what is there
AT_MOST = 1.0  # seconds; what is older they get no more, and wait
PATIENCE = 2.0  # seconds for which they wait for the one who renders; then each renders its own
MOST = 500  # pages that a process keeps; each has some 20 kB
IF_DOWN = 60  # seconds for which a proxy may show its copy when nobody here answers


@dataclass(frozen=True)
class Kept:
    since: float  # as time.monotonic says
    body: bytes
    headers: ResponseHeaders

    @property
    def age(self) -> float:
        return time.monotonic() - self.since

    def answer(self) -> HttpResponse:
        """All answers share their headers, which nobody may change: a copy for each would cost a twentieth of it."""
        response = HttpResponse(self.body)
        response.headers = self.headers
        return response


pages: LRUCache[str, Kept] = LRUCache(MOST)
turns: LRUCache[str, Lock] = LRUCache(MOST)  # who renders, holds it
unkept: LRUCache[str, bool] = LRUCache(MOST)  # what nobody keeps: no sense in waiting for it
lock = Lock()  # of all three


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_dummy", False):  # Wagtail's, for a draft, within another request: its address is live
            return self.get_response(request)
        if brings_session(request):
            return self._own(request)
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        response = self._of_all(request, name_of(request))
        return get_conditional_response(request, etag=response.get("ETag"), response=response) or response

    def _own(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_public(response):
            add_never_cache_headers(response)
        return response

    def _of_all(self, request: HttpRequest, name: str) -> HttpResponse:
        old = find(name)
        if old and old.age < RENEW_AFTER:
            return old.answer()
        if name in unkept:
            return self._render(request, name)
        may_serve = old is not None and old.age < AT_MOST
        with turn(name, patience=0 if may_serve else PATIENCE) as is_ours:
            if may_serve and not is_ours:
                return old.answer()
            newer = find(name)
            if newer and newer is not old:  # rendered while we waited, however long that took
                return newer.answer()
            if is_ours and name not in unkept:
                return self._render(request, name)
        return self._render(request, name)

    def _render(self, request: HttpRequest, name: str) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        if request.method == "GET":
            if may_be_kept(response):
                set_response_etag(response)
                keep(name, Kept(began, response.content, ResponseHeaders(response.headers)))
            else:
                note_unkept(name)
        return response


def brings_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def name_of(request: HttpRequest) -> str:
    """By the host that was asked for, whatever it is: what is none of ours is never answered with a page. Of what the
    address asks only by what a page depends on: `?n=1` is the same page."""
    asked = [(name, value) for name, value in request.GET.items() if name in settings.PAGE_PARAMETERS]
    return f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{request.path}?{urlencode(asked)}"


def keep(name: str, kept: Kept) -> None:
    if settings.KEEP_PAGES:
        with lock:
            pages[name] = kept
            unkept.pop(name, None)


def note_unkept(name: str) -> None:
    with lock:
        unkept[name] = True


def find(name: str) -> Kept | None:
    with lock:
        return pages.get(name)


@contextmanager
def turn(name: str, *, patience: float) -> Iterator[bool]:
    """Whether it is ours to render the page: a crowd that comes at once has it rendered once."""
    with lock:
        mine = turns.setdefault(name, Lock())
    is_ours = mine.acquire(timeout=patience)
    try:
        yield is_ours
    finally:
        if is_ours:
            mine.release()


def is_public(response: HttpResponse) -> bool:
    return "public" in response.get("Cache-Control", "")


def may_be_kept(response: HttpResponse) -> bool:
    """Nothing that depends on who asks, and no stream."""
    is_whole = response.status_code == 200 and not response.streaming
    return is_whole and is_public(response) and not response.cookies and not response.has_header("Vary")


def let_keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a page that anybody may see says of itself, unless it has said something else. Where a cache in front is
    told of each change, nginx keeps no copy: after the change it would hand the old page to that cache, for long."""
    if not (brings_session(request) or response.has_header("Cache-Control")):
        patch_cache_control(response, public=True, max_age=settings.PAGE_MAX_AGE, stale_if_error=IF_DOWN)
        if settings.FRONTEND_CACHE:
            response["X-Accel-Expires"] = "0"
    return response
