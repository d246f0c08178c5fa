"""A draft as a page whose form works, for its editors: it validates, looks up, thanks; the mail goes to the tester."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from campaigns import compose, directory
from campaigns.directory import Addressee
from campaigns.finished import FinishedLetter, finished_letters
from campaigns.forms import LetterForm
from campaigns.message import Message
from campaigns.models import Campaign, CampaignPage, Notice
from campaigns.pipeline.submit import unsaved_delivery, unsaved_letter
from campaigns.places import PlaceForm
from campaigns.problems import letter_problems
from campaigns.tryout.for_editors import ForEditors
from campaigns.tryout.mail_me import NotMailed, mail_me


@dataclass(frozen=True)
class TestRun:
    """Where the form of a draft goes that somebody tries out."""

    url: str
    recipients_url: str
    token: str
    problems: list[str]


def messages_of(draft: CampaignPage, form: LetterForm, addressees: list[Addressee], *, link: str) -> list[Message]:
    """What would leave if the form, which is valid, were signed: to each recipient and to the supporter. Stores
    nothing, so `link` stands for the pages that a stored letter would have."""
    letter = unsaved_letter(page=draft, campaign=Campaign.unstored(draft.key), form=form)
    copies = [unsaved_delivery(letter, addressee) for addressee in addressees]
    own, known = {"letterhead": draft.letterhead}, [copy for copy in copies if copy.recipient]
    links = {"link": link, "denial": link}
    mails = [compose.letter_message(copy, **own) for copy in known]
    if draft.lead_page.asks_confirmation:
        mails.insert(0, compose.confirmation_message(Notice(letter=letter), **links, **own))
    return [*mails, compose.receipt_message(Notice(letter=letter), deliveries=copies, **links, **own)]


def addressees_of(draft: CampaignPage, form: LetterForm) -> list[Addressee]:
    """As for a real letter; what a worker would ask others afterwards is asked here and now."""
    district, is_unresolved = form.chosen_district, form.is_unresolved
    if is_unresolved:
        district = directory.find_recipients(draft, postal_code=form.cleaned_data["postal_code"]).district
    return directory.recipients_for(draft, district=district, is_unresolved=is_unresolved and district is None)


@method_decorator(never_cache, "dispatch")
class DraftView(ForEditors, View):
    """For whoever may edit the page: its newest draft, in its own language."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.is_preview = True  # no script of the page runs, no other campaign's form works
        return super().dispatch(request, *args, **kwargs)

    @property
    def draft(self) -> CampaignPage:
        draft, pk = self.page.newest_draft(), self.page.pk
        url, recipients_url = reverse("test_run", args=[pk]), reverse("test_run_recipients", args=[pk])
        problems = [str(problem.message) for problem in letter_problems(draft)]
        draft.test_run = TestRun(url, recipients_url, get_token(self.request), problems)
        return draft


class TestRunView(DraftView):
    """The page and its form."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.draft
        with translation.override(draft.locale.language_code):
            return draft.render(request, template="campaigns/test_run/page.html").render()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.draft
        with translation.override(draft.locale.language_code):
            form = LetterForm(request.POST, page=draft, places=directory.places_of(draft))
            shown = {"page": draft, "form": form}
            if form.is_valid() and not draft.test_run.problems and form.is_sent:
                shown |= self._try(draft, form)
            is_wrong = bool(form.errors or draft.test_run.problems)
            if is_wrong or not form.is_sent:
                return render(request, "campaigns/test_run/write.html", shown, status=422 if is_wrong else 200)
            if "preview" in request.POST:
                return render(request, "campaigns/test_run/finished.html", shown)
        return HttpResponseRedirect(reverse("test_run_thank_you", args=[pk]), status=303)

    def _try(self, draft: CampaignPage, form: LetterForm) -> dict[str, list[FinishedLetter]]:
        """Sends the mails, or returns the letters where these are to be looked at first. What goes wrong becomes an
        error of the form."""
        addressees = addressees_of(draft, form)
        if not addressees:
            form.add_error("district", _("Nobody sits for this riding at the moment, so there is nobody to write to."))
            return {}
        link = self.request.build_absolute_uri(draft.test_run.url)
        try:
            if "preview" in self.request.POST:
                return {"letters": finished_letters(page=draft, form=form, addressees=addressees)}
            mails = messages_of(draft, form, addressees, link=link)
            mail_me(mails, page=self.page, action="test_run", by=self.request.user)
        except compose.MalformedMessage:
            form.add_error(None, _("A name or an address is such that no e-mail can be made."))
        except NotMailed as reason:
            form.add_error(None, str(reason))
        return {}


class ThankYouView(DraftView):
    """The thank-you page after a test run."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.draft
        with translation.override(draft.locale.language_code):
            return draft.render(request, template="campaigns/test_run/thank_you.html").render()


@method_decorator(csrf_exempt, "dispatch")
class RecipientsView(DraftView):
    """Who would get the letter, while the tester types on; changes nothing."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form, draft = PlaceForm(request.POST), self.draft
        if not form.is_valid():
            return HttpResponse(status=422)
        with translation.override(draft.locale.language_code):
            finding = directory.find_recipients(draft, postal_code=form.cleaned_data["postal_code"])
            context = {"campaign_page": draft, "finding": finding}
            return render(request, "campaigns/partials/recipients.html", context)
