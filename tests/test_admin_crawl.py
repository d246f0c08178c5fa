"""No address of our own parts of the admin answers with a server error: asked for, sent an empty form, or of no row."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from campaigns.models import Delivery, Notice, SenderRule, SendingSettings
from cms.models import ApprovedScript, WarningTopic
from tests import factories

pytestmark = pytest.mark.django_db

MODELS = ("campaigns_", "campaign_states:", "offset_entries:", "legislature:", "recipient_chooser:", "wagtailsnippets")
MODELS += ("sender_rules:", "wagtailsettings:", "wagtailimages:", "wagtailusers_users:")
DEEDS = ("readdress_letters", "launch_similar_campaign", "rehearse_campaign", "send_me", "review_links", "test_run")
DEEDS += ("compare_languages", "export_letters", "guide", "invalid_letters", "person")
REPORTS = ("to_do", "unplaced_codes", "directory_health", "sending_report", "start_lane", "wagtailadmin_home")
OWN = MODELS + DEEDS + REPORTS


def named(patterns: list, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The name of each address, and what it wants to know."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named(pattern.url_patterns, inner)
        elif pattern.name:
            groups = getattr(pattern.pattern, "regex", None)
            yield f"{prefix}{pattern.name}", list(pattern.pattern.converters or (groups.groupindex if groups else ()))


def addresses() -> list[tuple[str, ...]]:
    return sorted({(name, *wants) for name, wants in named(get_resolver().url_patterns) if name.startswith(OWN)})


@pytest.fixture
def rows(page, minister, district, settings, tmp_path) -> dict[str, object]:
    """A row for each beginning of a name; the longest one counts."""
    settings.MEDIA_ROOT = tmp_path
    letter = factories.LetterFactory(page=page, district=district)
    held = {"letter": letter, "status": "held", "reason": "paused"}
    script = ApprovedScript.objects.create(name="Letter", path="campaigns/letter.js")
    topic = WarningTopic.objects.create(name_en="Hunger", name_fr="Faim")
    return {
        "campaigns_letter": letter,
        "campaigns_delivery": Delivery.objects.create(recipient=minister, **held),
        "campaigns_notice": Notice.objects.create(kind="receipt", **held),
        "campaigns_district": district,
        "campaigns_recipient": minister,
        "recipient_chooser:": minister,
        "readdress_letters": minister,
        "campaign_states:": letter.campaign,
        "offset_entries:": factories.OffsetEntryFactory(campaign=letter.campaign),
        "legislature:": district.legislature,
        "wagtailsnippets_cms_approvedscript:": script,
        "wagtailsnippetchoosers_cms_approvedscript:": script,
        "wagtailsnippets_cms_warningtopic:": topic,
        "wagtailsnippetchoosers_cms_warningtopic:": topic,
        "sender_rules:": SenderRule.objects.create(kind="domain", value="example.org", action="hold"),
        "wagtailimages:": factories.make_picture(description="A gate"),
        "wagtailusers_users:": factories.UserFactory(),
        "wagtailsettings:": SendingSettings.load(),
        "": page,
    }


def urls(rows: dict, pk: int | None = None) -> Iterator[str]:
    """Each address for its row, or those of a row for one with the key `pk`."""
    for name, *wants in addresses():
        row = rows[max((start for start in rows if name.startswith(start)), key=len)]
        known = {
            "key": rows[""].key,
            "app_name": "campaigns",
            "model_name": "sendingsettings",
            "filter_spec": "width-9",
        }
        if pk is None or wants:
            try:
                yield reverse(name, kwargs={want: known.get(want, pk or row.pk) for want in wants})
            except NoReverseMatch:  # such a number has no address
                continue


def server_errors(ask: Callable, some_urls: Iterator[str]) -> list[tuple[str, int]]:
    """What each request did is undone before the next."""
    found = []
    for url in some_urls:
        with transaction.atomic():
            status = ask(url).status_code
            transaction.set_rollback(True)
        if status >= 500:
            found.append((url, status))
    return found


@pytest.fixture
def superuser(admin_client: Client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


@pytest.fixture
def staff(client: Client) -> Client:
    """With all roles that change rows or see supporters."""
    person = factories.UserFactory(is_staff=True)
    person.groups.set(Group.objects.filter(name__in=["Administrators", "Data officers", "Script approvers"]))
    client.force_login(person)
    client.raise_request_exception = False
    return client


def test_the_crawl_meets_all_that_is_ours(rows):
    assert len(set(urls(rows))) > 120


def test_nothing_that_a_superuser_looks_at_fails(superuser, rows):
    assert server_errors(superuser.get, urls(rows)) == []


def test_no_empty_form_fails(staff, rows):
    assert server_errors(staff.post, urls(rows)) == []


@pytest.mark.parametrize("pk", [987654321, 10**30])
def test_no_number_without_a_row_fails(superuser, rows, pk):
    assert server_errors(superuser.post, urls(rows, pk)) == []


@pytest.mark.parametrize("kind", ["letter", "delivery", "notice", "recipient", "district"])
def test_what_is_no_number_is_not_found(superuser, kind):
    for action in ("edit", "delete", "inspect", "history"):
        assert superuser.get(f"/admin/campaigns/{kind}/{action}/abc/", follow=True).status_code == 404
