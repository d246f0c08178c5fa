"""How PostgreSQL finds the rows of each thing that happens often, with many letters in the tables."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.metrics import as_openmetrics
from campaigns.models import CampaignPage, Letter
from campaigns.pipeline.clock import CHORES, LETTERS
from campaigns.pipeline.send import Courier
from tests.crowd import BIG

TABLES = {model._meta.db_table for model in BIG}
SPOKEN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")  # what has a plan

# What reads a table from one end to the other on purpose, and why.
READS_ALL = {
    "results": {"campaigns_letter", "campaigns_delivery"},  # adds up every letter of the campaign, for staff
    "list of letters": {"campaigns_letter"},  # says how many there are
    "list of deliveries": {"campaigns_delivery"},
    "list of notices": {"campaigns_notice"},
}
# Regular work that looks through a table, or the better part of it, is done once an hour or once a day.
SELDOM = {job.name for job in CHORES if job.every.total_seconds() >= 3600}


def happenings(page: CampaignPage, answers: dict[str, str], staff: Client) -> Iterator[tuple[str, Callable[[], Any]]]:
    public, key = Client(), page.key
    yield "page", lambda: public.get(page.url)
    yield "frame", lambda: public.get(reverse("embed", args=[key]))
    yield "post", lambda: public.post(f"/en/write/{page.pk}/", answers)
    yield "post of somebody who has signed", lambda: public.post(f"/en/write/{page.pk}/", answers)
    yield "receipt", lambda: public.get(Letter.objects.latest("pk").receipt_path)
    yield "withdrawal", lambda: public.post(Letter.objects.latest("pk").withdrawal_path)
    yield "count", lambda: public.get(reverse("campaign_count", args=[key]))
    yield "send", send_some
    yield "metrics", as_openmetrics
    yield "results", lambda: staff.get(reverse("campaign_results", args=[key]))
    for what in ("letter", "delivery", "notice"):
        name = f"campaigns_{what}_modeladmin_index"
        yield f"list of {what.replace('y', 'ie')}s", lambda name=name: staff.get(reverse(name))
    for name in ("wagtailadmin_home", "to_do", "sending_report"):
        yield name, lambda name=name: staff.get(reverse(name))
    yield from ((job.name, job.run) for job in (*LETTERS, *CHORES) if job.name not in SELDOM)


def send_some() -> None:
    """One batch, to its end."""
    courier = Courier("proof", pause=0.0)
    while not courier.taken:
        courier.turn()
    while not courier.is_idle:
        courier.turn(may_claim=False)
    courier.close()


def scans(page: CampaignPage, answers: dict[str, str], staff: Client) -> tuple[int, list[str]]:
    """How many statements there were, and which of them read a big table whole without leave."""
    number, wrong = 0, []
    for name, happen in happenings(page, answers, staff):
        with CaptureQueriesContext(connection) as captured:
            answer = happen()
        assert getattr(answer, "status_code", 200) in (200, 303), name
        spoken = [query["sql"] for query in captured.captured_queries if query["sql"].startswith(SPOKEN)]
        assert spoken, name
        number += len(spoken)
        wrong += [f"{name}: {sql}" for sql in spoken if read_whole(sql) - READS_ALL.get(name, set())]
    return number, wrong


def read_whole(sql: str) -> set[str]:
    """Big tables that the plan of `sql` goes through from one end to the other."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0][0]["Plan"]
    return {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"} & TABLES


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)
