"""The checks before publishing, as a list for editors: what to mend, how grave it is and where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.panels import Panel

from campaigns.problems import Problem, problems, warnings


@dataclass(frozen=True)
class Check:
    """`place` names the tab and the field; both it and `path` are empty where no field of this page is to blame."""

    message: str
    place: str
    path: str


class Checklist:
    """What the newest stored draft of `page` lacks. A page that is not stored yet has no list."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @property
    def is_known(self) -> bool:
        return self.page.pk is not None

    @cached_property
    def draft(self) -> Any:
        """As it would be published: asked anew, since a form has changed the page in memory. A translation's lead page
        as its editors see it."""
        draft = self.page.get_latest_revision_as_object()
        if not draft.is_lead_page:
            draft.lead_page = draft.lead_page.newest_before_it_is_live()
        return draft

    @property
    def saved_at(self) -> datetime | None:
        return self.page.latest_revision_created_at or self.page.last_published_at

    @cached_property
    def errors(self) -> list[Check]:
        return [self._check(problem) for problem in problems(self.draft)] if self.is_known else []

    @cached_property
    def warnings(self) -> list[Check]:
        return [self._check(problem) for problem in warnings(self.draft)] if self.is_known else []

    def _check(self, problem: Problem) -> Check:
        tab = self._tabs.get(problem.field)
        if tab is None:
            return Check(problem.message, "", "")
        return Check(problem.message, f"{tab} › {self._label(problem.field)}", problem.path)

    @cached_property
    def _tabs(self) -> dict[str, str]:
        """The heading of the tab that each field stands on."""
        return {name: str(tab.heading) for tab in self.page.edit_handler.children for name in _fields(tab)}

    def _label(self, name: str) -> str:
        field = self.page._meta.get_field(name)
        if field.one_to_many:
            return capfirst(str(field.related_model._meta.verbose_name_plural))
        return capfirst(str(field.verbose_name))


def _fields(panel: Panel | str) -> Iterator[str]:
    if isinstance(panel, str):
        yield panel
    elif name := getattr(panel, "relation_name", None) or getattr(panel, "field_name", None):
        yield name
    else:
        for child in getattr(panel, "children", []):
            yield from _fields(child)
