"""Reads a person's address from the terminal or a pipe: an argument would stand in the list of processes and in the
shell's history."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from campaigns.fields import AddressField


def ask_address() -> str:
    """Raises CommandError where it is no address; says not which."""
    if sys.stdin.isatty():
        sys.stderr.write("E-mail address: ")
        sys.stderr.flush()
    try:
        return AddressField().clean(sys.stdin.readline().strip())
    except ValidationError:
        raise CommandError("Write one e-mail address on standard input.") from None
