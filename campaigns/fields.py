"""The kinds of answer that the letter form takes, each cleaned where it comes in."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email
from localflavor.ca.ca_provinces import PROVINCE_CHOICES
from localflavor.ca.forms import CAPostalCodeField

from campaigns.cleaning import many_lines, one_line, source_name

refuse_null = ProhibitNullCharactersValidator()


class OneLineField(forms.CharField):
    """One line without anything invisible. A NUL is refused: no keyboard types it."""

    tidy = staticmethod(one_line)
    max_length: int  # always given

    def to_python(self, value):
        text = super().to_python(value)
        refuse_null(text)
        if len(text) > 2 * self.max_length:  # tidying shortens, but takes the square of the length in accents
            MaxLengthValidator(self.max_length)(text)
        return self.tidy(text)


class LetterTextField(OneLineField):
    widget = forms.Textarea
    tidy = staticmethod(many_lines)

    def widget_attrs(self, widget):
        """Without `maxlength`: browsers cut off what is pasted and say nothing."""
        return {}


class SourceField(forms.CharField):
    """Not typed by the supporter, so never wrong: what cannot be in the name of a source falls away."""

    widget = forms.HiddenInput

    def clean(self, value):
        return source_name(value or "")


class ShownVersionField(forms.CharField):
    """Which version of a text the supporter was shown. The page that answers shows the newest, and says so."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return initial


class AddressField(forms.CharField):
    """An e-mail address in ASCII, syntax checked, nobody asked whether it exists."""

    default_error_messages = {"invalid": _("Enter one e-mail address, such as name@example.org.")}
    widget = forms.EmailInput

    def clean(self, value):
        address = super().clean(value).strip()
        try:
            ascii_address = validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email
        except EmailNotValidError:
            raise ValidationError(self.error_messages["invalid"]) from None
        if "=?" in ascii_address:  # mail programs would decode it (RFC 2047) and answer somebody else
            raise ValidationError(self.error_messages["invalid"])
        return ascii_address


NEVER = re.compile("[DFIOQU]")  # Canada Post uses no letters that are easily misread


def in_usual_signs(text: str) -> str:
    """Wide letters as usual ones, and the digits of every script as 0 to 9: they are typed for the same code."""
    usual = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(character, character)) for character in usual)


class PostalCodeField(CAPostalCodeField):
    """A Canadian postal code in any spelling; cleaned to six characters, K1A0A6."""

    default_error_messages = {
        "invalid": _("Enter a postal code such as K1A 0A6."),
        "letter": _("No postal code has the letter %(letter)s. Is it a digit, such as 0 or 1?"),
    }
    LONGEST = 100  # characters, as typed

    def clean(self, value):
        if len(value or "") > self.LONGEST:
            raise ValidationError(self.error_messages["invalid"])
        compact = in_usual_signs(one_line(value or "")).replace(" ", "").replace("-", "").upper()
        if len(compact) == len("K1A0A6") and (letter := NEVER.search(compact)):
            raise ValidationError(self.error_messages["letter"], code="letter", params={"letter": letter[0]})
        return super().clean(compact).replace(" ", "")


LATER = "later"  # instead of a district: the supporter is asked again by e-mail
PROVINCES = dict(PROVINCE_CHOICES)
# Canada Post's first letters of postal codes.
PROVINCES_OF = {"A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON", "L": "ON"} | {
    "M": "ON", "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC", "X": "NT", "Y": "YT"
}  # fmt: skip


class DistrictIterator(ModelChoiceIterator):
    """Districts by province: first those nearby, then the province of the postal code, then the others."""

    def __iter__(self) -> Iterator:
        yield ("", self.field.empty_label)
        if self.field.nearby:
            yield (_("Near your postal code"), [self.choice(district) for district in self.field.nearby])
        for province, districts in groupby(sorted(self.queryset, key=self._order), key=lambda one: one.province):
            yield (PROVINCES.get(province, province), [self.choice(district) for district in districts])
        if self.field.offers_later:
            yield (LATER, _("I’m not sure: ask me later"))

    def _order(self, district) -> tuple:
        return district.province != self.field.province, district.province, district.name


class DistrictField(forms.ModelChoiceField):
    """A district of `queryset`, or LATER where that is offered."""

    iterator = DistrictIterator
    nearby: list = []
    province = ""
    offers_later = False

    def narrow(self, postal_code: str, nearby: list) -> None:
        """Put first what a postal code suggests."""
        self.nearby, self.province = nearby, PROVINCES_OF.get(postal_code[:1], "")

    def offer_only(self, districts: Sequence) -> None:
        self.nearby = []
        self.queryset = self.queryset.filter(pk__in=[district.pk for district in districts])

    def to_python(self, value):
        return LATER if self.offers_later and value == LATER else super().to_python(value)
