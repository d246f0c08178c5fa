"""Answers for load balancers. Anyone may ask; they tell no more than that."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from cms.briefly import briefly

PROBES = {"/healthz", "/readyz", "/metrics"}


class ProbesMiddleware:
    """Load balancers, containers and monitoring ask by an address of the network: they know no name of the site, and
    what they are told depends on none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in PROBES:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return self.get_response(request)


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@briefly
def lacks_migrations() -> bool:
    """Asked once a second, however many ask us: it reads all migrations that there are. Raises Error."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration: this process may serve visitors."""
    try:
        is_pending = lacks_migrations()
    except Error:
        return JsonResponse({"status": "no database"}, status=503)
    if is_pending:
        return JsonResponse({"status": "migrations pending"}, status=503)
    return JsonResponse({"status": "ok"})
