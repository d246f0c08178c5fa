from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from cms.contrast import text_on


@cache_control(public=True, max_age=31_536_000, immutable=True)
def theme(request: HttpRequest, accent: str) -> HttpResponse:
    """A style sheet with the organisation's accent: the colour is in the address, so it never changes. Public."""
    tokens = f"--accent: #{accent}; --on-accent: {text_on(accent)};"
    return HttpResponse(f":root {{ {tokens} }}\n", content_type="text/css; charset=utf-8")
