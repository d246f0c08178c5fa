import os
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from campaigns.permissions import set_up_roles
from home.first_site import HasPages, set_up_site

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PASSWORD = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 (the variable that createsuperuser reads, too)


class Command(BaseCommand):
    help = "A new installation: its languages, first pages, organisation and first administrator. What is there stays."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", metavar="NAME", help="in English")
        parser.add_argument("--organisation-fr", metavar="NAME", default="", help="in French; empty: as in English")
        parser.add_argument("--languages", metavar="CODES", default=",".join(LANGUAGES), help="such as en,fr")
        parser.add_argument("--administrator", metavar="E-MAIL", help="the first person, who may do everything")

    def handle(self, *, organisation, organisation_fr, languages, administrator, **options):
        codes = known_languages(languages)
        name = organisation or ask("Name of the organisation, in English", instead="--organisation")
        email = known_address(administrator or ask("First administrator's e-mail address", instead="--administrator"))
        with transaction.atomic():
            self.make_site({"en": name, "fr": organisation_fr}, codes)
            self.make_administrator(email)
        self.stdout.write("Next: check_sending; then Settings → Sending in the admin. Until then all mail is a test.")

    def make_site(self, organisation: dict[str, str], languages: list[str]) -> None:
        try:
            made = set_up_site(address=settings.SITE_URL, organisation=organisation, languages=languages)
        except HasPages as first:
            raise CommandError(f"The site shows “{first}” already, which no setup has made. Nothing changed.") from None
        set_up_roles()
        for page in made:
            self.stdout.write(f"Made  {page.full_url}")
        if not made:
            self.stdout.write("All pages are there already.")

    def make_administrator(self, email: str) -> None:
        """With the password of the environment, or with a link to set one: none stands in a list of processes."""
        people = get_user_model().objects
        if people.filter(is_superuser=True).exists():
            self.stdout.write("There is an administrator already.")
            return
        person = people.create_superuser(email, email, os.environ.get(PASSWORD))
        self.stdout.write(f"Made  the administrator {email}")
        if not person.has_usable_password():
            hours = settings.PASSWORD_RESET_TIMEOUT // 3600
            self.stdout.write(f"Within {hours} hours, choose a password at {password_link(person)}")


def ask(question: str, *, instead: str) -> str:
    """Raises CommandError where nobody sits at a terminal."""
    if not sys.stdin.isatty():
        raise CommandError(f"Say {instead}, or answer at a terminal.")
    while not (answer := input(f"{question}: ").strip()):
        pass
    return answer


def known_languages(codes: str) -> list[str]:
    wanted = [code.strip() for code in codes.split(",")]
    if unknown := set(wanted) - set(LANGUAGES):
        raise CommandError(f"Unknown: {', '.join(sorted(unknown))}. The site speaks {', '.join(LANGUAGES)}.")
    if wanted[0] != settings.LANGUAGE_CODE:
        raise CommandError(f"The first language is {settings.LANGUAGE_CODE}: visitors of no other language get it.")
    return wanted


def known_address(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email} is no e-mail address.") from None
    return email


def password_link(person) -> str:
    who = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return settings.SITE_URL + reverse("wagtailadmin_password_reset_confirm", args=[who, token])
