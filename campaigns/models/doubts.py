"""Why a letter may be a machine's, or not its supporter's. A doubt never refuses a letter: it asks somebody first."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Doubt(models.TextChoices):
    TRAP = "trap", _("A field was filled in that people do not see")
    TOO_FAST = "too_fast", _("The form was filled in within seconds")
    ONE_ADDRESS = "one_address", _("Many letters from one computer")
    ONE_NETWORK = "one_network", _("Many letters from one network")
    ONE_DOMAIN = "one_domain", _("Many letters with one e-mail domain")
    LISTED = "listed", _("Staff want letters from there confirmed")
    HELD = "for_staff", _("Staff want to see letters from there first")
    REFUSED = "refused", _("Staff, or the owner of the e-mail address, want no letters from there")


def written(doubts: Iterable[Doubt]) -> str:
    """As a letter keeps them: one text, in which each is found."""
    return " ".join(sorted(doubts))


def read(text: str) -> list[Doubt]:
    return [Doubt(word) for word in text.split()]
