"""What supporters agree to when they ask for news: whose news, and how they end it."""

import hashlib

from django.utils.translation import gettext as _


def consent_words(organisation: str) -> str:
    """In the active language, as they stand beside the box and are kept with the letter of whoever ticked it."""
    words = _(
        "Yes, %(organisation)s may send me news by e-mail. "
        "I can end it at any time by the link in each of these e-mails."
    )
    return words % {"organisation": organisation}


def version_of(words: str) -> str:
    """Tells whether somebody was shown these very words."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]
