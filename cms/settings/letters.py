"""How letters leave, whom they are from, what holds them up, and whom the product asks and tells about them."""

from datetime import timedelta
from email.utils import parseaddr

from cms.settings.reading import env, file_in_folder, one_of, plain_number

# Letters leave by SMTP, or by an e-mail service provider of django-anymail. The provider's own variables all begin with
# its name, as django-anymail names them: POSTMARK_SERVER_TOKEN, MAILGUN_API_KEY, MAILGUN_SENDER_DOMAIN.
ANYMAIL_PROVIDER = env("ANYMAIL_PROVIDER", default="")
vars().update(env.email("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 20  # seconds; Django's own default is to wait for ever
ANYMAIL = {
    "REQUESTS_TIMEOUT": EMAIL_TIMEOUT,
    "WEBHOOK_SECRET": [secret for secret in env.list("ANYMAIL_WEBHOOK_SECRET", default=[]) if secret],  # user:password
}
HAS_WEBHOOKS = False  # whether a provider reports what became of a letter
if ANYMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{ANYMAIL_PROVIDER}.EmailBackend"
    switches = {"true": True, "false": False}
    for name, value in env.ENVIRON.items():
        if name.startswith(f"{ANYMAIL_PROVIDER.upper()}_"):
            ANYMAIL[name] = switches.get(value.lower(), value)
    HAS_WEBHOOKS = bool(ANYMAIL["WEBHOOK_SECRET"])
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=4)  # of each worker
LETTERS_FROM_EMAIL = parseaddr(env("LETTERS_FROM_EMAIL", default="letters@campaigns.example.org"))[1]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = LETTERS_FROM_EMAIL
LETTERS_REPLY_TO = parseaddr(env("LETTERS_REPLY_TO", default=""))[1]  # where supporters stay unknown; empty: as From
LETTERS_DOMAIN = LETTERS_FROM_EMAIL.rpartition("@")[2]

LETTERS_A_DAY = plain_number(env.ENVIRON, "LETTERS_A_DAY", default=50_000, most=1_000_000)  # None: as many as there are
CONFIRMATION_REMINDER_AFTER = timedelta(days=2)  # one reminder, where the letter is still to be confirmed
UNCONFIRMED_KEPT = timedelta(days=7)  # then the letter is dropped, and its address may sign again
LETTER_WORDS = 500  # one page: what guides to writing to members ask for (cpj.ca/content/how-write-letter-mp, for one)
WISHES_FILE = file_in_folder(env.ENVIRON, "WISHES_FILE")  # what supporters take back, for a restore; empty: nowhere

# Letters that look like a machine's: `watch` notes it, `enforce` has them confirmed by e-mail or seen by staff first.
ABUSE_CONTROLS = one_of(env.ENVIRON, "ABUSE_CONTROLS", words=("watch", "enforce"), default="watch")
NETWORK_KEPT = timedelta(days=30)  # keyed hashes of where a letter came from, so that staff find what came with it

# Who is asked over the network about postal codes that the local table does not know.
REPRESENT_URL = env("REPRESENT_URL", default="")  # https://represent.opennorth.ca or a mirror; empty: nobody
LOOKUP_BACKEND = "campaigns.lookup.represent"
