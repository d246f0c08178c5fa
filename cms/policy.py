"""What a browser may do with our answers: the content security policy and its neighbours among the headers.

Pages may be cached and are the same for everybody, so there are no nonces, and nothing inline runs. A view that other
sites may frame says so itself: `@csp_replace({"frame-ancestors": [...]})` and `@xframe_options_exempt`.
"""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse

Directives = dict[str, list[str]]

SHUT: Directives = {
    "default-src": [NONE],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "form-action": [NONE],
}
PUBLIC: Directives = SHUT | {
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
}
# Wagtail's bar looks at the page with axe, which styles what it marks.
WITH_USERBAR: Directives = PUBLIC | {"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}
# Wagtail's own templates start their widgets with inline scripts; it crops and previews pictures as data and blobs.
ADMIN: Directives = PUBLIC | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "frame-src": [SELF],
}
READ_ONLY: Directives = SHUT | {"script-src": [NONE], "style-src": [SELF], "img-src": [SELF]}
UPLOADED: Directives = SHUT | {"sandbox": [""]}  # whatever somebody uploaded, it runs nothing and is nobody's page

UNUSED = "accelerometer browsing-topics camera geolocation gyroscope magnetometer microphone midi payment usb"
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED.split()),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
FRAMED_BY = {"SAMEORIGIN": SELF}


def allow(request: HttpRequest, **sources: list[str]) -> None:
    """This one answer may also use `sources`, by directive: `allow(request, connect_src=["https://example.org"])`."""
    allowed = request.__dict__.setdefault("allowed_sources", {})
    for name, more in sources.items():
        directive = name.replace("_", "-")
        allowed[directive] = [*allowed.get(directive, []), *more]


def policy_for(request: HttpRequest) -> Directives:
    """Of the page that is asked for; previews and test runs are public pages, wherever they stand."""
    if request.path_info.startswith(("/documents/", "/media/")):
        return UPLOADED
    if request.path_info.startswith("/admin/") and not getattr(request, "is_preview", False):
        return ADMIN
    return WITH_USERBAR if "sessionid" in request.COOKIES else PUBLIC


class PolicyMiddleware(CSPMiddleware):
    """Stands before all others: errors, redirections and files get their headers too. What a view has set, stays."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(request, "is_dummy", False):  # Wagtail's request for a preview, within another one
            response._csp_config = policy_for(request)
            return response
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return super().process_response(request, response)

    def get_policy_parts(self, request: HttpRequest, response: Any, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        framed_by = FRAMED_BY.get(response.headers.get("X-Frame-Options", ""), NONE)
        parts.config = parts.config or policy_for(request)
        parts.update = (parts.update or {}) | getattr(request, "allowed_sources", {})
        parts.replace = {"frame-ancestors": [framed_by]} | (parts.replace or {})
        return parts
