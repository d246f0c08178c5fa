"""A laptop: SQLite, and letters into an inbox that the browser shows. Also the settings of `make demo`."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import EMAIL_BACKEND, STATIC_ROOT, VAR, env

VAR.mkdir(exist_ok=True)
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
DEBUG = env.bool("DEBUG", default=True)
if DEBUG:
    DEFAULT_EXCEPTION_REPORTER = "django.views.debug.ExceptionReporter"  # on the developer's own screen
AUTH_PASSWORD_VALIDATORS = []  # the demo's logins share a simple password
WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
LETTERS_A_DAY = None  # what a laptop sends stays on it
DEMO_INBOX = VAR / "inbox"
if "EMAIL_URL" not in env.ENVIRON and "ANYMAIL_PROVIDER" not in env.ENVIRON:
    EMAIL_BACKEND = "home.inbox.EmailBackend"
