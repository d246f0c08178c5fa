"""Nobody stays signed in for longer than SESSION_COOKIE_AGE, however busy they are."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

ENDS = "ends_at"


class SessionEndsMiddleware:
    """A session counts from the first request after the sign-in, whichever way that was."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a cookie there is no session to look into: the page stays one that proxies may keep.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            ends_at = request.session.setdefault(ENDS, time.time() + settings.SESSION_COOKIE_AGE)
            if ends_at <= time.time():
                logout(request)
        return self.get_response(request)
