"""One worker process beside bare smtplib: into a fast sink, into a slow relay, and with a million letters behind it."""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage as PlainLetter
from email.utils import localtime, make_msgid
from urllib.parse import quote

from django.db import connection
from wagtail.models import Page

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.message import Message
from campaigns.models import Delivery, Letter, Recipient, SendingSettings
from tests import factories
from tests.bench.servers import megabytes
from tests.bench.table import Row
from tests.crowd import multiply
from tests.letters import recipients_of, write_letters
from tests.sink import Sink

FAST, SLOW, LONG, ROUNDS = 3_000, 200, 100_000, 3
CONNECTIONS = 4
RELAY_ANSWERS_AFTER = 0.05  # seconds
MANY = 1_000_000
SENDER = "letters@campaigns.example.org"


def measure() -> Iterator[Row]:
    prepare()
    with Sink() as sink, one_worker(sink) as worker:
        yield from measure_fast(sink)
        yield from measure_relay(sink)
        yield from measure_with_many_behind(sink)
        yield from measure_memory(sink, worker)


def prepare() -> None:
    """A campaign of one page, letters to twenty offices of two domains, no caps."""
    Page.objects.filter(depth=2).delete()  # Wagtail's own
    index = factories.CampaignIndexPageFactory(parent=factories.make_site(), slug="campaigns")
    factories.CampaignPageFactory(parent=index, slug="justice", message="I ask you to act now. " * 60)
    SendingSettings.objects.update(recipient_cap=None, domain_cap=None)
    recipients_of({"example.org": 10, "example.com": 10})


@contextmanager
def one_worker(sink: Sink) -> Iterator[int]:
    """The process that an operator starts, on this bench's own database; its number."""
    of = connection.settings_dict
    database = f"postgres://{quote(of['USER'])}:{quote(of['PASSWORD'])}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    names = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "DEBUG": "false", "EMAIL_URL": sink.url}
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], env=os.environ | names | {"DATABASE_URL": database}
    )
    try:
        yield worker.pid
    finally:
        worker.terminate()
        worker.wait(30)


def measure_fast(sink: Sink) -> Iterator[Row]:
    ours = max(worker_rate(sink, FAST) for _ in range(ROUNDS))
    bare = max(bare_rate(sink, FAST, connections=1) for _ in range(ROUNDS))
    prepared = max(bare_rate(sink, FAST, connections=1, is_prepared=True) for _ in range(ROUNDS))
    beside = f"{rates(ours, bare)}; {prepared:,.0f}/s where it sends one prepared letter"
    yield Row("letters into a fast sink, of bare smtplib", ours / bare, "", 0.4, beside=beside)


def measure_relay(sink: Sink) -> Iterator[Row]:
    sink.answer_after(RELAY_ANSWERS_AFTER)
    ours, bare = worker_rate(sink, SLOW), bare_rate(sink, SLOW, connections=CONNECTIONS)
    sink.answer_after(0)
    yield Row("letters into a 50 ms relay, of bare threads", ours / bare, "", 0.8, beside=rates(ours, bare))


def measure_with_many_behind(sink: Sink) -> Iterator[Row]:
    few = max(worker_rate(sink, FAST) for _ in range(ROUNDS))
    put_behind(MANY)
    many = max(worker_rate(sink, FAST) for _ in range(ROUNDS))
    yield Row(
        "letters a second with a million behind", many / few, "", 0.8, beside=f"{many:,.0f}/s, {few:,.0f}/s before"
    )


def measure_memory(sink: Sink, worker: int) -> Iterator[Row]:
    before = megabytes(worker)
    worker_rate(sink, LONG)
    after = megabytes(worker)
    beside = f"{before:,.0f} MB before {LONG:,} letters"
    yield Row("memory of a worker", after, "MB", 120, is_ceiling=True, beside=beside)
    yield Row("memory of a worker after 100,000 letters, of before", after / before, "", 1.05, is_ceiling=True)


def rates(ours: float, bare: float) -> str:
    return f"{ours:,.0f}/s beside {bare:,.0f}/s"


def worker_rate(sink: Sink, number: int) -> float:
    """Letters a second, from the first that the sink took to the last."""
    before = sink.count()
    write_letters(number, to=list(Recipient.objects.order_by("pk")))
    while sink.count() < before + number:
        time.sleep(0.05)
    times = [one.at for one in sink.taken()[before:]]
    return (number - 1) / (times[-1] - times[0])


def bare_rate(sink: Sink, number: int, *, connections: int, is_prepared: bool = False) -> float:
    """A loop over connections that are kept; each letter is made by the email package, or all are one and the same."""
    sample = sample_message()

    def send(share: int) -> None:
        with smtplib.SMTP("127.0.0.1", sink.port) as server:
            for _ in range(share):
                content = sample.as_sent if is_prepared else plain_letter(sample.body)
                server.sendmail(SENDER, ["minister@example.org"], content)

    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(send, [number // connections] * connections))
    return number / (time.perf_counter() - started)


def plain_letter(text: str) -> bytes:
    """What a script of a page would send: no placeholders, no checks, nothing stored."""
    letter = PlainLetter()
    letter["From"], letter["To"] = f'"Jane Doe via Voices" <{SENDER}>', "Camille Tremblay <minister@example.org>"
    letter["Reply-To"], letter["Subject"] = "Jane Doe <jane@example.net>", "Please act"
    letter["Date"], letter["Message-ID"] = localtime(), make_msgid(domain="example.org")
    letter.set_content(text)
    return letter.as_bytes(policy=policy.SMTP)


def sample_message() -> Message:
    delivery = Delivery.objects.select_related("letter__page__locale", "letter__district", "recipient").first()
    return compose.letter_message(delivery, letterhead=Letterhead("Voices"))


def put_behind(number: int) -> None:
    """So many letters that left before, copied in the database from one."""
    delivery = Delivery.objects.order_by("pk").first()
    series = f"generate_series(1, {number}) n"
    keys = {"public_id": "gen_random_uuid()", "email_key": "md5(n::text)"}
    multiply(delivery.letter, series, source="'behind'", **keys)
    left = dict.fromkeys(("tried_at", "sent_at"), "now() - interval '2 days'") | {"status": "'sent'"}
    letters = f"{Letter._meta.db_table} l WHERE l.source = 'behind'"
    multiply(delivery, letters, letter_id="l.id", message_id="'<' || l.id || '@example.org>'", **left)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as tables are that grew over months
        cursor.execute("CHECKPOINT")
