"""On a translation: words of its own for those whom the lead page names as recipients."""

from collections.abc import Iterator
from typing import Any

from django import forms
from wagtail.admin.forms.models import formfield_for_dbfield

from campaigns.wording import validate_placeholders


class OwnWordsForm(forms.Form):
    """A subject, an opening and a closing for each of the lead page's rows; empty ones leave the letter's own."""

    def __init__(self, data: Any = None, *, page: Any) -> None:
        super().__init__(data)
        self.rows = page.lead_page.rows
        for row in self.rows:
            own = page.own_row(row)
            for part in row.OWN_WORDS:
                field = formfield_for_dbfield(row._meta.get_field(part))
                field.validators.append(validate_placeholders)
                self.fields[_name(row, part)] = field
                self.initial[_name(row, part)] = getattr(own, part, "")

    def by_recipient(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for row in self.rows:
            yield row.shown_name, [self[_name(row, part)] for part in row.OWN_WORDS]

    def words(self) -> Iterator[tuple[Any, dict[str, str]]]:
        """What was filled in, with the row of the lead page that it is for. Ask it once valid."""
        for row in self.rows:
            yield row, {part: self.cleaned_data[_name(row, part)] for part in row.OWN_WORDS}


def _name(row: Any, part: str) -> str:
    return f"{part}_for_{row.whom}"
