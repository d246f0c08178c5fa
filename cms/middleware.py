"""Which addresses have a language, and which are for machines."""

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware

WITHOUT_LANGUAGE = "/api/"


class PageLocaleMiddleware(LocaleMiddleware):
    """Leads whoever leaves out a page's language to it. What machines ask for is there, or it is not: a 404 at once."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)
