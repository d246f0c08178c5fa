"""Everything that development, tests and production share: Django's and Wagtail's settings here, the product's own in
letters.py, what operators hear in telling.py. Each environment variable is read once, in one of these or in
production.py; docs/operate.md lists them."""

from pathlib import Path

from cms.settings.letters import *  # noqa: F403
from cms.settings.reading import env, networks, safe_url
from cms.settings.telling import *  # noqa: F403

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"

# The defaults serve a laptop; production.py refuses to start on them.
SECRET_KEY = env("SECRET_KEY", default="for-a-laptop-only-never-for-real-letters")
PERSON_KEY = env("PERSON_KEY", default="for-a-laptop-only")  # keys supporters' hashes: outlives SECRET_KEY
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env("SITE_URL", default="http://localhost:8000")
TRUSTED_PROXIES = networks(env.ENVIRON, "TRUSTED_PROXIES")  # whose X-Forwarded-For is believed

INSTALLED_APPS = [
    "home",
    "campaigns",
    "cms",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.locales",
    "wagtail",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",  # not mounted; modeladmin borrows its filters
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "cms.health.ProbesMiddleware",
    "cms.request_id.RequestIdMiddleware",
    "cms.page_cache.PageCacheMiddleware",  # before all that costs time; it keeps what the others add
    "cms.policy.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.PageLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.sign_in.sessions.SessionEndsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "campaigns.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "campaigns.middleware.RefusedPublishMiddleware",
    "cms.page_gate.PageGateMiddleware",
    "cms.keeping.InUseMiddleware",
    "cms.middleware.IncompleteFormMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "campaigns.sources.letter_source",
                "campaigns.embed.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "wagtail.templatetags.wagtailcore_tags",
                "wagtail.images.templatetags.wagtailimages_tags",
                "cms.templatetags.dates",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # writers queue up instead of failing half-way
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # What DATABASE_URL says, such as ?sslmode=require, stays. Seconds: a lost server is not waited for, and a host that
    # was lost within a transaction does not keep its locks, which every worker needs.
    defaults = {"connect_timeout": 5, "options": "-c idle_in_transaction_session_timeout=60s"}
    DATABASES["default"]["OPTIONS"] = defaults | DATABASES["default"].get("OPTIONS", {})
REQUIRE_DURABLE_DATABASE = False  # whether to start on a PostgreSQL that may forget what it confirmed
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `default` is each process's own. `shared` is what they have to know of each other: who has tried to sign in how often.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond that attempts would be forgotten
    },
}
if REDIS_URL := env("REDIS_URL", default=""):  # in place of the database's table
    CACHES["shared"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
REMEMBERED_FOR = 1.0  # seconds for which each process remembers what every form asks about, see cms.briefly
# A cache in front that takes PURGE requests: told of each page that is published or taken back. Empty: there is none.
if FRONTEND_CACHE := safe_url(env.ENVIRON, "FRONTEND_CACHE"):
    INSTALLED_APPS.append("wagtail.contrib.frontend_cache")
    BY_PURGE = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
    WAGTAILFRONTENDCACHE = {"front": {"BACKEND": BY_PURGE, "LOCATION": FRONTEND_CACHE}}
KEEP_PAGES = not FRONTEND_CACHE  # public ones, rendered, for a second in each process; that cache would get old ones
PAGE_PARAMETERS = {"source", "framed", "language", "p"}  # of its address, on which a public page depends; p: sitemaps
PAGE_MAX_AGE = env.int("PAGE_MAX_AGE", default=1)  # seconds for which browsers and proxies keep a public page

AUTH_USER_MODEL = "cms.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; whoever is signed in then is asked again, see cms.sign_in.sessions

REQUIRE_2FA = env.bool("REQUIRE_2FA", default=False)  # of those who may see supporters; production.py asks for it
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "cms.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # there is no such page
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # our view knows whom the admin is open to
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/h/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators write the addresses

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [ROOT / "cms" / "locale"]  # one catalogue for the whole project
FORMAT_MODULE_PATH = "cms.formats"
TIME_ZONE = "America/Toronto"
USE_TZ = True
WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SERVE_MEDIA = False  # in production the web server does
DEMO_INBOX = None  # a folder, where letters go into an inbox that anyone with the address reads

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_SITE_NAME = MFA_TOTP_ISSUER = "Dear Minister"
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.picture_form.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # more than most telephones take; 200 MB once unpacked
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can hold scripts
WAGTAILDOCS_DOCUMENT_MODEL = "cms.SiteDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "key", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024  # bytes
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # a document is saved, never shown as if it were a page of ours
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = False  # cms.policy says more
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False  # sync would publish English aliases of drafts under /fr/
WAGTAILEMBEDS_RESPONSIVE_HTML = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes; a letter is a few thousand
X_FRAME_OPTIONS = "DENY"  # Wagtail lifts it for its own previews; cms.policy follows
SECURE_REFERRER_POLICY = "same-origin"
