"""The roles that every installation begins with: what each may and may not do, as the admin answers."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, ModelLogEntry, Page, Task, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset

from campaigns.models import (
    Campaign,
    Delivery,
    FormLimits,
    Legislature,
    Letter,
    Notice,
    OffsetEntry,
    Recipient,
    SenderRule,
    SendingSettings,
    Worker,
)
from campaigns.permissions import WORKFLOW, set_up_roles
from campaigns.roles import ROLES
from cms.models import ApprovedScript, User, WarningTopic
from tests import factories
from tests.test_publish_routes import edit_form

pytestmark = pytest.mark.django_db

AUTHOR, APPROVER, LEAD, OFFICER, SCRIPTS, ADMINISTRATOR = ALL = [role.name for role in ROLES]
SUPPORTER = ("Marguerite", "Delacroix", "marguerite@example.org", "K2P1L4", "Elgin Street", "Gatineau")


@pytest.fixture(autouse=True)
def roles(home):
    """Once more, for a database that was emptied since it was migrated."""
    set_up_roles()


@pytest.fixture
def sign_in(client):
    """A client for somebody with this role alone."""

    def sign_in(role: str):
        user = factories.UserFactory()
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        client.user = user
        return client

    return sign_in


def opens(client, url: str) -> bool:
    """Whether the admin shows it. It sends elsewhere whoever may not see it."""
    return client.get(url).status_code == 200


# Pages


@pytest.mark.parametrize("role", ALL)
def test_who_writes_submits_and_publishes_pages(sign_in, page, role):
    client = sign_in(role)
    may = page.permissions_for_user(client.user)
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    new = reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", page.get_parent().pk])
    writes, publishes = role in (AUTHOR, APPROVER, LEAD, ADMINISTRATOR), role in (APPROVER, ADMINISTRATOR)
    assert opens(client, editor) == opens(client, new) == may.can_edit() == writes
    client.post(editor, edit_form(page, subject="Act now") | {"action-publish": "1"})
    page.refresh_from_db()
    assert (page.subject == "Act now") == publishes
    assert page.has_unpublished_changes == (writes and not publishes)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert page.live != publishes


@pytest.mark.parametrize("role", ALL)
def test_who_puts_pages_into_another_language(sign_in, page, role):
    factories.translate(page.get_parent())
    url = reverse("simple_translation:submit_page_translation", args=[page.pk])
    assert opens(sign_in(role), url) == (role in (AUTHOR, APPROVER, LEAD, ADMINISTRATOR))


def test_an_author_submits_with_a_comment_an_approver_approves_and_it_is_live(sign_in, index, minister, mailoutbox):
    draft = factories.CampaignPageFactory(parent=index, live=False, title="Draft", recipients=[minister])
    draft.save_revision()
    row = {"id": draft.recipient_rows.get().pk, "recipient": minister.pk, "legislature": ""}
    rows = inline_formset([row | {"subject": "", "opening": "", "closing": ""}], initial=1)
    remark = {"text": "Is the title too long?", "contentpath": "title", "position": "", "deleted": "", "resolved": ""}
    comments = inline_formset([remark | {"id": "", "replies": inline_formset([])}])
    approver = factories.UserFactory(email="approver@example.org")
    approver.groups.add(Group.objects.get(name=APPROVER))

    author = sign_in(AUTHOR)
    answers = edit_form(draft, title="A better title", recipient_rows=rows, comments=comments)
    author.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), answers | {"action-submit": "1"})
    draft.refresh_from_db()
    assert (draft.live, draft.current_workflow_state.workflow.name) == (False, WORKFLOW)
    assert not draft.current_workflow_task.user_can_lock(draft, author.user)
    assert [comment.text for comment in draft.wagtail_admin_comments.all()] == ["Is the title too long?"]
    assert ["approver@example.org"] in [mail.to for mail in mailoutbox]
    author.post(approval(draft, "approve"), {"comment": "My own work is good"})
    draft.refresh_from_db()
    assert not draft.live

    author.force_login(approver)
    html = author.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Is the title too long?" in html
    author.post(approval(draft, "approve"), {"comment": "Good, and short enough"})
    draft.refresh_from_db()
    assert (draft.live, draft.title) == (True, "A better title")
    said = draft.workflow_states.get().task_states.get()
    assert (said.comment, said.finished_by) == ("Good, and short enough", approver)


def test_an_approver_sets_the_time_at_which_a_page_goes_live(sign_in, page, time_machine):
    page.unpublish()
    later = timezone.localtime() + timedelta(days=1)
    answers = edit_form(page) | {"go_live_at": later.strftime("%Y-%m-%d %H:%M"), "action-publish": "1"}
    sign_in(APPROVER).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), answers)
    page = type(page).objects.get(pk=page.pk)
    assert (page.live, page.state) == (False, "scheduled")
    time_machine.move_to(later)
    call_command("publish_scheduled")
    page = type(page).objects.get(pk=page.pk)
    assert (page.live, page.state) == (True, "open")


def approval(page, action: str) -> str:
    task_state = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task_state.pk])


# The directory, offset entries, the switch


@pytest.mark.parametrize("role", ALL)
def test_who_sees_adds_changes_and_deletes_recipients(sign_in, minister, role):
    client = sign_in(role)
    name = "campaigns_recipient_modeladmin_{}".format
    writes, changes = role in (AUTHOR, APPROVER, LEAD, ADMINISTRATOR), role in (LEAD, ADMINISTRATOR)
    assert opens(client, reverse(name("index"))) == (writes or role == OFFICER)
    assert opens(client, reverse(name("create"))) == writes
    assert opens(client, reverse(name("edit"), args=[minister.pk])) == changes
    assert opens(client, reverse(name("delete"), args=[minister.pk])) == changes


@pytest.mark.parametrize(("role", "verifies"), [(LEAD, True), (ADMINISTRATOR, False)])
def test_only_a_campaign_lead_says_that_an_address_is_verified(sign_in, role, verifies):
    client = sign_in(role)
    recipient = factories.RecipientFactory(status="unverified")
    url = reverse("campaigns_recipient_modeladmin_edit", args=[recipient.pk])
    html = client.get(url).content.decode()
    assert ("verified_today" in html) == ('value="ok"' in html) == verifies
    plain = {"kind": "office", "name": "Camille Tremblay", "salutation_en": "Dear Minister", "source": "Their page"}
    client.post(url, plain | {"email": recipient.email, "status": "unverified", "verified_today": "on"})
    recipient.refresh_from_db()
    assert (recipient.source, recipient.is_unverified) == ("Their page", not verifies)
    assert recipient.verified_by == (client.user if verifies else None)


def test_whoever_may_not_verify_adds_a_recipient_only_as_not_verified(sign_in):
    new = {"kind": "office", "name": "New Office", "salutation_en": "Dear Office", "email": "office@example.org"}
    url, client = reverse("campaigns_recipient_modeladmin_create"), sign_in(AUTHOR)
    client.post(url, new | {"status": "ok", "verified_today": "on"})
    assert not Recipient.objects.filter(name="New Office").exists()
    client.post(url, new | {"status": "unverified", "verified_today": "on"})
    assert Recipient.objects.get(name="New Office").is_unverified


@pytest.mark.parametrize("role", [APPROVER, LEAD, ADMINISTRATOR])
def test_an_address_in_order_stays_so_whoever_saves_it(sign_in, minister, role):
    client = sign_in(role)
    url = reverse("campaigns_recipient_modeladmin_edit", args=[minister.pk])
    plain = {"kind": "office", "name": "Jean Tremblay", "salutation_en": "Dear Minister", "status": "ok"}
    client.post(url, plain | {"email": minister.email})
    minister.refresh_from_db()
    assert (minister.name, minister.status) == ("Camille Tremblay" if role == APPROVER else "Jean Tremblay", "ok")


@pytest.mark.parametrize("role", ALL)
def test_who_adds_offset_entries(sign_in, page, role):
    answers = {"page": page.pk, "number": 12, "reason": "On paper", "source": "Box", "date": timezone.localdate()}
    sign_in(role).post(reverse("offset_entries:add"), answers)
    assert OffsetEntry.objects.exists() == (role in (AUTHOR, APPROVER, LEAD, ADMINISTRATOR))


@pytest.mark.parametrize("role", ALL)
def test_who_turns_the_switch_of_a_campaign(sign_in, page, role):
    campaign, client = Campaign.objects.for_key(page.key), sign_in(role)
    client.post(reverse("campaign_states:edit", args=[campaign.pk]), {"status": "paused"})
    campaign.refresh_from_db()
    assert (campaign.status == "paused") == (role in (LEAD, ADMINISTRATOR))
    assert opens(client, reverse("campaign_states:index")) == (role != SCRIPTS)


@pytest.mark.parametrize("role", ALL)
def test_who_says_that_a_house_is_dissolved(sign_in, district, role):
    house = district.legislature
    names = {"name_en": "House", "name_fr": "Chambre", "member_en": "member", "member_fr": "membre"}
    sign_in(role).post(reverse("legislature:edit", args=[house.pk]), names | {"dissolved": "on"})
    assert Legislature.objects.get().dissolved == (role in (LEAD, ADMINISTRATOR))


# Supporters


@pytest.fixture
def mails(page, minister) -> dict[type, object]:
    """A letter with its delivery and its receipt, both in want of a decision."""
    first, last, email, postal_code, street, city = SUPPORTER
    who = {"first_name": first, "last_name": last, "email": email, "postal_code": postal_code}
    letter = factories.LetterFactory(page=page, street=street, city=city, **who)
    delivery = Delivery.objects.create(letter=letter, recipient=minister, status="held", reason="paused")
    notice = Notice.objects.create(letter=letter, kind="receipt", status="held", reason="paused")
    return {"letter": letter, "delivery": delivery, "notice": notice}


@pytest.mark.parametrize("role", ALL)
@pytest.mark.parametrize(
    ("kind", "seen_by", "decided_by"),
    [
        ("letter", {OFFICER}, set()),
        ("notice", {OFFICER}, {OFFICER}),
        ("delivery", {OFFICER, LEAD, ADMINISTRATOR}, {LEAD, ADMINISTRATOR}),
    ],
)
def test_who_sees_letters_and_mails_and_decides_about_them(sign_in, mails, role, kind, seen_by, decided_by):
    client, name = sign_in(role), f"campaigns_{kind}_modeladmin"
    assert opens(client, reverse(f"{name}_index")) == (role in seen_by)
    assert opens(client, reverse(f"{name}_inspect", args=[mails[kind].pk])) == (role in seen_by)
    if kind != "letter":
        assert opens(client, f"{reverse(f'{name}_decide')}?pk__in={mails[kind].pk}") == (role in decided_by)


@pytest.mark.parametrize("export", ["csv", "xlsx"])
@pytest.mark.parametrize("role", sorted(set(ALL) - {OFFICER}))
def test_nobody_else_gets_letters_out(sign_in, mails, role, export):
    response = sign_in(role).get(reverse("campaigns_letter_modeladmin_index"), {"export": export})
    assert response.status_code == 302
    assert not response.content


def test_the_data_officer_reads_a_letter(sign_in, mails):
    url = reverse("campaigns_letter_modeladmin_inspect", args=[mails["letter"].pk])
    html = sign_in(OFFICER).get(url).content.decode()
    assert all(words in html for words in SUPPORTER)


@pytest.mark.parametrize("role", ALL)
def test_who_answers_a_person_about_their_data(sign_in, mails, role):
    assert opens(sign_in(role), reverse("person")) == (role == OFFICER)


@pytest.mark.parametrize("role", [LEAD, ADMINISTRATOR])
def test_nothing_that_others_look_at_tells_who_a_supporter_is(sign_in, mails, page, role):
    client, pk = sign_in(role), mails["delivery"].pk
    decide = reverse("campaigns_delivery_modeladmin_decide")
    campaign = Campaign.objects.get()
    shown = [
        reverse("wagtailadmin_home"),
        reverse("to_do"),
        reverse("sending_report"),
        reverse("campaigns_delivery_modeladmin_index"),
        reverse("campaigns_delivery_modeladmin_inspect", args=[pk]),
        f"{decide}?pk__in={pk}",
        reverse("readdress_letters", args=[mails["delivery"].recipient_id]),
        reverse("campaign_states:edit", args=[campaign.pk]),
        reverse("campaign_states:history", args=[campaign.pk]),
        reverse("campaign_states:usage", args=[campaign.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:usage", args=[page.pk]),
    ]
    pages = {url: client.get(url) for url in shown}
    assert {url for url, response in pages.items() if response.status_code != 200} == set()
    told = [
        (url, words) for url, response in pages.items() for words in SUPPORTER if words in response.content.decode()
    ]
    assert told == []


@pytest.mark.parametrize(("role", "number"), [(LEAD, 1), (OFFICER, 2)])
def test_to_do_lists_what_the_reader_may_go_on_to(sign_in, mails, role, number):
    Worker.objects.report("host:1:a")
    client = sign_in(role)
    html = client.get(reverse("to_do")).content.decode()
    assert ("Mails to supporters held" in html) == (role == OFFICER)
    assert "Letters held" in html
    assert re.search(rf"data-number\W+{number}\b", html)


@pytest.mark.parametrize("role", ALL)
def test_who_makes_letters_invalid_and_keeps_the_list_of_senders(sign_in, mails, role):
    client, guards = sign_in(role), role in (OFFICER, ADMINISTRATOR)
    answers = {"campaign": mails["letter"].campaign_id, "since": "2020-01-01 00:00", "until": "2099-01-01 00:00"}
    answers |= {"domain": "example.org", "reason": "Bots", "confirmed": "1"}
    assert opens(client, reverse("invalid_letters")) == guards
    client.post(reverse("invalid_letters"), answers)
    assert Letter.objects.filter(status="invalid").exists() == guards
    sender = {"kind": "domain", "value": "example.org", "action": "confirm"}
    client.post(reverse("sender_rules:add"), sender)
    assert SenderRule.objects.exists() == guards
    assert opens(client, reverse("sender_rules:index")) == guards


@pytest.mark.parametrize("role", ALL)
def test_who_sets_how_many_letters_pass_without_a_question(sign_in, role):
    url = reverse("wagtailsettings:edit", args=["campaigns", "formlimits", FormLimits.load().pk])
    assert opens(sign_in(role), url) == (role == ADMINISTRATOR)


# Scripts, sending, people


@pytest.mark.parametrize("role", ALL)
def test_who_approves_scripts(sign_in, role):
    client, name = sign_in(role), "wagtailsnippets_cms_approvedscript"
    assert opens(client, reverse(f"{name}:list")) == (role in (SCRIPTS, ADMINISTRATOR))
    about = {"owner": "Web team", "reason": "It helps", "expires_on": "2100-01-01"}
    client.post(reverse(f"{name}:add"), about | {"name": "Letter", "source": "own", "path": "campaigns/letter.js"})
    assert ApprovedScript.objects.exists() == (role == SCRIPTS)


@pytest.mark.parametrize("role", ALL)
def test_who_keeps_the_topics_of_content_warnings(sign_in, role):
    url = reverse("wagtailsnippets_cms_warningtopic:add")
    sign_in(role).post(url, {"name_en": "Hunger", "name_fr": "Faim"})
    assert WarningTopic.objects.filter(name_en="Hunger").exists() == (role in (LEAD, ADMINISTRATOR))


@pytest.mark.parametrize("role", ALL)
def test_who_changes_how_letters_are_sent_and_how_the_site_looks(sign_in, role):
    client = sign_in(role)
    assert opens(
        client, reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings", SendingSettings.load().pk])
    ) == (role == ADMINISTRATOR)
    site = Page.objects.filter(depth=2).first().get_site()
    look = reverse("wagtailsettings:edit", args=["cms", "sitesettings", site.pk])
    assert opens(client, look) == (role == ADMINISTRATOR)
    assert SendingSettings.load().live


@pytest.mark.parametrize("role", ALL)
@pytest.mark.parametrize(
    "name",
    [
        "wagtailusers_users:add",
        "wagtailusers_groups:add",
        "wagtailsites:add",
        "wagtaillocales:add",
        "wagtailredirects:add",
        "wagtailadmin_collections:add",
        "wagtailadmin_workflows:add",
        "wagtailadmin_workflows:task_index",
    ],
)
def test_who_runs_the_installation(sign_in, role, name):
    if name == "wagtaillocales:add":
        Locale.objects.filter(language_code="fr").delete()  # else there is none to add
    assert opens(sign_in(role), reverse(name)) == (role == ADMINISTRATOR)


def test_an_administrator_does_not_change_a_superuser(sign_in):
    chief = factories.UserFactory(administrator=True, password="unguessed")
    client = sign_in(ADMINISTRATOR)
    edit = reverse("wagtailusers_users:edit", args=[chief.pk])
    new = {"username": chief.username, "email": "me@example.org", "first_name": "A", "last_name": "B"}
    assert client.get(edit).status_code == 302
    client.post(edit, new | {"password1": "Taken over 1", "password2": "Taken over 1", "is_active": "on"})
    in_bulk = reverse("wagtail_bulk_action", args=["cms", "user", "set_active_state"])
    client.post(f"{in_bulk}?id={chief.pk}", {"mark_as_active": "false"})
    kept = type(chief).objects.get(pk=chief.pk)
    assert (kept.password, kept.email, kept.is_active) == (chief.password, chief.email, True)
    other = factories.UserFactory()
    assert client.get(reverse("wagtailusers_users:edit", args=[other.pk])).status_code == 200


# How the roles come about


def test_nobody_of_a_role_is_a_superuser(sign_in):
    assert not any(sign_in(role).user.is_superuser for role in ALL)


def test_setting_them_up_again_leaves_what_staff_have_changed():
    group = Group.objects.get(name=AUTHOR)
    group.permissions.remove(Permission.objects.get(codename="add_offsetentry"))
    group.page_permissions.all().delete()
    WorkflowPage.objects.all().delete()
    own = Workflow.objects.create(name="Our own")
    WorkflowPage.objects.create(workflow=own, page=Page.get_first_root_node())
    set_up_roles()
    assert not group.permissions.filter(codename="add_offsetentry").exists()
    assert not group.page_permissions.exists()
    assert WorkflowPage.objects.get().workflow == own


def test_the_migration_replaces_wagtails_own_groups_and_workflow_unless_somebody_uses_them():
    migration = import_module("campaigns.migrations.0002_roles")
    forget_roles()
    wagtails = make_wagtails_own()
    factories.UserFactory().groups.add(wagtails["Editors"])
    migration.remove_wagtails_own(apps)
    set_up_roles()
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", *ALL}
    assert WorkflowPage.objects.get().workflow.name == WORKFLOW
    (task,) = (task.specific for task in Task.objects.all())
    assert [group.name for group in task.groups.all()] == [APPROVER]


def forget_roles() -> None:
    for model in (WorkflowPage, Workflow, GroupApprovalTask, Group):
        model.objects.all().delete()


def make_wagtails_own() -> dict[str, Group]:
    groups = {name: Group.objects.create(name=name) for name in ("Editors", "Moderators")}
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(groups["Moderators"])
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.get_first_root_node())
    return groups


def test_each_model_that_staff_look_after_is_given_to_some_role():
    """A new model is given to a role, or named here as one that nobody looks after."""
    parts = {"Pace", "CampaignRecipient", "CampaignPage", "CampaignIndexPage", "Rendition", "SiteImage", "SiteDocument"}
    machinery = {"Alarm", "ClockJob", "Lane", "LetterTally", "LookupAnswer", "MailEvent", "PostalCode", "SeenPost"}
    machinery |= {"FormCount", "MailedAddress", "UnaskedMail"}
    # Whoever edits a page makes its review links, and says that it is in line with its other languages.
    machinery |= {"Alignment", "ReviewLink", "Upstream", "Worker"}
    given = {name.partition("_")[2] for role in ROLES for name in role.anywhere}
    models = [*apps.get_app_config("campaigns").get_models(), *apps.get_app_config("cms").get_models()]
    names = {model.__name__ for model in models if "_" not in model.__name__}
    assert {name for name in names if name.lower() not in given} == parts | machinery


@pytest.mark.parametrize("name", ["add", "edit"])
def test_an_administrator_makes_nobody_a_superuser_and_a_superuser_does_by_name(sign_in, name):
    person = factories.UserFactory(username="colleague", first_name="A", last_name="B", email="colleague@example.org")
    args = [person.pk] if name == "edit" else []
    answers = {"first_name": "A", "last_name": "B", "is_active": "on", "is_superuser": "on"}
    answers |= {"password1": "long-and-odd-7", "password2": "long-and-odd-7"} if name == "add" else {}

    def save(client, username: str) -> bool:
        posted = answers | {"username": username, "email": f"{username}@example.org"}
        client.post(reverse(f"wagtailusers_users:{name}", args=args), posted)
        return User.objects.get(username=username).is_superuser

    assert not save(sign_in(ADMINISTRATOR), "colleague" if name == "edit" else "first")
    superuser = factories.UserFactory(is_superuser=True)
    client = Client()
    client.force_login(superuser)
    assert save(client, "colleague" if name == "edit" else "second")
    assert ModelLogEntry.objects.filter(action="cms.roles_changed", data__given=["Superuser"]).exists()
