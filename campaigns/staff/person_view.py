"""A person asks what is held on them, or to be forgotten: a data officer answers. The address is only ever posted."""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.fields import AddressField
from campaigns.held import as_text, what_is_held
from campaigns.history import note_person
from campaigns.models import Letter
from campaigns.pipeline.forget import forget_supporter

MAY = ("campaigns.export_letter", "campaigns.forget_letter")
WAIT = 5.0  # seconds that a request waits for workers; the clock does the rest


class PersonForm(forms.Form):
    email = AddressField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))


@method_decorator(never_cache, "dispatch")
class PersonView(WagtailAdminTemplateMixin, FormView):
    """For whoever may export letters and have them erased. Says how many letters there are, and shows none of them."""

    form_class = PersonForm
    template_name = "campaigns/admin/person.html"
    page_title = _("A person's data")
    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(MAY):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def form_valid(self, form: PersonForm) -> HttpResponse:
        self.address = form.cleaned_data["email"]
        self.letters = list(Letter.objects.of_person(self.address).select_related("campaign").order_by("pk"))
        deeds = {"json": self._as_json, "text": self._as_text, "forget": self._forget}
        deed = next((deed for name, deed in deeds.items() if name in self.request.POST), self._look)
        return deed(form)

    def _look(self, form: PersonForm) -> HttpResponse:
        note_person("person_sought", self.letters, by=self.request.user)
        return self.render_to_response(self.get_context_data(form=form, letters=self.letters))

    def _as_json(self, form: PersonForm) -> HttpResponse:
        text = json.dumps(self._held(), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        return _file(text, "json", "application/json")

    def _as_text(self, form: PersonForm) -> HttpResponse:
        return _file(as_text(self._held()), "txt", "text/plain; charset=utf-8")

    def _held(self) -> list[dict[str, Any]]:
        note_person("person_exported", self.letters, by=self.request.user)
        return what_is_held(self.address)

    def _forget(self, form: PersonForm) -> HttpResponse:
        note_person("person_forgotten", self.letters, by=self.request.user)
        done = forget_supporter(self.address, patience=WAIT)
        number = done.erased + done.dropped
        words = ngettext("%(number)s letter erased.", "%(number)s letters erased.", number) % {"number": number}
        messages.success(self.request, words)
        if done.in_hand:
            messages.warning(self.request, _("Some are leaving at this moment. They are erased once they have left."))
        return self.render_to_response(self.get_context_data(form=PersonForm()))


def _file(text: str, kind: str, content_type: str) -> HttpResponse:
    """Its name says nothing about whom it is about."""
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="data.{kind}"'
    return response


class PersonMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perms(MAY)


def menu_item() -> PersonMenuItem:
    return PersonMenuItem(PersonView.page_title, reverse("person"), icon_name=PersonView.header_icon, order=230)
