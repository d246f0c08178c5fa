"""What allauth asks us: accounts are made by administrators alone, and attempts are counted by who really asks."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from cms.client_address import client_address


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Raises PermissionDenied where nobody can tell: what is not counted is not tried."""
        address = client_address(request)
        if not address:
            raise PermissionDenied
        return address
