"""What monitoring reads: right whichever process answers, and shut to whoever has no token."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from campaigns.alarms import look_for_trouble
from campaigns.lookup import LookupUnavailable, find, memory
from campaigns.meters import LOOKUPS, POSTS
from campaigns.models import CampaignPage, ClockJob, Delivery, Lane, LookupAnswer, Notice, Upstream, Worker
from campaigns.models.states import FINAL, Status
from cms.settings.reading import folder
from tests import factories
from tests.canaries import WHO, WORDS, found_in
from tests.letters import shown

pytestmark = pytest.mark.django_db

TOKEN = "a-long-random-token"
BRINGS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def asked(client, settings, home):
    """Asks as monitoring does, and reads as strictly as the standard: each sample's value by name and labels."""
    settings.METRICS_TOKEN = TOKEN

    def ask() -> dict[tuple, float]:
        response = client.get("/metrics", headers=BRINGS)
        assert response.status_code == 200
        return read(response.content.decode())

    return ask


def read(text: str) -> dict[tuple, float]:
    families = list(text_string_to_metric_families(text))
    assert all(family.documentation for family in families)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def delivery(page, **fields) -> Delivery:
    recipient = factories.RecipientFactory()
    return Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=recipient, **fields)


def test_without_a_token_in_the_settings_there_is_no_such_address(client, home):
    assert client.get("/metrics", headers=BRINGS).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "brought", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é"]
)
def test_whoever_brings_another_token_reads_nothing(client, settings, brought):
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers={"Authorization": brought} if brought is not None else {})
    assert (response.status_code, response.content) == (401, b"")


