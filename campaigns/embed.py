"""The form and the counter in a frame on another site: who may frame them, and where they are."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from csp.constants import NONE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

FRAMED = "framed"  # the parameter of the form's address by which its answers stay in the frame


def is_framed(request: HttpRequest) -> bool:
    return FRAMED in request.GET or request.path_info.startswith("/embed/")


def frame(request: HttpRequest) -> dict[str, Any]:
    """For templates: what an answer to the form extends."""
    framed = is_framed(request)
    return {"is_framed": framed, "layout": "campaigns/embed/base.html" if framed else "campaigns/private.html"}


def let_frame(response: HttpResponse, *, origins: list[str]) -> HttpResponse:
    """Lets pages of `origins`, and no others, show this response in a frame."""
    response._csp_replace = {"frame-ancestors": origins or [NONE]}
    response.xframe_options_exempt = True
    return response


def address_of(page, name: str = "embed", **query: str) -> str:
    """Of the campaign in the page's language; without host, as it stands on our own pages."""
    query = {"language": page.locale.language_code} | query
    return f"{reverse(name, args=[page.key])}?{urlencode(query)}"


def partner_name(origin: str) -> str:
    """The source of the letters that come from there: example.org for https://www.example.org."""
    return (urlsplit(origin).hostname or "").removeprefix("www.")
