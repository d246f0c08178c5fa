"""The test suite: fast password hashes, mail kept in memory, the database that DATABASE_URL names."""

import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATABASES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ANYMAIL_PROVIDER, ANYMAIL, HAS_WEBHOOKS = "", {}, False  # whatever the environment says
MEDIA_ROOT = Path(tempfile.gettempdir()) / "dear-minister-tests"
DEMO_INBOX = MEDIA_ROOT / "inbox"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
KEEP_PAGES, REMEMBERED_FOR = False, 0  # a test sees what it has just changed
REQUIRE_2FA = False
# Whatever the environment says, tests ask and tell nobody but their own fakes.
REPRESENT_URL = WISHES_FILE = ALARM_URL = METRICS_TOKEN = METERS_FOLDER = SENTRY_DSN = ""
ABUSE_CONTROLS, TRUSTED_PROXIES = "watch", []
