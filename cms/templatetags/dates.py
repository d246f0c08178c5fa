"""Every template's `date`, in place of Django's own: see the settings."""

from datetime import date as day
from typing import Any

from django import template
from django.template.defaultfilters import date as djangos_own

from cms.dates import date_format

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, arg: str | None = None) -> str:
    return date_format(value, arg) if isinstance(value, day) else djangos_own(value, arg)
