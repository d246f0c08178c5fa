"""The previewed e-mails in the editor's own mailbox, where they look as they will look to their recipients."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from campaigns.models import CampaignPage
from campaigns.models.outbox import new_message_id
from campaigns.previews import NotShown
from campaigns.tryout.for_editors import BesideTheEditor
from campaigns.tryout.mail_me import NotMailed, mail_me


class SendMeForm(forms.Form):
    """All are ticked at first."""

    mails = forms.MultipleChoiceField(
        label=_("E-mails"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )

    def __init__(self, *args: Any, draft: CampaignPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.fields["mails"].choices = draft.mail_modes
        self.fields["mails"].initial = [mode for mode, _name in draft.mail_modes]

    def clean_mails(self) -> list:
        """The messages themselves."""
        chosen = self.cleaned_data["mails"]
        try:
            return [self.draft.sample_mail(mode, message_id=new_message_id()) for mode in chosen]
        except NotShown as reason:
            raise forms.ValidationError(str(reason)) from None


class SendMeView(BesideTheEditor, FormView):
    """For whoever may edit the page. Mails nobody but who asks, and nothing until the form is posted."""

    form_class = SendMeForm
    template_name = "campaigns/admin/send_me.html"
    page_title = _("Send me this e-mail")
    header_icon = "mail"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"draft": self.page.newest_draft()}

    def form_valid(self, form: SendMeForm) -> HttpResponse:
        try:
            number = mail_me(
                form.cleaned_data["mails"], page=self.page, action="mailed_to_editor", by=self.request.user
            )
        except NotMailed as reason:
            form.add_error(None, str(reason))
            return self.form_invalid(form)
        text = ngettext(
            "%(number)s e-mail is on its way to you.", "%(number)s e-mails are on their way to you.", number
        )
        messages.success(self.request, text % {"number": number})
        return redirect("send_me", self.page.pk)
