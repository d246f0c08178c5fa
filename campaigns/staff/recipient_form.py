"""A recipient's form in the admin: what staff write into a representative stays, and addresses are verified here."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from campaigns.models import Recipient
from campaigns.staff.meanwhile import SavedMeanwhile

VERIFY = "campaigns.verify_recipient"

# What imports write into a representative. Status and source are not kept: they speak of an address, not of a person.
KEPT = ["name", "honorific", "role_en", "role_fr", "salutation_en", "salutation_fr", "organisation_en"]
KEPT += ["organisation_fr", "email", "language", "postal_address", "since", "until"]


class RecipientForm(SavedMeanwhile, WagtailAdminModelForm):
    """Saves a changed address as not verified. What staff change in a representative is kept from imports.

    A representative who is added here is not kept: no import has been overruled yet, and the next one may know better.
    """

    freed_fields = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Staff wrote these, so imports leave them alone"),
        help_text=_("Tick what imports may change again."),
    )
    verified_today = forms.BooleanField(
        required=False,
        label=_("I verified the address today"),
        help_text=_("By a call or on the recipient's own pages. Say below where you found it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [name for name in self.instance.kept_fields if name in KEPT]
        self.fields["freed_fields"].choices = [(name, Recipient._meta.get_field(name).verbose_name) for name in kept]
        if not kept:
            del self.fields["freed_fields"]
        if not (self.for_user and self.for_user.has_perm(VERIFY)):
            self._leave_verification_to_others()

    def _leave_verification_to_others(self) -> None:
        """An address that is in order may stay so; only those who verify may say that another one is."""
        del self.fields["verified_today"]
        status = self.fields["status"]
        trusted = Recipient.Status.OK
        status.choices = [
            (value, words) for value, words in status.choices if value != trusted or self.instance.status == trusted
        ]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("verified_today"):
            self._ask_for("email", gettext("Enter the address that you verified."))
            self._ask_for("source", gettext("Say where the address was found."))
        return answers

    def _ask_for(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def save(self, commit: bool = True) -> Recipient:
        recipient = self.instance
        if "email" in self.changed_data:
            recipient.forget_verification()
        if self.cleaned_data.get("verified_today"):
            recipient.verify(by=self.for_user, on=timezone.localdate())
        if "status" in self.changed_data:
            recipient.reliable_since = timezone.now()  # staff know better than letters that failed before
        recipient.kept_fields = self._kept_fields()
        return super().save(commit)

    def _kept_fields(self) -> list[str]:
        """In the form's order; what was changed and freed at once is freed: the box says so in words."""
        recipient = self.instance
        is_override = recipient.pk is not None and recipient.district_id is not None
        changed = set(self.changed_data) if is_override else set()
        kept = (set(recipient.kept_fields) | changed) - set(self.cleaned_data.get("freed_fields", []))
        return [name for name in KEPT if name in kept]

    @property
    def concerns_letters(self) -> bool:
        """Whether letters would now go to somebody else, elsewhere, or to nobody. Ask it once saved."""
        changed, recipient = set(self.changed_data), self.instance
        has_stopped = recipient.is_vacant or recipient.is_unreachable
        return bool(changed & {"name", "email"} or (has_stopped and changed & {"until", "status"}))

    def others_at_address(self) -> list[Recipient]:
        """A warning and not an error: a minister's two offices, or two ministers of one department, may share it."""
        return list(Recipient.objects.others_at_address(self.instance))


recipient_edit_handler = ObjectList(
    [
        MultiFieldPanel(
            ["kind", "honorific", "name", FieldRowPanel(["role_en", "role_fr"])],
            _("Office and holder"),
            help_text=_("An office keeps its letters and campaigns when its holder changes: write the new name here."),
        ),
        MultiFieldPanel([FieldRowPanel(["salutation_en", "salutation_fr"])], _("Salutation")),
        MultiFieldPanel([FieldRowPanel(["organisation_en", "organisation_fr"])], _("Organisation")),
        MultiFieldPanel(["email", FieldPanel("verified_today"), "source", "status"], _("Address of letters")),
        MultiFieldPanel(["language", "postal_address"], _("Language and post")),
        MultiFieldPanel(["district", FieldRowPanel(["since", "until"])], _("Riding and term")),
        MultiFieldPanel([FieldPanel("freed_fields")], _("Kept from imports")),
    ],
    base_form_class=RecipientForm,
)
