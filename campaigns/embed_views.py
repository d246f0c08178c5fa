"""A campaign in a frame on a partner's site. Public where the campaign is; only its partners may frame it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.embed import let_frame
from campaigns.models import CampaignPage
from cms.page_cache import let_keep


@require_safe
def embed(request: HttpRequest, key: UUID) -> HttpResponse:
    """The counter and the form. The same for everybody: its address says language and source."""
    return let_keep(request, _shown(request, key, "campaigns/embed/form.html"))


@require_safe
@never_cache
def thank_you(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the form leads, within the frame."""
    return _shown(request, key, "campaigns/embed/thank_you.html")


def _shown(request: HttpRequest, key: UUID, template: str) -> HttpResponse:
    page = _page(key, language=request.GET.get("language", ""))
    with translation.override(page.locale.language_code):
        response = render(request, template, {"page": page})
    return let_frame(response, origins=page.lead_page.partner_origins)


def _page(key: UUID, *, language: str) -> CampaignPage:
    """The public page in this language, else the lead page, else any language's."""
    pages = CampaignPage.objects.live().public().filter(translation_key=key, alias_of=None).select_related("locale")
    if not (found := list(pages)):
        raise Http404
    return min(found, key=lambda page: (page.locale.language_code != language, not page.is_lead_page, page.pk))
