"""A campaign page's form: the lead page has all of it, the other languages only what is written in one language."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from campaigns.editor.own_words import OwnWordsForm

# What code reads from the lead page alone, next to its recipients.
SHARED = ("asks_address", "vacancy", "vacancy_hold_until", "vacancy_stand_in")
SHARED += (
    "asks_confirmation",
    "opens_at",
    "closes_at",
    "goal",
    "follow_up",
    "leads_on",
    "next_letter",
    "partner_sites",
)

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
        self.fields["slug"].required = False  # made from the title; autosave need not wait for it
        for name in {"follow_up", "next_letter"} & self.fields.keys():
            self.fields[name].widget.choose_one_text = _("Choose a campaign")  # Wagtail keeps the first language
        self.own_words: OwnWordsForm | None = None
        if not instance.is_lead_page:
            self._leave_to_the_lead_page()

    def _leave_to_the_lead_page(self) -> None:
        page = self.instance
        page.lead_page = page.lead_page.newest_before_it_is_live()
        for name in SHARED:
            self.fields.pop(name, None)
        self.formsets.pop("recipient_rows", None)
        self.own_words = OwnWordsForm(self.data if self.is_bound else None, page=page)

    def is_valid(self) -> bool:
        return super().is_valid() and (self.own_words is None or self.own_words.is_valid())

    def has_changed(self) -> bool:
        return super().has_changed() or (self.own_words is not None and self.own_words.has_changed())

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
        """Wagtail writes the draft of a page that is not live into its row, where other languages would read what
        holds for all before anybody has approved it: then only the revision has it."""
        if self.own_words:
            self.instance.keep_own_words(self.own_words.words())
        return super().save(commit and not self.instance.speaks_for_a_live_page)


def _prefill_in_its_language(page: Any) -> None:
    """The words that a new page starts with are lazy: they would follow the language of whoever edits."""
    with translation.override(page.locale.language_code):
        page.body = json.dumps(page.body.get_prep_value(), cls=DjangoJSONEncoder)
