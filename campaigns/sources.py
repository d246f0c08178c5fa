"""What led a supporter here: `?source=newsletter` on a page's address. The pages hand it on until the letter is stored,
without a script and without a cookie."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from campaigns.cleaning import source_name

PARAMETER = "source"


def source_of(request: HttpRequest) -> str:
    """As the form says that was posted, else as the address does; empty where neither does. Never what was typed."""
    said = request.POST.get(PARAMETER) if request.method == "POST" else None
    return source_name(request.GET.get(PARAMETER, "") if said is None else said)


def keep_source(url: str, request: HttpRequest) -> str:
    """`url` with the source that led to this request."""
    source = source_of(request)
    return f"{url}?{PARAMETER}={source}" if source else url


def letter_source(request: HttpRequest) -> dict[str, Any]:
    """For templates; found out where one asks."""
    return {"letter_source": partial(source_of, request)}
