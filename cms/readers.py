"""The language of whoever reads the admin, outside Wagtail's views: these activate it, and take it back on their way
out, so that what is said about an exception would be in the browser's."""

from django.http import HttpRequest
from django.utils import translation


def in_readers_language(request: HttpRequest) -> translation.override:
    """Activates what the reader has chosen under Account; else the language stays."""
    profile = getattr(getattr(request, "user", None), "wagtail_userprofile", None)
    return translation.override(profile.get_preferred_language() if profile else translation.get_language())
