from allauth.account.apps import AccountConfig


class AccountsConfig(AccountConfig):
    """Its tables are there; its middleware, which it asks for at the start, is none of Django's own."""

    name = "allauth.account"

    def ready(self):
        """Asks for nothing."""
