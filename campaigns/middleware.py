from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from campaigns.problems import Problem, PublishRefused
from cms.readers import in_readers_language


class RefusedPublishMiddleware:
    """Turns a refused publish, by whatever route of the admin, into words and the page's editor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PublishRefused):
            with in_readers_language(request):
                return refuse_publish(request, exception.page, exception.problems)
        return None


def refuse_publish(request: HttpRequest, page, found: list[Problem]) -> HttpResponse:
    """Says what is wrong, and leads to where it is mended. What was typed is kept as a draft."""
    messages.error(
        request, _("“%(title)s” is not published: %(problems)s") % {"title": page.title, "problems": listed(found)}
    )
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":  # the workflow's modal dialogue
        return JsonResponse({"step": "success", "redirect": editor})
    return HttpResponseRedirect(editor)


def listed(found: list[Problem]) -> str:
    return " ".join(str(problem.message) for problem in found)
