"""The edges that the public touches. Anyone may call them; none needs a cookie."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from campaigns import compose, directory, embed, mastodon
from campaigns.abuse.verdict import weigh
from campaigns.directory import Addressee
from campaigns.embed import is_framed, let_frame
from campaigns.finished import finished_letters
from campaigns.forms import LetterForm
from campaigns.mastodon import ServerForm
from campaigns.meters import Post, count_post
from campaigns.models import Campaign, CampaignPage, Letter
from campaigns.pipeline.submit import Submission, submit_letter
from campaigns.places import PlaceForm
from campaigns.stamp import renewed_stamp_for
from cms.api import not_found
from cms.briefly import briefly
from cms.client_address import client_address
from cms.policy import allow

NOT_TAKEN = {200: Post.LOOKED_AT, 403: Post.FOREIGN, 410: Post.ENDED, 422: Post.INCOMPLETE}


@csrf_exempt
@never_cache
def write_letter(request: HttpRequest, page_id: int) -> HttpResponse:
    """Receives the letter form. Public; one sent from another site's page is refused, as no cookie vouches for it."""
    page = live_page(page_id)
    response = answer(request, page)
    if request.method == "POST" and response.status_code in NOT_TAKEN:
        count_post(NOT_TAKEN[response.status_code])
    return let_frame(response, origins=page.lead_page.partner_origins) if is_framed(request) else response


def answer(request: HttpRequest, page: CampaignPage) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(f"{page.url}#letter")
    if is_foreign(request):
        return render(request, "campaigns/foreign.html", {"page": page}, status=403)
    if page.state in Campaign.ENDED:
        return render(request, "campaigns/ended.html", {"page": page}, status=410)
    page.allow_form(request)
    form = bound_form(request, page)
    if not (form.is_sent and page.takes_letters and form.is_valid()):
        return again(request, page, form)
    addressees = directory.recipients_for(page, district=form.chosen_district, is_unresolved=form.is_unresolved)
    if not addressees:
        form.add_error("district", _("Nobody sits for this riding at the moment, so there is nobody to write to."))
        return again(request, page, form)
    if "preview" in request.POST:
        return look_first(request, page, form, addressees)
    verdict = weigh(form, client=client_address(request))
    count_post(taken(submit_letter(page=page, form=form, addressees=addressees, verdict=verdict)))
    thanks = embed.address_of(page, "embed_thank_you") if is_framed(request) else page.thank_you_url
    return HttpResponseRedirect(thanks, status=303)


def taken(submission: Submission) -> Post:
    if not submission.is_new:
        return Post.NOTHING_NEW
    return Post.TO_CONFIRM if submission.letter.status == Letter.Status.UNCONFIRMED else Post.SIGNED


@csrf_exempt
@never_cache
@require_POST
def renew_stamp(request: HttpRequest, page_id: int) -> HttpResponse:
    """A stamp for whoever begins to fill in the form now. Public, for our own pages; looks nothing up."""
    if is_foreign(request):
        return HttpResponse(status=403)
    return HttpResponse(renewed_stamp_for(page_id), content_type="text/plain")


@csrf_exempt
@never_cache
@require_POST
def recipients(request: HttpRequest, page_id: int) -> HttpResponse:
    """Who will get the letter, while the supporter types on. Public; may ask others over the network, within a budget.

    Posted, so that no postal code stands in an address or a log.
    """
    page = live_page(page_id)
    if is_foreign(request):
        return HttpResponse(status=403)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    finding = directory.find_recipients(page, postal_code=form.cleaned_data["postal_code"])
    return render(request, "campaigns/partials/recipients.html", {"campaign_page": page, "finding": finding})


@csrf_exempt
@never_cache
@require_POST
def share_on_mastodon(request: HttpRequest, page_id: int) -> HttpResponse:
    """Leads to the sharing form of the supporter's own server. Public, for people on our page: no link leads here, and
    no other site's form."""
    page = live_page(page_id)
    if is_foreign(request):
        return HttpResponse(status=403)
    form = ServerForm(request.POST)
    if not form.is_valid():
        allow(request, form_action=[mastodon.ANY_SERVER])
        context = {"page": page, "server_form": form}
        return render(request, "campaigns/campaign_page_thank_you.html", context, status=422)
    url = page.shared_url(mastodon.CHANNEL)
    there = mastodon.sharing_form(form.cleaned_data["server"], words=page.shared_words, url=url)
    return HttpResponseRedirect(there, status=303)


@require_safe
@cache_control(public=True, max_age=1)
def count(request: HttpRequest, key: UUID) -> JsonResponse:
    """How many people have taken action. Public, for campaigns with a live page."""
    if not CampaignPage.objects.live().public().filter(translation_key=key).exists():
        return not_found(request)
    response = JsonResponse({"key": str(key), "count": Campaign.objects.number_for(key)})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def live_page(page_id: int) -> CampaignPage:
    """The page in the language of the address. Drafts and private pages do not exist for the public."""
    page = find_live(page_id, get_language())
    if page is None:
        raise Http404
    return page


@briefly
def find_live(page_id: int, language: str) -> CampaignPage | None:
    """With all that its form asks of it, as that was within the last second."""
    pages = CampaignPage.objects.live().public().filter(locale__language_code=language)
    return pages.select_related("locale").filter(pk=page_id).first()


def is_foreign(request: HttpRequest) -> bool:
    """Whether another site's page made the browser send this. One that does not tell is let through: it needs a stamp.

    "none": the person did it themselves, by reloading the page, say.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        return host_in(origin) != request.get_host()
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def host_in(origin: str) -> str:
    """With its port; empty where a program, as no browser would, sends what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def bound_form(request: HttpRequest, page: CampaignPage) -> LetterForm:
    return LetterForm(request.POST, page=page, places=directory.places_of(page))


def again(request: HttpRequest, page: CampaignPage, form: LetterForm) -> HttpResponse:
    """The form on a page of its own, with its errors and everything that was typed."""
    is_fine = form.is_valid() and page.takes_letters
    return render(request, "campaigns/write.html", {"page": page, "form": form}, status=200 if is_fine else 422)


def look_first(
    request: HttpRequest, page: CampaignPage, form: LetterForm, addressees: Sequence[Addressee]
) -> HttpResponse:
    """What each recipient would get, with buttons to send it or to change it; the form is valid."""
    try:
        letters = finished_letters(page=page, form=form, addressees=addressees)
    except compose.MalformedMessage:
        form.add_error(None, _("A name or an address is such that no e-mail can be made."))
        return again(request, page, form)
    return render(request, "campaigns/finished.html", {"page": page, "form": form, "letters": letters})
