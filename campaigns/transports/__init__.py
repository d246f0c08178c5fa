"""Ways to hand a finished message over. Each knows how far the conversation had come, so that nothing is guessed."""

from django.conf import settings

from campaigns.transports.base import Transport
from campaigns.transports.handed import BackendTransport
from campaigns.transports.provider import ProviderTransport
from campaigns.transports.smtp import SmtpTransport

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # what EMAIL_URL=smtp:// names


def new_transport() -> Transport:
    """One connection's worth of what the settings name. Not connected yet."""
    if settings.EMAIL_BACKEND == SMTP_BACKEND:
        return SmtpTransport()
    return ProviderTransport() if settings.EMAIL_BACKEND.startswith("anymail.") else BackendTransport()
