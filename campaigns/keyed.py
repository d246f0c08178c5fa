"""What stands for something that we need to recognise and not to know."""

import hashlib
import hmac

from django.conf import settings


def keyed(text: str) -> str:
    """64 hex digits, always the same for one text, which nobody finds out without PERSON_KEY."""
    return hmac.new(settings.PERSON_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
