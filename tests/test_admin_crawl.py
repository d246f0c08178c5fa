"""No address of our own parts of the admin answers with a server error: asked for, sent an empty form, or of no row."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from campaigns.models import Delivery, Notice, SendingSettings
from cms.models import ApprovedScript, WarningTopic
from tests import factories

pytestmark = pytest.mark.django_db

OWN = [
    "campaigns_",
    "campaign_states:",
    "offset_entries:",
    "legislature:",
    "recipient_chooser:",
    "wagtailsnippets",
    "wagtailsettings:",
    "readdress_letters",
    "launch_similar_campaign",
    "rehearse_campaign",
    "send_me",
    "review_links",
    "test_run",
    "to_do",
    "unplaced_codes",
    "directory_health",
    "sending_report",
    "start_lane",
    "wagtailimages:",
    "wagtailusers_users:",
    "wagtailadmin_home",
]


def named(patterns: list, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The name of each address, and what it wants to know."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named(pattern.url_patterns, inner)
        elif pattern.name:
            groups = getattr(pattern.pattern, "regex", None)
            yield f"{prefix}{pattern.name}", list(pattern.pattern.converters or (groups.groupindex if groups else ()))


ADDRESSES = sorted(
    {(name, *wants) for name, wants in named(get_resolver().url_patterns) if name.startswith(tuple(OWN))}
)


@pytest.fixture
def rows(page, minister, district, settings, tmp_path) -> dict[str, object]:
    """A row for each beginning of a name; the longest one counts."""
    settings.MEDIA_ROOT = tmp_path
    letter = factories.LetterFactory(page=page, district=district)
    image = factories.make_picture(description="A gate")
    return {
        "campaigns_letter": letter,
        "campaigns_delivery": Delivery.objects.create(
            letter=letter, recipient=minister, status="held", reason="paused"
        ),
        "campaigns_notice": Notice.objects.create(letter=letter, kind="receipt", status="held", reason="paused"),
        "campaigns_district": district,
        "campaigns_recipient": minister,
        "recipient_chooser:": minister,
        "readdress_letters": minister,
        "campaign_states:": letter.campaign,
        "offset_entries:": factories.OffsetEntryFactory(campaign=letter.campaign),
        "legislature:": district.legislature,
        "wagtailsnippets_cms_approvedscript:": ApprovedScript.objects.create(name="S", path="campaigns/letter.js"),
        "wagtailsnippetchoosers_cms_approvedscript:": ApprovedScript.objects.create(
            name="T", path="campaigns/letter.js"
        ),
        "wagtailsnippets_cms_warningtopic:": WarningTopic.objects.create(name_en="Hunger", name_fr="Faim"),
        "wagtailsnippetchoosers_cms_warningtopic:": WarningTopic.objects.create(name_en="Thirst", name_fr="Soif"),
        "wagtailimages": image,
        "wagtailusers_users:": factories.UserFactory(),
        "wagtailsettings:": SendingSettings.load(),
        "": page,
    }


def answers_for(name: str, wants: list[str], rows: dict, pk: object) -> dict[str, object]:
    known = {"key": rows[""].key, "model_name": "sendingsettings", "app_name": "campaigns", "app_label": "campaigns"}
    known |= {"filter_spec": "fill-20x20", "signature": "x"}
    return {want: known.get(want, pk) for want in wants}


def urls(rows: dict, pk: object = None) -> Iterator[str]:
    """Each address for its row, or for one with the key `pk`."""
    for name, *wants in ADDRESSES:
        row = rows[max((start for start in rows if name.startswith(start)), key=len)]
        if pk is not None and not wants:
            continue
        try:
            yield reverse(name, kwargs=answers_for(name, wants, rows, row.pk if pk is None else pk))
        except NoReverseMatch:  # of a part that is not mounted here, or does not take such a key
            continue


def server_errors(client: Client, addresses: Iterator[str], methods: tuple[str, ...] = ("get", "post")) -> list:
    """What each request did is undone before the next."""
    client.raise_request_exception = False
    found = []
    for url in addresses:
        for method in methods:
            with transaction.atomic():
                status = getattr(client, method)(url).status_code
                transaction.set_rollback(True)
            if status >= 500:
                found.append((method, url, status))
    return found


def test_the_crawl_meets_all_that_is_ours(rows):
    assert len(set(urls(rows))) > 120


def test_a_superuser_meets_no_server_error(admin_client, rows):
    assert server_errors(admin_client, urls(rows)) == []


@pytest.mark.parametrize("pk", [987654321, 10**30])
def test_no_row_of_that_number_is_no_server_error(admin_client, rows, pk):
    assert server_errors(admin_client, urls(rows, pk), ("post",)) == []


@pytest.mark.parametrize("kind", ["letter", "delivery", "notice", "recipient", "district"])
def test_what_is_no_number_is_not_found(admin_client, kind):
    for action in ("edit", "delete", "inspect", "history"):
        assert admin_client.get(f"/admin/campaigns/{kind}/{action}/abc/").status_code == 404


def test_an_administrator_meets_no_server_error_at_an_empty_form(client, rows):
    person = factories.UserFactory(is_staff=True)
    person.groups.set(Group.objects.filter(name__in=["Administrators", "Data officers"]))
    client.force_login(person)
    assert server_errors(client, urls(rows), ("post",)) == []
