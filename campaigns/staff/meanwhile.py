"""Two people have one form open: the second to save is told, at the field, what the first one saved there."""

import json
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext


class SavedMeanwhile(forms.BaseModelForm):
    """For rows without revisions, where the last one to save would undo the others' work without a word.

    The form takes along what each field held when it was opened, hashed. Saving again replaces what was said.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {name: _hash(value) for name, value in self.initial.items() if self.instance.pk and name in self.fields}
        self.fields["as_read"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=json.dumps(now))
        self.saved_meanwhile: set[str] = set()
        if self.is_bound:
            self.saved_meanwhile = self._differing(now)
            self.data = self.data.copy()
            self.data[self.add_prefix("as_read")] = json.dumps(now)

    def _differing(self, now: dict[str, str]) -> set[str]:
        try:
            read = json.loads(self.data.get(self.add_prefix("as_read")) or "{}")
        except ValueError:
            return set()
        return {name for name in now if isinstance(read, dict) and read.get(name, now[name]) != now[name]}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        for name in self.saved_meanwhile.intersection(self.changed_data):
            self.add_error(name, self._told(name))
        return answers

    def _told(self, name: str) -> str:
        display = getattr(self.instance, f"get_{name}_display", None)
        if stored := display() if display else getattr(self.instance, name):
            words = gettext("Somebody has saved “%(words)s” here since you opened this form. Save again to replace it.")
            return words % {"words": stored}
        return gettext("Somebody has emptied this field since you opened this form. Save again to fill it.")


def _hash(value: Any) -> str:
    return salted_hmac("as_read", str(value)).hexdigest()[:12]
