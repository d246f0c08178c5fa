"""Where editors make and end the links with which people without an account look at the drafts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log

from campaigns.models import ReviewLink
from campaigns.models.review import LASTS
from campaigns.tryout.for_editors import BesideTheEditor


class ReviewLinksView(BesideTheEditor, TemplateView):
    """For whoever may edit the page: they make links and end each other's."""

    template_name = "campaigns/admin/review_links.html"
    page_title = _("Review links")
    header_icon = "link"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = ReviewLink.objects.of(self.page.key)
        return super().get_context_data(links=links, days=LASTS.days, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "revoke" in request.POST:
            self._revoke(request.POST["revoke"])
        else:
            link = ReviewLink.objects.create(key=self.page.key, created_by=request.user)
            self._log("made", link.pk)
            text = ngettext("The link works for %(days)s day.", "The link works for %(days)s days.", LASTS.days)
            messages.success(request, text % {"days": LASTS.days})
        return redirect("review_links", pk)

    def _revoke(self, number: str) -> None:
        links = ReviewLink.objects.of(self.page.key).filter(pk=number if number.isdecimal() else None)
        if links.revoke():
            self._log("revoked", int(number))
            messages.success(self.request, gettext("The link no longer works."))

    def _log(self, what: str, number: int) -> None:
        log(instance=self.page, action=f"campaigns.review_link_{what}", user=self.request.user, data={"link": number})
