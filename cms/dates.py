"""Dates as each language writes them: in French the first day of a month is the 1er."""

import re
from datetime import date

from django.utils import formats
from django.utils.translation import get_language

DAY_OF_A_NAMED_MONTH = re.compile(r"(?<!\\)j(?= [FMNb])")


def date_format(value: date, format: str | None = None) -> str:  # noqa: A002 - as Django's own names it
    """As Django's `date_format`, which knows one form of a day for all."""
    shape = formats.get_format(format or "DATE_FORMAT")
    if value.day == 1 and (get_language() or "").startswith("fr"):
        shape = DAY_OF_A_NAMED_MONTH.sub(r"j\\e\\r", shape)
    return formats.date_format(value, shape)
