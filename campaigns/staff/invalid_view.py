"""Letters are made invalid by a rule: first it is said how many that would be, then, on a second button, it is done."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.validators import validate_domain_name
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import Button

from campaigns.abuse.selection import Selection
from campaigns.history import note
from campaigns.models import Campaign, Doubt, Letter, Pace
from campaigns.pipeline.invalidate import invalidate

MAY_INVALIDATE = "campaigns.invalidate_letter"
LABEL = _("Make letters invalid")


class SelectionForm(forms.Form):
    campaign = forms.ModelChoiceField(Campaign.objects.all(), label=_("Campaign"))
    since = forms.DateTimeField(label=_("Signed from"), widget=AdminDateTimeInput)
    until = forms.DateTimeField(label=_("Signed before"), widget=AdminDateTimeInput)
    domain = forms.CharField(
        label=_("E-mail domain"), required=False, help_text=_("What stands after the @, such as example.org.")
    )
    like = forms.IntegerField(
        label=_("From the same network as letter no."),
        required=False,
        help_text=_("Where a letter came from is known for a month."),
    )
    doubts = forms.MultipleChoiceField(
        label=_("With one of these doubts"), choices=Doubt, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For the history. Name nobody here."))

    def clean_domain(self) -> str:
        domain = self.cleaned_data["domain"].strip().removeprefix("@").lower()
        if domain:
            validate_domain_name(domain)
        return domain

    def clean_like(self) -> Letter | None:
        number = self.cleaned_data["like"]
        if number is None:
            return None
        letter = Letter.objects.with_network().filter(pk=number).first()
        if letter is None:
            raise forms.ValidationError(_("There is no such letter, or nobody knows any more where it came from."))
        return letter

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.errors and not (answers["domain"] or answers["like"] or answers["doubts"]):
            self.add_error(None, gettext("Say by what you know them: a domain, a network or a doubt."))
        return answers

    @property
    def selection(self) -> Selection:
        """Of a valid form. What came in after it was first looked at is left alone."""
        answers = self.cleaned_data
        names = ("campaign", "since", "domain", "like")
        until = min(answers["until"], timezone.now())
        own = {name: answers[name] for name in names}
        return Selection(until=until, doubts=tuple(answers["doubts"]), **own)

    @property
    def hidden(self) -> list[str]:
        """All that was answered, to be sent again by the second button; the end is no later than now."""
        data = self.data.copy()
        data["until"] = timezone.localtime(self.selection.until).strftime("%Y-%m-%d %H:%M:%S")
        again = type(self)(data)
        return [field.as_hidden() for field in again]


class InvalidView(WagtailAdminTemplateMixin, FormView):
    """For data officers and administrators. It names no supporter, and nothing that was asked stands in an address."""

    form_class = SelectionForm
    template_name = "campaigns/admin/invalid.html"
    page_title = LABEL
    header_icon = "cross"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_INVALIDATE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        return {"campaign": self.request.GET.get("campaign"), "until": timezone.localtime()}

    def get_form(self, form_class: Any = None) -> SelectionForm:
        form = super().get_form(form_class)
        form.fields["campaign"].queryset = Campaign.objects.titled().order_by("-pk")
        return form

    def form_valid(self, form: SelectionForm) -> HttpResponse:
        if "confirmed" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, numbers=form.selection.numbers))
        self._do(form.selection, form.cleaned_data["reason"])
        return redirect("invalid_letters")

    def _do(self, selection: Selection, reason: str) -> None:
        done = invalidate(selection.letters)
        Pace.objects.form_lines_anew()  # those behind them move up
        data = {"letters": done, "reason": reason, "selection": selection.words}
        note(selection.campaign, "letters_invalid", by=self.request.user, **data)
        text = ngettext("%(number)s letter is invalid now.", "%(number)s letters are invalid now.", done)
        messages.success(self.request, text % {"number": done})


def invalid_button(campaign: Campaign) -> Button:
    return Button(LABEL, f"{reverse('invalid_letters')}?campaign={campaign.pk}", icon_name="cross", priority=40)
