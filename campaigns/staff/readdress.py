"""An office's holder or address is another now: staff see the letters that have not left, and send, hold or cancel."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.history import note
from campaigns.models import Campaign, Delivery, Recipient
from campaigns.models.reasons import Reason
from campaigns.staff.recipient_form import RecipientForm
from cms.titled import Titled


class Choice(models.TextChoices):
    SEND = "send", _("Send them to the address above")
    HOLD = "hold", _("Hold them")
    CANCEL = "cancel", _("Cancel them")


@transaction.atomic
def readdress(
    recipient: Recipient, *, campaigns: Iterable[Campaign], choice: Choice, reason: str, by: AbstractBaseUser
) -> int:
    """How many letters this changed, with an entry in the recipient's history; a worker may have been faster.

    Queued letters are sent without a change: the address is read when a letter leaves. What is held for its sender
    stays held: another address says nothing about who wrote it.
    """
    ids = sorted(campaign.pk for campaign in campaigns)
    letters = Delivery.objects.filter(recipient=recipient, letter__campaign__in=ids)
    match choice:
        case Choice.SEND:
            won = letters.exclude(reason=Reason.SENDER_LISTED).queue_held()
        case Choice.HOLD:
            won = letters.hold_queued(reason)
        case Choice.CANCEL:
            won = letters.cancel_not_left(reason)
    if won:
        note(recipient, f"letters_{choice.value}", letters=won, campaigns=ids, reason=reason, by=by)
    return won


class ReaddressForm(forms.Form):
    """All campaigns are ticked at first. Nothing can be sent where nobody would get it."""

    campaigns = forms.ModelMultipleChoiceField(
        Campaign.objects.all(), label=_("Campaigns"), widget=forms.CheckboxSelectMultiple
    )  # any campaign is valid: its letters may all have left since the page was opened
    choice = forms.ChoiceField(label=_("What becomes of these letters"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("For the history; not needed to send.")
    )

    def __init__(self, *args: Any, recipient: Recipient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Delivery.objects.filter(recipient=recipient).per_campaign())
        found = Campaign.objects.in_bulk([row["letter__campaign"] for row in rows])
        self.fields["campaigns"].choices = [
            (row["letter__campaign"], _label(found[row["letter__campaign"]], row)) for row in rows
        ]
        self.fields["campaigns"].initial = list(found)
        may_send = not (recipient.is_vacant or recipient.is_unreachable)
        self.fields["choice"].choices = Choice.choices if may_send else Choice.choices[1:]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("choice") in (Choice.HOLD, Choice.CANCEL) and not answers.get("reason"):
            self.add_error("reason", gettext("Say why, for whoever looks at these letters later."))
        return answers


def _label(campaign: Campaign, counts: dict[str, int]) -> str:
    return gettext("%(campaign)s: %(queued)s on their way, %(held)s held") % {"campaign": campaign, **counts}


def may_readdress(user: AbstractBaseUser) -> bool:
    return any(user.has_perm(f"campaigns.change_{model}") for model in ("recipient", "delivery"))


class ReaddressView(Titled, WagtailAdminTemplateMixin, FormView):
    """For whoever may change recipients or deliveries."""

    form_class = ReaddressForm
    template_name = "campaigns/admin/readdress.html"
    page_title = _("Letters that have not left")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_readdress(request.user):
            raise PermissionDenied
        self.recipient = get_object_or_404(Recipient, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.recipient)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        recipients = reverse("campaigns_recipient_modeladmin_index")
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), {"url": recipients, "label": _("Recipients")}, here]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"recipient": self.recipient}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(recipient=self.recipient, **kwargs)

    def form_valid(self, form: ReaddressForm) -> HttpResponse:
        answers = form.cleaned_data | {"choice": Choice(form.cleaned_data["choice"])}
        won = readdress(self.recipient, by=self.request.user, **answers)
        text = ngettext("%(number)s letter was changed.", "%(number)s letters were changed.", won)
        tell = messages.success if won else messages.warning  # they may have left while the page was open
        tell(self.request, text % {"number": won})
        return redirect("readdress_letters", self.recipient.pk)


class LeadsToLetters:
    """For the views that save a recipient: on to the letters where a change concerns some that have not left."""

    def form_valid(self, form: RecipientForm) -> HttpResponse:
        response = super().form_valid(form)
        if others := form.others_at_address():
            text = gettext("Letters to %(others)s go to the same address.")
            messages.warning(self.request, text % {"others": ", ".join(map(str, others))})
        if form.concerns_letters and Delivery.objects.filter(recipient=form.instance).not_left().exists():
            return redirect("readdress_letters", form.instance.pk)
        return response
