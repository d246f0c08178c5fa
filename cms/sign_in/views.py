"""The one way in, for the admin and for pages that only staff may read."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from wagtail.admin.views.account import PasswordResetView


class SignInForm(LoginForm):
    """Its fields are called `username` and `password` on the page, as everybody's password manager expects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page leads to the reset itself
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else super().add_prefix(field_name)


class SignIn(LoginView):
    """Whoever is in already goes on, unless the admin is closed to them: they may come in as somebody else."""

    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.has_perm("wagtailadmin.access_admin"):
            return redirect(self.get_success_url() or reverse("wagtailadmin_home"))
        return super().get(request, *args, **kwargs)


@method_decorator(rate_limit(action="reset_password"), name="dispatch")
class ForgottenPassword(PasswordResetView):
    """Says the same whether there is such an account or not."""
