"""A house is dissolved, or sits again: what becomes of the letters to its members that have not left."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.generic import EditView

from campaigns.history import note
from campaigns.models import Delivery, Legislature
from campaigns.models.reasons import Reason


@transaction.atomic
def follow_dissolution(house: Legislature, *, by: AbstractBaseUser) -> int:
    """Hold its members' queued letters, or queue again what was held for that alone; returns how many that changed.

    Whoever is elected gets them: a recipient is the seat, and its address is read when a letter leaves.
    """
    if house.dissolved:
        what, won = "letters_hold", Delivery.objects.to_members_of(house).hold_queued(Reason.DISSOLVED)
    else:
        what, won = "letters_send", Delivery.objects.held_by_dissolution_of(house).queue_held()
    if won:
        note(house, what, by=by, letters=won)
    return won


class EditLegislature(EditView):
    """The switch and what follows from it are one transaction, and the editor is told how many letters it concerned."""

    letters: int | None = None

    def save_instance(self) -> Legislature:
        house: Legislature = super().save_instance()
        if "dissolved" in self.form.changed_data:
            self.letters = follow_dissolution(house, by=self.request.user)
        return house

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.letters is not None:
            messages.warning(self.request, words_for(self.object, self.letters))
        return response


def words_for(house: Legislature, letters: int) -> str:
    if house.dissolved:
        text = ngettext(
            "%(letters)s letter to its members is held. It goes to whoever is elected, once you say that the house is "
            "no longer dissolved: bring its members up to date first.",
            "%(letters)s letters to its members are held. They go to whoever is elected, once you say that the house "
            "is no longer dissolved: bring its members up to date first.",
            letters,
        )
    else:
        text = ngettext(
            "%(letters)s letter that was held goes on its way.",
            "%(letters)s letters that were held go on their way.",
            letters,
        )
    return text % {"letters": letters}
