"""The one form a supporter fills in: what is asked, what is accepted, and the words of each error."""

from collections.abc import Callable, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email
from localflavor.ca.forms import CAPostalCodeField

from campaigns.cleaning import many_lines, one_line

MESSAGE_LIMIT = 10_000  # characters; no office reads more


refuse_null = ProhibitNullCharactersValidator()  # no keyboard types it; somebody is trying things


class OneLineField(forms.CharField):
    def to_python(self, value):
        text = super().to_python(value)
        refuse_null(text)
        return one_line(text)


class LetterTextField(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value):
        text = super().to_python(value)
        refuse_null(text)
        return many_lines(text)


class AddressField(forms.CharField):
    """An e-mail address in ASCII, syntax checked, nobody asked whether it exists."""

    widget = forms.EmailInput

    def clean(self, value):
        address = super().clean(value).strip()
        try:
            return validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email
        except EmailNotValidError:
            raise ValidationError(_("Enter one e-mail address, such as name@example.org.")) from None


class PostalCodeField(CAPostalCodeField):
    """A Canadian postal code in any spelling; cleaned to six characters, K1A0A6."""

    default_error_messages = {"invalid": _("Enter a postal code such as K1A 0A6.")}

    def clean(self, value):
        compact = one_line(value or "").replace(" ", "").replace("-", "").upper()
        return super().clean(compact).replace(" ", "")


def _widget(kind: type[forms.Widget], autocomplete: str, **attributes: str) -> forms.Widget:
    return kind(attrs={"autocomplete": autocomplete} | attributes)


class LetterForm(forms.Form):
    """`page` is the campaign page that is signed; `find_districts` tells the districts that a postal code lies in,
    `all_districts` those one may choose from. After `is_valid()`, `chosen_district` is the one district or None."""

    use_required_attribute = False  # our own errors are kinder than the browser's, and read out by screen readers

    first_name = OneLineField(
        label=_("First name"),
        max_length=100,
        widget=_widget(forms.TextInput, "given-name"),
        error_messages={"required": _("Enter your first name.")},
    )
    last_name = OneLineField(
        label=_("Last name"),
        max_length=100,
        widget=_widget(forms.TextInput, "family-name"),
        error_messages={"required": _("Enter your last name.")},
    )
    email = AddressField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Replies come here. We send you a copy of your letter."),
        widget=_widget(forms.EmailInput, "email", inputmode="email", spellcheck="false", autocapitalize="none"),
        error_messages={"required": _("Enter your e-mail address.")},
    )
    postal_code = PostalCodeField(
        label=_("Postal code"),
        required=False,
        help_text=_("To find your MP"),
        widget=_widget(forms.TextInput, "postal-code", autocapitalize="characters", spellcheck="false"),
    )
    outside_country = forms.BooleanField(label=_("I live outside Canada"), required=False)
    district = forms.ModelChoiceField(label=_("Your riding"), queryset=None, required=False, empty_label=_("Choose"))
    subject = OneLineField(
        label=_("Subject"),
        max_length=200,
        widget=_widget(forms.TextInput, "off"),
        error_messages={"required": _("Write a subject.")},
    )
    message = LetterTextField(
        label=_("Your own words (optional)"),
        max_length=MESSAGE_LIMIT,
        help_text=_("Send the letter as it is, or change it: offices take note of letters in people's own words."),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write your letter.")},
    )
    consent_updates = forms.BooleanField(required=False)
    letter_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, page, find_districts: Callable | None = None, all_districts=None):
        self.page, self.find_districts = page, find_districts
        words = page.words
        super().__init__(
            data,
            initial={"subject": words.subject, "message": words.message, "letter_version": page.letter_version},
            auto_id="letter_%s",
        )
        self.fields["district"].queryset = all_districts
        for name in {"subject", "message"} - page.editable_fields:
            self.fields[name].disabled = True  # a posted value of a locked field is ignored

    @property
    def asks_district(self) -> bool:
        return "district" in self.errors or bool(self.data.get("district"))

    @property
    def chosen_district(self):
        return self.cleaned_data["district"]

    def is_own(self, name: str) -> bool:
        """Whether the supporter changed this part of the author's letter."""
        return name in self.page.editable_fields and self.cleaned_data[name] != many_lines(self.initial[name])

    def clean_letter_version(self) -> str:
        version = self.cleaned_data["letter_version"]
        if version and version != self.initial["letter_version"]:
            raise ValidationError(_("The letter has changed since you opened this page. Read it again, then send it."))
        return version

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("outside_country"):
            cleaned |= {"postal_code": "", "district": None}
            self._errors_of_place_do_not_count()
        elif "postal_code" not in self.errors:
            self._find_district(cleaned)
        return cleaned

    def _errors_of_place_do_not_count(self) -> None:
        for name in ("postal_code", "district"):
            self.errors.pop(name, None)
        if not self.page.has_fixed_recipient:
            self.add_error("outside_country", _("This letter goes only to members of Parliament of people in Canada."))

    def _find_district(self, cleaned: dict) -> None:
        if not cleaned["postal_code"]:
            return self.add_error("postal_code", _("Enter your postal code, or say that you live outside Canada."))
        if cleaned.get("district") or "district" in self.errors or self.find_districts is None:
            return None
        found: Sequence = self.find_districts(cleaned["postal_code"])
        if len(found) == 1:
            cleaned["district"] = found[0]
        elif self.page.needs_district:
            self._ask_district(found)

    def _ask_district(self, found: Sequence) -> None:
        districts = self.fields["district"]
        if found:
            districts.queryset = districts.queryset.filter(pk__in=[district.pk for district in found])
            self.add_error("district", _("Your postal code lies in more than one riding. Choose yours."))
        else:
            self.add_error("district", _("We could not tell your riding from this postal code. Choose it."))
