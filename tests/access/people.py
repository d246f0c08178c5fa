"""Whoever may ask for an address: nobody in particular, somebody without a role, and one person of each role."""

from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client

from campaigns.roles import ROLES
from tests import factories

ANONYMOUS, NO_ROLE = "anonymous", "no role"
REFUSAL = "Sorry, you do not have permission to access this area."
LOGINS = ("/admin/login/", "/en/_util/login/")


class Person:
    """Asks always as it came in, whatever the answers before were."""

    def __init__(self, name: str, *roles: str) -> None:
        self.client = Client(raise_request_exception=False)
        if name != ANONYMOUS:
            self.user = factories.UserFactory()
            self.user.groups.set(Group.objects.filter(name__in=roles))
            self.client.force_login(self.user)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, url: str, data: dict | None = None) -> HttpResponse:
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        return getattr(self.client, method)(url, data or {})


def everybody() -> dict[str, Person]:
    strangers = {name: Person(name) for name in (ANONYMOUS, NO_ROLE)}
    return strangers | {role.name: Person(role.name, role.name) for role in ROLES}


def is_let_in(response: HttpResponse) -> bool:
    """Not led to the login, nor home with the words that refuse, and not told that what is there is not found."""
    if response.status_code in (403, 404):
        return False
    if response.status_code not in (301, 302, 303):
        return True
    request, to = response.wsgi_request, response["Location"].partition("?")[0]
    if to == f"/en{request.path}":  # what is not found is looked for under a language, and not found there
        return False
    said = "".join(str(message) for message in getattr(request, "_messages", ()))
    return to not in LOGINS and REFUSAL not in said
