"""What an operator hears of a running site: its log, its figures, its alarms."""

from cms.settings.reading import env, folder, one_of, safe_url

METRICS_TOKEN = env("METRICS_TOKEN", default="")  # opens /metrics to whoever brings it; empty: there is none
METERS_FOLDER = folder(env.ENVIRON, "PROMETHEUS_MULTIPROC_DIR")  # where processes add up what they count
if not METERS_FOLDER:
    env.ENVIRON.pop("PROMETHEUS_MULTIPROC_DIR", None)  # the library takes an empty name for the current folder
ALARM_URL = safe_url(env.ENVIRON, "ALARM_URL")  # is posted JSON when letters do not leave; empty: mail alone tells it

SENTRY_DSN = safe_url(env.ENVIRON, "SENTRY_DSN")  # where unexpected errors are told; empty: nowhere
LOG_FORMAT = one_of(env.ENVIRON, "LOG_FORMAT", words=("line", "json"), default="line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cms.logs.NamelessFormatter", "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "cms.logs.NamelessJson"},
    },
    "filters": {
        "request_id": {"()": "cms.request_id.RequestIdFilter"},
        "route": {"()": "cms.logs.RouteNotPath"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django_tasks": {"level": "WARNING"},  # two lines for each saved page say nothing
        # Here, not at a handler: so whatever handlers there are get no path.
        "django.request": {"filters": ["route"]},
        "django.security.csrf": {"filters": ["route"]},
    },
}
DEFAULT_EXCEPTION_REPORTER = "cms.logs.NamelessReporter"
