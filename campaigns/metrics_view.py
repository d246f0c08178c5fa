"""/metrics, for whoever has the token: an operator's monitoring."""

from hmac import compare_digest

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST

from campaigns.metrics import as_openmetrics


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For callers that bring METRICS_TOKEN; without one in the settings there is no such address."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not brings_token(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        return HttpResponse(as_openmetrics(), content_type=CONTENT_TYPE_LATEST)
    except Error:
        return HttpResponse(status=503)


def brings_token(request: HttpRequest) -> bool:
    """Takes as long whatever is brought."""
    brought, asked = request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    return compare_digest(brought.encode(errors="replace"), asked.encode())
