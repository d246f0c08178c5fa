"""The one form a supporter fills in: what is asked, what is accepted, and the words of each error."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.cleaning import many_lines, one_line
from campaigns.consent import version_of
from campaigns.fields import (
    AddressField,
    DistrictField,
    LetterTextField,
    OneLineField,
    PostalCodeField,
    ShownVersionField,
    SourceField,
)
from campaigns.places import AsksPlace, Places, living_in_canada
from campaigns.slips import DOMAINS, meant_address
from campaigns.stamp import LONGEST, NoStamp, Stamp, read_stamp, stamp_for

TEXTS = {"subject": one_line, "message": many_lines}  # what may be the supporter's own, and how it is tidied
MESSAGE_LIMIT = 10_000  # characters; no office reads more


def version_of_text(name: str, text: str) -> str:
    """Tells whether somebody was shown this very text, however a browser breaks its lines."""
    return version_of(TEXTS[name](text))


def _widget(kind: type[forms.Widget], autocomplete: str, **attributes: str) -> forms.Widget:
    return kind(attrs={"autocomplete": autocomplete} | attributes)


class LetterForm(AsksPlace):
    """`page` is the campaign page that is signed. Unbound, to be shown, it needs no `places`."""

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
    street = OneLineField(
        label=_("Street and number"),
        max_length=150,
        required=False,
        help_text=_("Stands below your letter, as proof of where you live."),
        widget=_widget(forms.TextInput, "address-line1"),
    )
    city = OneLineField(
        label=_("City"), max_length=100, required=False, widget=_widget(forms.TextInput, "address-level2")
    )
    outside_country = forms.BooleanField(label=_("I live outside Canada"), required=False)
    district = DistrictField(
        label=_("Your riding"),
        queryset=None,
        required=False,
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a riding from the list.")},
    )
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
    # A trap for machines, which fill in whatever they find. Its name is no part of an address that a browser fills in.
    remark = forms.Field(
        label=_("Leave this empty"),
        required=False,
        widget=_widget(forms.TextInput, "off", tabindex="-1", **{"data-1p-ignore": "", "data-lpignore": "true"}),
    )
    source = SourceField(required=False)
    stamp = ShownVersionField(required=False, max_length=LONGEST)
    shown_texts = ShownVersionField(required=False, max_length=64)  # to know what the supporter has left as it was
    letter_version = ShownVersionField(required=False, max_length=64)
    consent_version = ShownVersionField(required=False, max_length=64)

    def __init__(self, data=None, *, page, places: Places | None = None):
        self.page, self.places = page, places
        words = page.words
        super().__init__(
            living_in_canada(data) if data and "choose" in data else data,
            initial={
                "subject": words.subject,
                "message": words.message,
                "stamp": stamp_for(page.pk),
                "shown_texts": ".".join(version_of_text(name, getattr(words, name)) for name in TEXTS),
                "letter_version": page.letter_version,
                "consent_version": version_of(page.consent_words),
            },
            auto_id="letter_%s",
        )
        if places:
            self.fields["district"].queryset = places.districts
            self.fields["district"].offers_later = True
        if not page.needs_district:
            self.fields["postal_code"].help_text = ""  # which would be said of the field, shown or not
        if not page.lead_page.asks_address:
            del self.fields["street"], self.fields["city"]
        for name in set(TEXTS) - page.editable_fields:
            self.fields[name].disabled = True  # a posted value of a locked field is ignored

    @property
    def hidden_answers(self) -> list[str]:
        """All that was answered, to be posted again by whoever has looked at it."""
        return [bound.as_hidden() for bound in self if not bound.field.disabled]

    @property
    def is_sent(self) -> bool:
        """Whether the button that was pressed sends the letter, or shows it; the others only bring the form back."""
        return not {"change", "choose"} & self.data.keys()

    well_known_domains = " ".join(DOMAINS)

    @property
    def meant_address(self) -> str:
        """The address that the supporter may have meant, where theirs looks like a slip; a hint, never an error."""
        return meant_address(self.cleaned_data.get("email", "")) if hasattr(self, "cleaned_data") else ""

    def is_own(self, name: str) -> bool:
        """Whether the supporter changed this part of the author's letter."""
        return name in self.page.editable_fields and self.cleaned_data[name] != many_lines(self.initial[name])

    @property
    def shows_letter(self) -> bool:
        """Whether a folded letter is opened: there is something to mend in it, or the supporter wrote some of it."""
        return self.is_bound and any(name in self.errors or self.is_own(name) for name in TEXTS)

    def clean_stamp(self) -> Stamp:
        try:
            return read_stamp(self.cleaned_data["stamp"], page_id=self.page.pk)
        except NoStamp:
            words = _("This form had been open for too long. Everything is still here: send it again.")
            raise ValidationError(words) from None

    def clean_letter_version(self) -> str:
        version = self.cleaned_data["letter_version"]
        if version and version != self.initial["letter_version"]:
            raise ValidationError(self._words_of_change())
        return version

    def _words_of_change(self) -> str:
        left = self._texts_left_alone()
        self._show_new(left)
        words = _("The letter has changed since you opened this page. Read it again, then send it.")
        kept = _("What you wrote yourself is still here.")
        has_own = self.cleaned_data.get("shown_texts") and self.page.editable_fields - left
        return f"{words} {kept}" if has_own else words

    def _texts_left_alone(self) -> set[str]:
        """Those that the supporter sent just as they were shown; none where the form does not say what it showed."""
        shown = zip(TEXTS, self.cleaned_data.get("shown_texts", "").split("."), strict=False)
        return {name for name, version in shown if version == version_of_text(name, self.cleaned_data.get(name, ""))}

    def _show_new(self, names: set[str]) -> None:
        """The author's texts of now, in the place of the old ones: nobody signs what the author has taken back."""
        self.data = self.data.copy()
        for name in names & self.page.editable_fields:
            self.data[name] = self.cleaned_data[name] = self.initial[name]

    @property
    def consent_words(self) -> str:
        """What the supporter agreed to; nothing where they did not."""
        return self.page.consent_words if self.cleaned_data["consent_updates"] else ""

    def clean_consent_version(self) -> str:
        version = self.cleaned_data["consent_version"]
        if self.cleaned_data.get("consent_updates") and version and version != self.initial["consent_version"]:
            words = _("These words have changed since you opened this page. Read them again, then send your letter.")
            self.add_error("consent_updates", words)
        return version
