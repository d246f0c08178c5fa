"""What `django-admin startproject` and `wagtail start` would set, for production: their middleware and no other."""

from cms.settings.base import TEMPLATES
from tests.bench.settings import *  # noqa: F403

ACCOUNTS = "tests.bench.anchors.apps.AccountsConfig"
INSTALLED_APPS = [ACCOUNTS if name == "allauth.account" else name for name in INSTALLED_APPS]  # noqa: F405
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "tests.bench.anchors.urls"
OWN = {"campaigns.sources.letter_source", "campaigns.embed.frame"}
PROCESSORS = [one for one in TEMPLATES[0]["OPTIONS"]["context_processors"] if one not in OWN]
TEMPLATES = [TEMPLATES[0] | {"OPTIONS": TEMPLATES[0]["OPTIONS"] | {"context_processors": PROCESSORS}}]
DATABASES["default"]["CONN_MAX_AGE"] = 60  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
ALLOWED_HOSTS = ["letters.example.net"]
WAGTAIL_I18N_ENABLED = False
