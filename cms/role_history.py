"""Whose roles were changed, and by whom, stands in the history of the person."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log

from cms.models import User

SUPERUSER = gettext_noop("Superuser")


def roles_of(person: User) -> set[str]:
    return {*person.groups.values_list("name", flat=True), *([SUPERUSER] if person.is_superuser else [])}


def note_roles(person: User, *, before: set[str], by: Any) -> None:
    """Nothing where the roles are as they were."""
    now = roles_of(person)
    if now != before:
        data = {"given": sorted(now - before), "taken": sorted(before - now)}
        log(instance=person, action="cms.roles_changed", user=by, data=data)


def note_bulk(request: HttpRequest, action_type: str, people: Iterable[Any], action: Any) -> None:
    """Wagtail gives a role to everybody who was ticked, and logs nothing."""
    if action_type == "assign_role":
        role = action.cleaned_form.cleaned_data["role"]
        for person in people:
            data = {"given": [role.name], "taken": []}
            log(instance=person, action="cms.roles_changed", user=request.user, data=data)


class RolesChanged(LogFormatter):
    label = _("Roles changed")

    def format_message(self, log_entry: Any) -> str:
        words = {"given": _listed(log_entry.data["given"]), "taken": _listed(log_entry.data["taken"])}
        return gettext("Roles given: %(given)s; taken: %(taken)s") % words


def _listed(names: list[str]) -> str:
    return ", ".join(gettext(name) for name in names) or "–"
