"""People and groups in the admin: a group whose name the catalogue knows is shown in the language of whoever looks.

The database keeps one name. Staff may rename a group; it is then shown as they wrote it.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import TitleColumn
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.groups import GroupViewSet, IndexView
from wagtail.users.views.users import UserViewSet

from cms.models import User
from cms.role_history import note_roles, roles_of


class NamesGroups:
    """A form of a person, with the groups to tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            self.fields["groups"].label_from_instance = shown_name


class AddPersonForm(NamesGroups, UserCreationForm):
    pass


class EditPersonForm(NamesGroups, UserEditForm):
    pass


class ByTheirLike:
    """A superuser is made by superusers alone: they see every supporter, and nobody else may change them again."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        if "is_superuser" in form.fields and not self.request.user.is_superuser:
            form.fields["is_superuser"].disabled = True
        return form


class AddPerson(ByTheirLike, UserViewSet.add_view_class):
    def save_instance(self) -> Any:
        person = super().save_instance()
        note_roles(person, before=set(), by=self.request.user)
        return person


def may_change(reader: Any, people: Iterable[Any]) -> bool:
    """A superuser's password, address and account are for superusers alone to change."""
    return reader.is_superuser or not any(person.is_superuser for person in people)


class EditPerson(ByTheirLike, UserViewSet.edit_view_class):
    def save_instance(self) -> Any:
        before = roles_of(User.objects.get(pk=self.object.pk))  # the form has changed the one at hand already
        person = super().save_instance()
        note_roles(person, before=before, by=self.request.user)
        return person


class PeopleViewSet(UserViewSet):
    add_view_class = AddPerson
    edit_view_class = EditPerson

    def get_form_class(self, for_update: bool = False) -> type:
        return EditPersonForm if for_update else AddPersonForm


class GroupList(IndexView):
    columns = [
        TitleColumn(
            "name",
            label=_("Name"),
            accessor=lambda group: shown_name(group),
            sort_key="name",
            url_name="wagtailusers_groups:edit",
        )
    ]


class NamedGroupViewSet(GroupViewSet):
    index_view_class = GroupList


def shown_name(group: Any) -> str:
    return gettext(group.name)
