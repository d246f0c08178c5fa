"""What stands for something that we need to recognise and not to know."""

import hashlib
import hmac

from django.conf import settings


def keyed(text: str, *, key: str | None = None) -> str:
    """64 hex digits, always the same for one text, which nobody finds out without PERSON_KEY, or another `key`."""
    key = settings.PERSON_KEY if key is None else key
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
