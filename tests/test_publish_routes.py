"""A campaign page with problems goes live by no route, and the reader of the admin is told why."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Revision, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from campaigns.models import CampaignPage, CampaignRecipient, Recipient
from campaigns.problems import PublishRefused, letter_problems, problems, warnings
from tests import factories

pytestmark = pytest.mark.django_db

ACTION = {"heading": "Send", "introduction": rich_text(""), "shape": "full", "campaign": ""}
NO_RECIPIENT = "Choose at least one recipient."


@pytest.fixture
def draft(index) -> CampaignPage:
    """Nobody gets its letter."""
    draft = factories.CampaignPageFactory(parent=index, live=False, title="Draft")
    draft.save_revision()
    return draft


def is_live(page) -> bool:
    return CampaignPage.objects.get(pk=page.pk).live


def fields(found) -> set[str]:
    return {problem.field for problem in found}


def test_a_whole_campaign_has_no_problems(page):
    assert problems(page) == []


@pytest.mark.parametrize(
    ("change", "field", "stops_letters"),
    [
        ({"subject": "  "}, "subject", True),
        ({"message": ""}, "message", True),
        ({"opening": "Dear {{ minister_mood }}"}, "opening", True),
        ({"body": []}, "body", True),
        ({"message": "As you know in {{ district }}"}, "message", False),
    ],
)
def test_each_problem_names_the_field_to_mend(page, change, field, stops_letters):
    for name, value in change.items():
        setattr(page, name, value)
    assert fields(problems(page)) == {field}
    assert fields(letter_problems(page)) == ({field} if stops_letters else set())


def test_a_locked_message_may_hold_placeholders(page):
    page.message, page.may_edit = "As you know in {{ district }}", ""
    assert problems(page) == []


def test_an_unknown_placeholder_in_words_for_one_recipient_is_a_problem(page):
    page.recipient_rows.update(opening="{{ nobody }}")
    assert fields(letter_problems(CampaignPage.objects.get(pk=page.pk))) == {"recipient_rows"}


def test_a_failing_recipient_keeps_a_page_from_being_published_but_stops_no_letters(page, minister):
    minister.status = "failing"
    minister.save()
    page = CampaignPage.objects.get(pk=page.pk)
    assert fields(problems(page)) == {"recipient_rows"}
    assert letter_problems(page) == []


@pytest.mark.parametrize(("days", "is_fine"), [(None, False), (-1, False), (0, True), (9, True)])
def test_letters_wait_only_until_a_day_to_come(page, days, is_fine):
    page.vacancy = "hold"
    page.vacancy_hold_until = None if days is None else timezone.localdate() + timezone.timedelta(days=days)
    assert fields(problems(page)) == (set() if is_fine else {"vacancy_hold_until"})
    assert letter_problems(page) == []


def deletes_whom_a_draft_names(page) -> None:
    """A recipient, and one who gets the letter instead, whom only the newest draft has."""
    one, other = factories.RecipientFactory.create_batch(2)
    page.recipient_rows = [*page.rows, CampaignRecipient(recipient=one, sort_order=2)]
    page.vacancy, page.vacancy_stand_in = "stand_in", other
    page.save_revision()
    Recipient.objects.filter(pk__in=[one.pk, other.pk]).delete()


def test_a_draft_that_names_deleted_recipients_opens_and_says_that_they_are_missing(admin_client, page):
    before = [row.whom for row in page.rows]
    deletes_whom_a_draft_names(page)
    newest = CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.whom for row in newest.rows] == before
    assert fields(problems(newest)) == {"recipient_rows", "vacancy_stand_in"}
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Somebody whom this draft named has been deleted." in html
    newest.vacancy = "skip"
    newest.save_revision().publish()
    assert is_live(page)


def test_a_scheduled_draft_that_names_deleted_recipients_is_refused_and_breaks_off_nothing(page):
    page.go_live_at = timezone.now()
    deletes_whom_a_draft_names(page)
    Revision.objects.filter(object_id=str(page.pk)).update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")
    assert PageLogEntry.objects.filter(page=page.pk, action="campaigns.schedule_refused").exists()


def test_a_translation_waits_for_the_page_that_holds_the_recipients(page):
    page.unpublish()
    with pytest.raises(PublishRefused, match="first: it holds the recipients"):
        factories.translate(page)


def test_a_draft_in_memory_is_judged_as_it_stands(page, minister):
    page.recipient_rows = []
    assert fields(problems(page)) == {"recipient_rows"}


def test_publishing_a_revision_is_refused(draft):
    with pytest.raises(PublishRefused):
        draft.get_latest_revision().publish()
    assert not is_live(draft)


def edit_form(page, **changes):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": "",
            "body": streamfield([("letter_action", ACTION)]),
            "subject": page.subject,
            "opening": page.opening,
            "message": page.message,
            "closing": page.closing,
            "may_edit": page.may_edit,
            "vacancy": page.vacancy,
            "thank_you_text": rich_text(""),
            "outcome": rich_text(""),
            "recipient_rows": inline_formset([]),
            "comments": inline_formset([]),
        }
        | changes
    )


def test_the_editors_publish_button_is_refused_and_keeps_the_draft(admin_client, draft):
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    answers = edit_form(draft, subject="A new subject") | {"action-publish": "1"}
    response = admin_client.post(url, answers, follow=True)
    assert NO_RECIPIENT in response.content.decode()
    assert not is_live(draft)
    assert CampaignPage.objects.get(pk=draft.pk).get_latest_revision_as_object().subject == "A new subject"


def test_publishing_a_page_while_creating_it_is_refused_and_keeps_the_draft(admin_client, index):
    new = CampaignPage(title="New", slug="new", subject="Act", message="Now")
    url = reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", index.pk])
    response = admin_client.post(url, edit_form(new) | {"action-publish": "1"}, follow=True)
    assert NO_RECIPIENT in response.content.decode()
    assert CampaignPage.objects.get(slug="new").subject == "Act"
    assert not CampaignPage.objects.get(slug="new").live


def test_the_editor_names_the_known_placeholders_at_an_unknown_one(admin_client, draft):
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    html = admin_client.post(url, edit_form(draft, opening="Dear {{ mood }}")).content.decode()
    assert "Letters do not know {{ mood }}." in html
    assert "{{ recipient_salutation }}" in html


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


UNVERIFIED = "Nobody has verified the address of Camille Tremblay yet."


@pytest.fixture
def unverified(minister):
    minister.status = minister.Status.UNVERIFIED
    minister.save()


def test_a_fixed_recipient_whom_nobody_verified_is_a_warning_and_no_problem(page, unverified):
    assert problems(page) == []
    assert ("recipient_rows", UNVERIFIED) in [(warning.field, str(warning.message)) for warning in warnings(page)]


def test_a_verified_recipient_and_members_whom_imports_bring_are_no_warning(page, district):
    district.representatives.update(status="unverified")
    assert "recipient_rows" not in fields(warnings(page))


def test_the_editor_shows_warnings_and_says_them_again_after_publishing(admin_client, page, unverified):
    page.save_revision()
    assert UNVERIFIED in admin_client.get(edit_url(page)).content.decode()
    answers = edit_form(page, title="Justice at last") | {"action-publish": "1"}
    rows = inline_formset([{"recipient": page.rows[0].recipient_id, "id": page.rows[0].pk}], initial=1)
    answers |= nested_form_data({"recipient_rows": rows})
    response = admin_client.post(edit_url(page), answers, follow=True)
    assert UNVERIFIED in [str(message).strip() for message in response.context["messages"]]
    assert CampaignPage.objects.get(pk=page.pk).title == "Justice at last"


def test_the_editor_lists_what_keeps_a_draft_from_being_published(admin_client, draft):
    html = admin_client.get(edit_url(draft)).content.decode()
    assert "Before you publish" in html
    assert NO_RECIPIENT in html


def test_bulk_publish_publishes_all_or_none(admin_client, draft, page):
    page.unpublish()
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin_client.post(f"{url}?id={page.pk}&id={draft.pk}", {"include_descendants": ""}, follow=True)
    assert NO_RECIPIENT in response.content.decode()
    assert not is_live(draft)
    assert not is_live(page)


def test_bulk_publish_of_a_parent_is_refused_for_a_draft_below_it(admin_client, draft, index):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin_client.post(f"{url}?id={index.pk}", {"include_descendants": "on"}, follow=True)
    assert NO_RECIPIENT in response.content.decode()
    assert not is_live(draft)


def test_bulk_publish_opens_a_whole_campaign(admin_client, page):
    page.unpublish()
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin_client.post(f"{url}?id={page.pk}", {"include_descendants": ""})
    assert is_live(page)


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}])
def test_approving_the_last_task_of_a_workflow_is_refused(admin_client, administrator, draft, headers):
    workflow, task = Workflow.objects.create(name="Approval"), GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=draft)
    state = workflow.start(draft, administrator)
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.current_task_state.pk])
    response = admin_client.post(url, {"comment": ""}, headers=headers)
    editor = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert editor in (response["Location"] if not headers else response.json()["redirect"])
    assert NO_RECIPIENT in admin_client.get(editor).content.decode()
    assert not is_live(draft)


def test_a_scheduled_page_with_problems_stays_a_draft_and_the_others_go_live(draft, page, minister):
    page.unpublish()
    now = timezone.now()
    for candidate in (draft, page):
        candidate.get_latest_revision() or candidate.save_revision()
        revision = candidate.get_latest_revision()
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=now)
    call_command("publish_scheduled")
    assert not is_live(draft)
    assert is_live(page)
    assert PageLogEntry.objects.filter(page=draft.pk, action="campaigns.schedule_refused").exists()
    assert draft.get_latest_revision().approved_go_live_at is None
