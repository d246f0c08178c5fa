from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import log

from cms.models import User


class Command(BaseCommand):
    help = "Takes away somebody's second factor, who has lost it: they set up a new one at their next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account called {username}.")
        Authenticator.objects.filter(user=person).delete()
        log(instance=person, action="cms.second_factor_removed")
        self.stdout.write(f"{username} signs in with the password alone until a new second factor is set up.")
