"""A supporter's own pages about one letter. For whoever has the private link: nobody else was sent its number.

Looking changes nothing, whatever looks: mail scanners follow every link. No page of these is kept or found."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaigns import compose, directory
from campaigns.models import Campaign, Delivery, Letter
from campaigns.pipeline.confirm import NobodyToWriteTo, confirm_letter
from campaigns.pipeline.erase import erase_letter
from campaigns.pipeline.invalidate import deny as deny_letter
from campaigns.pipeline.resolve import settle
from campaigns.pipeline.wishes import Wish, note_wish
from campaigns.pipeline.withdraw import withdraw_letter
from campaigns.places import DistrictForm
from campaigns.views import is_foreign

LetterView = Callable[[HttpRequest, Letter], HttpResponse]
METHODS = ("GET", "HEAD", "POST")


def private(view: LetterView) -> Callable[..., HttpResponse]:
    """Hands `view` the letter, in its own language alone. A post from another site's page is refused."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, public_id: UUID) -> HttpResponse:
        letters = Letter.objects.select_related("page__locale", "campaign", "district")
        letter = get_object_or_404(letters, public_id=public_id, language=get_language())
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.method == "POST" and is_foreign(request):
            response = render(request, "campaigns/foreign.html", {"page": letter.page}, status=403)
        else:
            response = view(request, letter)
        response["X-Robots-Tag"] = "noindex"
        return response

    return found


def accepted(view: LetterView) -> Callable[..., HttpResponse]:
    """As `private`; a letter that waits for confirmation has no such page."""

    @wraps(view)
    def checked(request: HttpRequest, letter: Letter) -> HttpResponse:
        get_object_or_404(Letter.objects.accepted(), pk=letter.pk)
        return view(request, letter)

    return private(checked)


@private
def confirm(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Where the confirmation mail leads. Only the button confirms."""
    get_object_or_404(Letter.objects.valid(), pk=letter.pk)
    waits = letter.status == Letter.Status.UNCONFIRMED
    if waits and letter.page.state in Campaign.ENDED:
        return render(request, "campaigns/ended.html", {"page": letter.page}, status=410)
    context = {"page": letter.page, "letter": letter, "waits": waits, "is_first": "confirmed" in request.GET}
    if request.method == "POST":
        try:
            first = "?confirmed" if confirm_letter(letter) else ""
        except NobodyToWriteTo:
            return render(request, "campaigns/confirm.html", context | {"has_nobody": True}, status=422)
        return HttpResponseRedirect(f"{request.path}{first}", status=303)
    return render(request, "campaigns/confirm.html", context)


@accepted
def receipt(request: HttpRequest, letter: Letter) -> HttpResponse:
    """What became of the letter; asks for the riding where it is not known."""
    deliveries = deliveries_of(letter)
    form = None
    if letter.needs_district(deliveries):
        places = directory.places_of(letter.page)
        form = DistrictForm(request.POST or None, places=places, postal_code=letter.postal_code)
        if form.is_valid():
            settle(letter, form.cleaned_data["district"])
            return HttpResponseRedirect(request.path, status=303)
    context = {"page": letter.page, "letter": letter, "deliveries": deliveries, "form": form}
    return render(request, "campaigns/receipt.html", context, status=422 if form and form.errors else 200)


@accepted
def withdraw(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Says what has left already, and takes back the rest on the button."""
    if request.method == "POST":
        withdraw_letter(letter)
        note_wish(letter, Wish.WITHDRAW)
    if request.method == "POST" or letter.is_stopped:
        return HttpResponseRedirect(letter.receipt_path, status=303)
    return _ask(request, letter, "campaigns/withdraw.html")


@accepted
def erase(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Says what will be lost, and makes the letter nobody's on the button."""
    if request.method == "POST":
        erase_letter(letter)
        note_wish(letter, Wish.ERASE)
    if request.method == "POST" or letter.is_nobodys:
        return HttpResponseRedirect(letter.receipt_path, status=303)
    return _ask(request, letter, "campaigns/erase.html")


@private
def deny(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Where the owner of the address says that somebody else used it. Only the button does anything."""
    if request.method == "POST":
        deny_letter(letter)
        note_wish(letter, Wish.DENY)
    if request.method == "POST" or letter.is_invalid:
        return HttpResponseRedirect(reverse("letter_denied"), status=303)
    return render(request, "campaigns/deny.html", {"page": letter.page, "letter": letter})


@require_safe
@never_cache
def denied(request: HttpRequest) -> HttpResponse:
    """Says that it is done. It knows no letter: there may be none any more."""
    return render(request, "campaigns/denied.html")


@accepted
def download(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The letter to each recipient, as a text file. There is none of one that was erased, or that we keep no longer."""
    if letter.is_nobodys or letter.has_expired:
        return HttpResponseRedirect(letter.receipt_path, status=303)
    text = compose.letter_copies(letter, deliveries_of(letter), letterhead=letter.page.letterhead)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("letter")}.txt"'
    return response


def _ask(request: HttpRequest, letter: Letter, template: str) -> HttpResponse:
    deliveries = list(deliveries_of(letter))
    context = {
        "page": letter.page,
        "letter": letter,
        "left": [one for one in deliveries if not (one.can_be_stopped or one.is_cancelled)],
        "stoppable": [one for one in deliveries if one.can_be_stopped],
    }
    return render(request, template, context)


def deliveries_of(letter: Letter):
    """Newest state first."""
    of_letter = Delivery.objects.filter(letter=letter).select_related("recipient__district", "legislature", "letter")
    return of_letter.order_by("-changed_at", "pk")
