"""Whoever may see supporters, or give somebody the right to, signs in with a second factor where REQUIRE_2FA is on."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

from campaigns.roles import GUARDED

# What must work until the second factor is there: to set it up, and to go away.
OPEN = {"account_login", "account_reauthenticate", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite"}
OPEN |= {"wagtailadmin_javascript_catalog"}


def must_have_one(user) -> bool:
    return any(user.has_perm(permission) for permission in GUARDED)


def has_one(user) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


class SecondFactorMiddleware:
    """Leads such a person, who has none yet, to where it is set up: nothing else of the admin opens before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.REQUIRE_2FA
            and request.path_info.startswith(reverse("wagtailadmin_home"))
            and self.lacks_it(request)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def lacks_it(self, request: HttpRequest) -> bool:
        name = resolve(request.path_info).url_name or ""
        is_open = name in OPEN or name.startswith(("mfa_", "wagtailadmin_password_reset"))
        return not is_open and must_have_one(request.user) and not has_one(request.user)