def test_the_answer_is_openmetrics_and_kept_by_nobody(client, settings, home):
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers=BRINGS)
    assert response["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "no-store" in response["Cache-Control"]
    assert response.content.endswith(b"# EOF\n")


def test_the_queue_is_told_by_state_and_age(asked, page):
    now = timezone.now()
    delivery(page, due_at=now - timedelta(seconds=90))
    delivery(page, due_at=now - timedelta(seconds=30))
    delivery(page, due_at=now + timedelta(hours=1))
    delivery(page, status="held", changed_at=now - timedelta(hours=2))
    Notice.objects.create(letter=factories.LetterFactory(page=page), kind="receipt", status="in_doubt")
    told = asked()
    queue, oldest = "dear_minister_queue_mails", "dear_minister_queue_oldest_seconds"
    states = {name[1:]: value for name, value in told.items() if name[0] == queue and value}
    assert states == {
        ("letter", "queued"): 2,
        ("letter", "put_off"): 1,
        ("letter", "held"): 1,
        ("notice", "in_doubt"): 1,
    }
    assert told[oldest, "letter", "queued"] == pytest.approx(90, abs=20)
    assert told[oldest, "letter", "held"] == pytest.approx(7200, abs=20)
    assert told[oldest, "letter", "put_off"] == 0


def test_every_state_of_a_mail_is_told_once(asked):
    told = asked()
    queue = {name[2] for name in told if name[0] == "dear_minister_queue_mails"}
    final = {name[2] for name in told if name[0] == "dear_minister_mails_last_hour"}
    assert queue - {"put_off"} == {status.value for status in Status} - {status.value for status in FINAL}
    assert final == {status.value for status in FINAL}


def test_deliveries_are_told_by_outcome_for_an_hour(asked, page):
    delivery(page, status="sent")
    delivery(page, status="bounced")
    delivery(page, status="bounced")
    delivery(page, status="failed", changed_at=timezone.now() - timedelta(minutes=61))
    told = asked()
    assert [told["dear_minister_mails_last_hour", "letter", one] for one in ("sent", "bounced", "failed")] == [1, 2, 0]


def test_each_piece_of_regular_work_tells_when_it_last_ran(asked):
    ClockJob.objects.create(name="watch")
    ClockJob.objects.create(name="sweep")
    ClockJob.objects.note("sweep", "OperationalError", has_failed=True)
    told = asked()
    finished = "dear_minister_work_finished_timestamp_seconds"
    assert told[finished, "sweep"] == pytest.approx(timezone.now().timestamp(), abs=20)
    assert told[finished, "watch"] == 0
    assert [told["dear_minister_work_failed", one] for one in ("sweep", "watch")] == [1, 0]


def test_what_keeps_letters_back_is_told(asked):
    before = asked()
    Lane.objects.stop("554 5.7.1")
    Worker.objects.report("host:1:a")
    Upstream.objects.create(name="represent", failures=3)
    look_for_trouble()
    told = asked()
    names = [("dear_minister_lane_stopped",), ("dear_minister_workers",), ("dear_minister_alarms", "lane_stopped")]
    assert [(before[name], told[name]) for name in names] == [(0, 1)] * 3
    assert told["dear_minister_upstream_failures", "represent"] == 3


def test_letters_are_told_as_they_are_signed(asked, send):
    before = asked()["dear_minister_letters",]
    send()
    assert asked()["dear_minister_letters",] == before + 1


def test_the_number_of_statements_does_not_grow_with_the_letters(asked, page):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            asked()
        return len(captured)

    few = statements()
    for status in Status:
        if status != Status.WAITING:
            delivery(page, status=status)
    assert statements() == few


def test_while_the_database_does_not_answer_monitoring_is_told_so(client, settings, home):
    settings.METRICS_TOKEN = TOKEN

    def fail(execute, sql, params, many, context):
        raise OperationalError

    with connection.execute_wrapper(fail):
        assert client.get("/metrics", headers=BRINGS).status_code == 503


def test_nothing_of_a_supporter_is_told(client, settings, page, send, district):
    settings.METRICS_TOKEN = TOKEN
    CampaignPage.objects.update(may_edit="subject message")
    page.refresh_from_db()
    filled_in = WHO | WORDS | shown(page) | {"district": district.pk}
    send(**filled_in)
    send(**filled_in | {"email": ""})
    said = client.get("/metrics", headers=BRINGS).content.decode()
    assert "dear_minister_letters 1.0" in said
    assert found_in(said) == set()


# What each process counts


@pytest.fixture
def looked_up(monkeypatch, settings, district):
    """How a look-up of K1A 0B1, which the local table lacks, was counted."""
    settings.LOOKUP_BACKEND = "campaigns.lookup.memory"

    def look_up(code: str = "K1A0B1") -> list[str]:
        before = counted(LOOKUPS)
        with suppress(LookupUnavailable):
            find(code, district.legislature)
        return [name for name, number in counted(LOOKUPS).items() if number != before.get(name, 0)]

    return look_up


def test_a_look_up_is_counted_by_its_outcome(looked_up, monkeypatch, district):
    assert looked_up("K1A0A6") == ["local"]
    monkeypatch.setattr(memory, "is_down", True)
    assert looked_up() == ["unavailable"]
    monkeypatch.setattr(memory, "is_down", False)
    assert looked_up() == ["nothing"]
    LookupAnswer.objects.all().delete()
    monkeypatch.setitem(memory.districts, "K1A0B1", [district])
    assert looked_up() == ["asked"]
    assert looked_up() == ["remembered"]
    LookupAnswer.objects.update(answered_at=timezone.now() - timedelta(days=60))
    monkeypatch.setattr(memory, "is_down", True)
    assert looked_up() == ["stale"]


def counted(counter) -> dict[str, float]:
    return {
        one.labels["_".join(one.labels)]: one.value
        for one in counter.collect()[0].samples
        if one.name.endswith("_total")
    }


@pytest.fixture
def moved():
    """Which answers were counted since the test began."""
    before = counted(POSTS)
    return lambda: {name: n - before.get(name, 0) for name, n in counted(POSTS).items() if n != before.get(name, 0)}


def test_a_post_is_counted_by_what_it_was_answered(moved, send, client, page, answers):
    send()
    send(email="")
    send(preview="1", email="another@example.org")
    send()
    client.post(f"/en/write/{page.pk}/", answers, headers={"Origin": "https://elsewhere.example"})
    client.get(f"/en/write/{page.pk}/")
    assert moved() == {"signed": 1, "incomplete": 1, "looked_at": 1, "nothing_new": 1, "foreign": 1}


def test_a_post_to_a_campaign_that_asks_or_is_over_is_counted_so(moved, send, page):
    CampaignPage.objects.update(asks_confirmation=True)
    send()
    page.refresh_from_db()
    page.campaign.__class__.objects.update(status="closed")
    send()
    assert moved() == {"to_confirm": 1, "ended": 1}


SETTINGS = """
import sys
from django.conf import settings
settings.configure(METERS_FOLDER=sys.argv[1])
"""
COUNT = """
from campaigns.meters import *
count_post(Post.SIGNED)
count_lookup(Lookup.LOCAL)
"""
TELL = """
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import generate_latest
from campaigns.meters import of_all_processes
registry = CollectorRegistry()
for one in of_all_processes():
    registry.register(one)
sys.stdout.write(generate_latest(registry).decode())
"""


def test_the_processes_of_a_host_add_up_in_a_folder(tmp_path):
    def run(program: str) -> str:
        command = [sys.executable, "-c", SETTINGS + program, str(tmp_path)]
        own = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        return subprocess.run(command, env=own, check=True, capture_output=True, text=True).stdout

    for _process in range(2):
        run(COUNT)
    assert read(run(TELL)) == {
        ("dear_minister_posts_total", "signed"): 2,
        ("dear_minister_lookups_total", "local"): 2,
    }


def test_a_folder_that_is_none_stops_the_start_with_words(tmp_path):
    assert folder({"F": str(tmp_path)}, "F") == str(tmp_path)
    assert folder({"F": ""}, "F") == ""
    with pytest.raises(ImproperlyConfigured, match="F is '/no/such/folder': name a folder that exists"):
        folder({"F": "/no/such/folder"}, "F")


def test_without_a_folder_nothing_is_told_of_one_process_alone(asked, send):
    send()
    assert not [name for name in asked() if name[0].startswith(("dear_minister_posts", "dear_minister_lookups"))]
