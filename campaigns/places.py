"""Where a supporter lives, as forms ask for it: a postal code, its riding, and what to do where that is not known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.fields import LATER, DistrictField, PostalCodeField


@dataclass(frozen=True)
class Places:
    """What the form is told about districts. `known` answers without asking anybody outside: the districts of a
    postal code, or None where that is not known; `near` those with similar codes."""

    districts: Any  # a queryset of all that may be chosen
    known: Callable[[str], Sequence | None]
    near: Callable[[str], list]
    can_ask_others: bool


def living_in_canada(data):
    """Whoever asks for the ridings to choose from lives in one, whatever box they had ticked before."""
    own = data.copy()
    own.pop("outside_country", None)
    return own


class AsksPlace(forms.Form):
    """A form with `postal_code`, `district`, `outside_country` and, where its campaign asks for them, `street` and
    `city`: what is wrong with these together, and which riding they mean."""

    page: Any  # the campaign page that is signed
    places: Places | None

    @property
    def asks_district(self) -> bool:
        return "district" in self.errors or bool(self.data.get("district"))

    @property
    def district_for(self) -> str:
        """The postal code for which the form that is shown now asks for the riding."""
        return self.cleaned_data.get("postal_code", "")

    @property
    def chosen_district(self):
        """The district the letter is signed from; None where there is none, or where it is not known yet."""
        district = self.cleaned_data["district"]
        return None if district == LATER else district

    @property
    def is_unresolved(self) -> bool:
        """Whether somebody else, or the supporter, has to say later which district it is."""
        return self.page.needs_district and not self.cleaned_data["outside_country"] and self.chosen_district is None

    def clean(self) -> dict:
        cleaned = super().clean()
        self._check_address(cleaned)
        if cleaned.get("outside_country"):
            cleaned |= {"postal_code": "", "district": None}
            self._errors_of_place_do_not_count()
        elif "postal_code" not in self.errors:
            self._find_district(cleaned)
        return cleaned

    def _check_address(self, cleaned: dict) -> None:
        """Who lives abroad proves nothing by it, and may leave it out."""
        words = {"street": _("Enter your street and number."), "city": _("Enter your city.")}
        for name in words.keys() & self.fields.keys():
            if name not in self.errors and not cleaned[name] and not cleaned.get("outside_country"):
                self.add_error(name, words[name])

    def _errors_of_place_do_not_count(self) -> None:
        for name in ("postal_code", "district"):
            self.errors.pop(name, None)
        if not self.page.has_fixed_recipient:
            self.add_error("outside_country", _("This letter goes only to members of Parliament of people in Canada."))

    def _find_district(self, cleaned: dict) -> None:
        if not cleaned["postal_code"]:
            return self.add_error("postal_code", _("Enter your postal code, or say that you live outside Canada."))
        if self.page.needs_district and "district" not in self.errors and self.places:
            settle = self._doubt_choice if cleaned.get("district") else self._look_up
            settle(cleaned)
        return None

    def _doubt_choice(self, cleaned: dict) -> None:
        """A riding that was chosen for another postal code is asked for again, once: supporters may know better than
        our list. A form that does not say for which code it asked is believed."""
        code, chosen = cleaned["postal_code"], cleaned["district"]
        if chosen == LATER or self.data.get("district_for", code) == code:
            return
        known = self.places.known(code)
        if known and chosen not in known:
            self._ask_district(cleaned, _("This riding does not seem to be that of your postal code. Choose yours."))

    def _look_up(self, cleaned: dict) -> None:
        """The POST asks nobody outside: a code that is not known goes to the worker, or back to the supporter."""
        known = self.places.known(cleaned["postal_code"])
        if "choose" in self.data:
            self._ask_district(cleaned, _("Choose your riding."))
        elif known is not None and len(known) == 1:
            cleaned["district"] = known[0]
        elif known:
            self._ask_which_of(known)
        elif known is not None or not self.places.can_ask_others:
            self._ask_district(cleaned, _("We could not tell your riding from this postal code. Choose it."))

    def _ask_which_of(self, known: Sequence) -> None:
        self.fields["district"].offer_only(known)
        self.add_error("district", _("Your postal code lies in more than one riding. Choose yours."))

    def _ask_district(self, cleaned: dict, words: str) -> None:
        self.fields["district"].narrow(cleaned["postal_code"], self.places.near(cleaned["postal_code"]))
        self.add_error("district", words)


class PlaceForm(forms.Form):
    """What the look-up beside the form needs."""

    postal_code = PostalCodeField()


class DistrictForm(forms.Form):
    """Asks for the riding alone: beside the letter form, where it may still be told later, or on the receipt."""

    use_required_attribute = False

    district = DistrictField(
        label=_("Your riding"),
        queryset=None,
        empty_label=_("Choose"),
        error_messages={"required": _("Choose your riding."), "invalid_choice": _("Choose a riding from the list.")},
    )

    def __init__(self, data=None, *, places: Places, postal_code: str, offers_later: bool = False):
        super().__init__(data, auto_id="letter_%s")
        self.fields["district"].queryset = places.districts
        self.fields["district"].offers_later = offers_later
        self.fields["district"].narrow(postal_code, places.near(postal_code))

    def offer_only(self, districts: Sequence) -> None:
        self.fields["district"].offer_only(districts)
