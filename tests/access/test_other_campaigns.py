"""Who writes one campaign gets nowhere near another: no way around the page tree's permissions leads to it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from campaigns.models import CampaignPage, OffsetEntry, ReviewLink
from campaigns.permissions import set_up_roles
from campaigns.roles import AUTHOR, CAMPAIGN_LEAD, PAGE_APPROVER
from tests import factories
from tests.access.people import Person, is_let_in
from tests.test_publish_routes import edit_form

pytestmark = pytest.mark.django_db

SECRET = "Zinnia", "They must not read this subject"  # the other campaign's title and subject


@pytest.fixture
def own(page) -> CampaignPage:
    set_up_roles()
    return page


@pytest.fixture
def other(own, minister) -> CampaignPage:
    """Live, with a newer draft and an offset entry."""
    title, subject = SECRET
    page = factories.CampaignPageFactory(parent=own.get_parent(), title=title, slug="b", recipients=[minister])
    page.subject = subject
    page.save_revision()
    factories.OffsetEntryFactory(campaign=factories.LetterFactory(page=page).campaign, reason=title)
    return page


def narrowed(role, page: CampaignPage) -> Person:
    """Somebody of this role, whose group may do on the one page, and below it, what it may do everywhere else."""
    group = Group.objects.get(name=role.name)
    GroupPagePermission.objects.filter(group=group).update(page=Page.objects.get(pk=page.pk))
    return Person(role.name, role.name)


@pytest.fixture(params=[AUTHOR, PAGE_APPROVER], ids=lambda role: role.name)
def writer(request, own) -> Person:
    return narrowed(request.param, own)


def of_page(name: str, *more) -> callable:
    return lambda page: reverse(name, args=[page.pk, *more])


def of_campaign(name: str, *more) -> callable:
    return lambda page: reverse(name, args=[page.key, *more])


PAGE, REVISION = "wagtailadmin_pages:{}".format, lambda page: page.latest_revision.pk
WAYS = {
    "edit": of_page(PAGE("edit")),
    "look at the draft": of_page(PAGE("view_draft")),
    "preview": of_page(PAGE("preview_on_edit")),
    "unpublish": of_page(PAGE("unpublish")),
    "move": of_page(PAGE("move")),
    "move there": lambda page: reverse(PAGE("move_confirm"), args=[page.pk, page.get_parent().pk]),
    "copy": of_page(PAGE("copy")),
    "delete": of_page(PAGE("delete")),
    "an earlier version": lambda page: reverse(PAGE("revisions_view"), args=[page.pk, REVISION(page)]),
    "go back to a version": lambda page: reverse(PAGE("revisions_revert"), args=[page.pk, REVISION(page)]),
    "compare versions": of_page(PAGE("revisions_compare"), "earliest", "latest"),
    "history": of_page(PAGE("history")),
    "workflow": of_page(PAGE("workflow_history")),
    "end the workflow": of_page(PAGE("confirm_workflow_cancellation")),
    "lock": of_page(PAGE("lock")),
    "privacy": of_page(PAGE("set_privacy")),
    "where it is used": of_page(PAGE("usage")),
    "translate": of_page("simple_translation:submit_page_translation"),
    "the admin's own API": of_page("wagtailadmin_api:pages:detail"),
    "an action of that API": of_page("wagtailadmin_api:pages:action", "unpublish"),
    "results": of_campaign("campaign_results"),
    "results as a file": of_campaign("export_results", "csv"),
    "letters as a file": of_campaign("export_letters", "csv"),
    "launch a similar one": of_campaign("launch_similar_campaign"),
    "compare languages": of_campaign("compare_languages"),
    "switch": of_campaign("switch_campaign"),
    "review links": of_page("review_links"),
    "send me": of_page("send_me"),
    "rehearse": of_page("rehearse_campaign"),
    "test run": of_page("test_run"),
    "thank-you of a test run": of_page("test_run_thank_you"),
    "recipients in a test run": of_page("test_run_recipients"),
    "an offset entry": lambda page: reverse("offset_entries:inspect", args=[entry_of(page).pk]),
    "its history": lambda page: reverse("offset_entries:history", args=[entry_of(page).pk]),
}


def entry_of(page: CampaignPage) -> OffsetEntry:
    return OffsetEntry.objects.get(campaign__key=page.key)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_way_leads_into_another_campaign(writer, own, other, method):
    let_in = []
    for name, url in WAYS.items():
        response = writer.ask(method, url(other))
        if response.status_code != 405 and is_let_in(response):
            let_in.append((name, response.status_code))
        if any(words in response.content.decode() for words in SECRET):
            let_in.append((name, "tells of it"))
    assert let_in == []
    other.refresh_from_db()
    assert (other.live, other.title, other.get_parent().pk) == (True, SECRET[0], own.get_parent().pk)
    assert not ReviewLink.objects.exists()


def test_the_same_ways_lead_into_their_own(own, minister):
    """Else the test above would prove nothing."""
    own.save_revision()
    factories.OffsetEntryFactory(campaign=factories.LetterFactory(page=own).campaign)
    writer = narrowed(AUTHOR, own)
    open_ones = {name for name, url in WAYS.items() if is_let_in(writer.ask("get", url(own)))}
    closed = {"unpublish", "move", "copy", "delete", "privacy", "switch", "letters as a file"}
    assert set(WAYS) - open_ones == closed | {"launch a similar one"}  # which adds a page beside it


LISTS = {
    "home": "wagtailadmin_home",
    "overview": "campaign_states:index",
    "offset entries": "offset_entries:index",
    "search": "wagtailadmin_pages:search",
    "the admin's own API": "wagtailadmin_api:pages:listing",
    "ageing pages": "wagtailadmin_reports:aging_pages",
    "site history": "wagtailadmin_reports:site_history",
    "locked pages": "wagtailadmin_reports:locked_pages",
    "workflows": "wagtailadmin_reports:workflow",
    "a new offset entry": "offset_entries:add",
}


@pytest.mark.parametrize("name", LISTS)
def test_no_list_tells_of_another_campaign(writer, own, other, name):
    response = writer.ask("get", reverse(LISTS[name]))
    assert not any(words in response.content.decode() for words in SECRET)


def test_nothing_is_added_to_the_number_of_another_campaign(writer, own, other):
    before = OffsetEntry.objects.count()
    plain = {"number": 12, "reason": "On paper", "source": "Box", "date": timezone.localdate()}
    writer.ask("post", reverse("offset_entries:add"), plain | {"page": other.pk})
    assert OffsetEntry.objects.count() == before
    writer.ask("post", reverse("offset_entries:add"), plain | {"page": own.pk})
    assert OffsetEntry.objects.count() == before + 1


def test_what_is_posted_to_its_editor_changes_nothing(writer, own, other):
    for action in ("save", "publish", "submit"):
        answers = edit_form(other, subject="Taken over") | {f"action-{action}": "1"}
        writer.ask("post", reverse(PAGE("edit"), args=[other.pk]), answers)
    other.refresh_from_db()
    assert (other.subject, other.latest_revision.as_object().subject) == ("Please act", SECRET[1])


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_no_bulk_action_reaches_it(writer, own, other, action):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    writer.ask("post", f"{url}?id={other.pk}", {"chooser": own.get_parent().pk, "include_descendants": "on"})
    other.refresh_from_db()
    assert (other.live, other.latest_revision.pk == other.live_revision_id) == (True, False)


def test_a_comment_of_theirs_stays_out_of_it(writer, own, other):
    remark = {"text": "I was here", "contentpath": "title", "position": "", "deleted": "", "resolved": "", "id": ""}
    answers = edit_form(other) | {f"comments-0-{name}": value for name, value in remark.items()}
    writer.ask("post", reverse(PAGE("edit"), args=[other.pk]), answers | {"comments-TOTAL_FORMS": "1"})
    assert not other.wagtail_admin_comments.exists()


def test_a_review_link_of_theirs_shows_their_own_alone(writer, own, other, client):
    writer.ask("post", reverse("review_links", args=[own.pk]))
    link = ReviewLink.objects.get()
    for mode in ("page", "thank-you"):
        assert client.get(reverse("review_page", args=[link.token, other.pk, mode])).status_code == 404
    writer.ask("post", reverse("review_links", args=[own.pk]), {"revoke": foreign_link(other).pk})
    assert ReviewLink.objects.filter(key=other.key, revoked_at=None).exists()


def foreign_link(page: CampaignPage) -> ReviewLink:
    return ReviewLink.objects.create(key=page.key, expires_at=timezone.now() + timedelta(days=1))


def test_a_lead_still_sees_all_campaigns(own, other):
    lead = narrowed(CAMPAIGN_LEAD, own)
    assert is_let_in(lead.ask("get", WAYS["results"](other)))
    assert SECRET[0] in lead.ask("get", reverse("campaign_states:index")).content.decode()
