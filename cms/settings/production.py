"""Production: refuses to start without its secrets; everything over HTTPS behind a proxy."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403
from cms.settings.base import LOGGING, SITE_URL, STORAGES
from cms.settings.reading import env

REQUIRED = ["SECRET_KEY", "PERSON_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "LETTERS_FROM_EMAIL"]
missing = [name for name in REQUIRED if not env.ENVIRON.get(name)]
if not (env.ENVIRON.get("EMAIL_URL") or env.ENVIRON.get("ANYMAIL_PROVIDER")):
    missing.append("EMAIL_URL (or ANYMAIL_PROVIDER)")
if missing:
    raise ImproperlyConfigured(f"Set these environment variables first: {', '.join(missing)}")

REQUIRE_DURABLE_DATABASE = True
if not env.ENVIRON.get("ABUSE_CONTROLS"):
    ABUSE_CONTROLS = "enforce"
if not env.ENVIRON.get("LOG_FORMAT"):
    LOGGING["handlers"]["console"]["formatter"] = "json"
REQUIRE_2FA = env.bool("REQUIRE_2FA", default=True)

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$", r"^anymail/"]  # a webhook over HTTP is refused, not led on
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
