"""Which addresses have a language, and which are for machines; what a form gets that arrives without its fields."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.locale import LocaleMiddleware
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

from cms.readers import in_readers_language

WITHOUT_LANGUAGE = ("/api/", "/embed/", "/metrics")


class PageLocaleMiddleware(LocaleMiddleware):
    """Leads whoever leaves out a page's language to it. What has none in its address is there, or it is not: a 404 at
    once."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)


class IncompleteFormMiddleware:
    """A form of the editor that a connection cut off lacks fields which Wagtail takes for granted: that is the sender's
    trouble, not the server's. Nothing is stored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.method != "POST" or not isinstance(exception, MultiValueDictKeyError):
            return None
        with in_readers_language(request):
            words = _("The form arrived incomplete, so nothing was saved. Go back and send it again.")
        return HttpResponseBadRequest(words, content_type="text/plain; charset=utf-8")
