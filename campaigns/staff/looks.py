"""Whoever opens a letter has looked at its supporter: the audit log says who, when, and which number."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from campaigns.history import note_look
from campaigns.staff.numbered import Look


class LetterLook(Look):
    """For whoever may view letters. The entry is made before anything is shown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.check_action_permitted(request.user):
            note_look(self.instance, by=request.user)
        return super().dispatch(request, *args, **kwargs)
