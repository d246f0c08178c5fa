"""A campaign page's form: the lead page has all of it, the other languages only what is written in one language."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.models import formfield_for_dbfield

from campaigns.wording import validate_placeholders

# What code reads from the lead page alone, next to its recipients.
SHARED = ("asks_address", "vacancy", "vacancy_hold_until", "vacancy_stand_in")
SHARED += ("asks_confirmation", "opens_at", "closes_at", "goal")

NEEDED_BY_VACANCY = {
    "hold": ("vacancy_hold_until", _("Say until when the letter waits.")),
    "stand_in": ("vacancy_stand_in", _("Choose who gets the letter instead.")),
}


class CampaignPageForm(WagtailAdminPageForm):
    """Nothing that is posted for a translation changes what all languages share: it is not in its form.

    In place of recipients a translation has words of its own for each of the lead page's.
    """

    def __init__(self, *args: Any, instance: Any, parent_page: Any = None, **kwargs: Any) -> None:
        if instance.locale_id is None:  # the preview of a page that is not stored yet
            instance.locale = parent_page.locale
        if instance._state.adding:
            _prefill_in_its_language(instance)
        super().__init__(*args, instance=instance, parent_page=parent_page, **kwargs)
        self.own_words: list[tuple[Any, dict[str, str]]] = []  # a row of the lead page, and the names of its fields
        if not instance.is_lead_page:
            self._leave_to_the_lead_page()

    def _leave_to_the_lead_page(self) -> None:
        page = self.instance
        page.lead_page = page.lead_page.newest_before_it_is_live()
        for name in SHARED:
            self.fields.pop(name, None)
        self.formsets.pop("recipient_rows", None)
        for row in page.lead_page.rows:
            names = {part: f"{part}_for_{row.whom}" for part in row.OWN_WORDS}
            self.own_words.append((row, names))
            for part, name in names.items():
                self.fields[name] = formfield_for_dbfield(row._meta.get_field(part))
                self.fields[name].validators.append(validate_placeholders)
                self.initial[name] = getattr(page.own_row(row), part, "")

    def words_by_recipient(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Whom the lead page names, with the fields of this page's words for that one alone."""
        for row, names in self.own_words:
            yield row.shown_name, [self[name] for name in names.values()]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        opens, closes = answers.get("opens_at"), answers.get("closes_at")
        if isinstance(opens, datetime) and isinstance(closes, datetime) and closes <= opens:
            self.add_error("closes_at", gettext("Choose a time after the one at which the campaign opens."))
        needed, message = NEEDED_BY_VACANCY.get(answers.get("vacancy", ""), ("", ""))
        if needed and not answers.get(needed) and needed not in self.errors and not self.is_deferred_validation:
            self.add_error(needed, message)
        return answers

    def save(self, commit: bool = True) -> Any:
        if not self.instance.is_lead_page:
            self.instance.keep_own_words(
                [
                    (row, {part: self.cleaned_data[name] for part, name in names.items()})
                    for row, names in self.own_words
                ]
            )
        return super().save(commit)


def _prefill_in_its_language(page: Any) -> None:
    """The words that a new page starts with are lazy: they would follow the language of whoever edits."""
    with translation.override(page.locale.language_code):
        page.body = json.dumps(page.body.get_prep_value(), cls=DjangoJSONEncoder)
