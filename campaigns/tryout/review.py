"""What a review link opens: all previews of a campaign's newest drafts, in every language, for reading alone."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.models import CampaignPage, ReviewLink
from cms.policy import READ_ONLY

PAGES = {"page": "", "thank-you": "thank-you"}  # what is shown as a page of its own, and the preview mode it is
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

View = Callable[..., HttpResponse]


def for_link_holders(view: View) -> View:
    """For whoever has a link that is in force, without an account; gives the drafts to `view`. Over: 410."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        link = ReviewLink.objects.for_token(token)
        lead = CampaignPage.objects.lead_for(link.key) if link else None
        if lead is None:
            raise Http404
        if link.is_over:
            response = render(request, "campaigns/review/over.html", status=410)
        else:
            response = view(request, link, lead.drafts(), **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        response._csp_config = READ_ONLY
        return response

    return guarded


@for_link_holders
def review(request: HttpRequest, link: ReviewLink, drafts: list[CampaignPage]) -> HttpResponse:
    """All e-mails in full, and the way to the pages. Whose letter it is, is invented."""
    context = {"link": link, "drafts": [_previews_of(draft) for draft in drafts], "languages": _languages(link)}
    return render(request, "campaigns/review/review.html", context)


@for_link_holders
def review_page(
    request: HttpRequest, link: ReviewLink, drafts: list[CampaignPage], page_id: int, mode: str
) -> HttpResponse:
    """One page as it will be, with a form that does nothing. Made without the visitor's cookies: whoever is logged in
    sees no more than others."""
    draft = next((draft for draft in drafts if draft.pk == page_id), None)
    if draft is None or mode not in PAGES:
        raise Http404
    return draft.make_preview_request(preview_mode=PAGES[mode])


def _previews_of(draft: CampaignPage) -> dict:
    mails = [{"name": name, "mail": draft.shown_mail(mode)} for mode, name in draft.mail_modes]
    return {"page": draft, "mails": mails}


def _languages(link: ReviewLink) -> list[dict[str, str]]:
    """The other languages in which to read what stands around the previews."""
    others = []
    for code, name in settings.LANGUAGES:
        with translation.override(code):
            others.append({"code": code, "name": name, "url": reverse("review", args=[link.token])})
    return [other for other in others if other["code"] != get_language()]
