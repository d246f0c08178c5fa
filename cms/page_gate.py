"""A page in the admin opens to whoever may do something with it, or with one below it.

Wagtail asks in each of its views, and in some only when the form comes back: until then its title is told to all staff.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page
from wagtail.permissions import policy_registry

NAMES = ("page_id", "page_to_move_id", "pk")  # what Wagtail's addresses call it


class PageGateMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Whoever is not signed in is led to the login by the view itself."""
        if "wagtailadmin_pages" not in request.resolver_match.namespaces or not request.user.is_authenticated:
            return None
        named = [int(kwargs[name]) for name in NAMES if name in kwargs]
        return permission_denied(request) if any(is_hidden(pk, request.user) for pk in named) else None


def is_hidden(pk: int, user: Any) -> bool:
    """Whether there is such a page, and none of this person's business."""
    seen = policy_registry.get_by_type(Page).explorable_instances(user)
    return Page.objects.filter(id=pk).exists() and not seen.filter(id=pk).exists()
