"""Who looked at supporters' data, took it out, or changed who may what: the audit log says so, without that data."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from campaigns.models import Campaign, SendingSettings
from campaigns.permissions import set_up_roles
from campaigns.pipeline.erase import erase_letter
from campaigns.roles import ADMINISTRATOR, AUTHOR, CAMPAIGN_LEAD, DATA_OFFICER, ROLES
from cms.models import ApprovedScript
from tests import factories

pytestmark = pytest.mark.django_db

SUPPORTER = {"first_name": "Marguerite", "last_name": "Delacroix", "email": "marguerite@example.org"}
WORDS = {"street": "12 Elgin Street", "city": "Gatineau", "message": "My sister is in prison.", "postal_code": "K2P1L4"}


@pytest.fixture
def sign_in(client, home):
    set_up_roles()

    def sign_in(*roles):
        user = factories.UserFactory()
        user.groups.set(Group.objects.filter(name__in=[role.name for role in roles]))
        client.force_login(user)
        client.user = user
        return client

    return sign_in


@pytest.fixture
def letter(page):
    return factories.LetterFactory(page=page, message_is_own=True, **SUPPORTER, **WORDS)


def entries(action: str) -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(action=action))


def look_at(client, letter):
    return client.get(reverse("campaigns_letter_modeladmin_inspect", args=[letter.pk]))


def test_each_look_at_a_letter_is_logged_by_number_alone(sign_in, letter):
    client = sign_in(DATA_OFFICER)
    assert look_at(client, letter).status_code == look_at(client, letter).status_code == 200
    first, second = entries("campaigns.letter_seen")
    assert (first.user, first.object_id, first.label) == (client.user, str(letter.pk), str(letter.pk))
    told = json.dumps([second.data, second.label, str(second.message)])
    assert not any(word in told for word in [*SUPPORTER.values(), *WORDS.values()])


def test_whoever_is_refused_has_seen_nothing(sign_in, letter):
    assert look_at(sign_in(ADMINISTRATOR), letter).status_code == 302
    assert entries("campaigns.letter_seen") == []


def test_an_export_is_logged_however_it_is_asked_for(sign_in, letter, page):
    client = sign_in(DATA_OFFICER)
    client.get(reverse("export_letters", args=[page.key, "csv"]))
    client.get(reverse("campaigns_letter_modeladmin_index"), {"export": "xlsx"})
    assert [entry.data for entry in entries("campaigns.letters_exported")] == [
        {"format": "XLSX", "rows": 1},
        {"format": "CSV", "rows": 1},
    ]


def test_an_erasure_is_logged_once_and_tells_nothing_of_what_was_erased(letter):
    assert erase_letter(letter)
    erase_letter(letter)
    (entry,) = entries("campaigns.letter_erased")
    assert (entry.object_id, entry.user) == (str(letter.pk), None)
    assert not any(word in json.dumps([entry.data, entry.label]) for word in SUPPORTER.values())


def test_the_switch_of_a_campaign_is_logged_with_what_it_was(sign_in, page):
    campaign, client = Campaign.objects.for_key(page.key), sign_in(CAMPAIGN_LEAD)
    url = reverse("campaign_states:edit", args=[campaign.pk])
    for _ in range(2):
        client.post(url, {"status": "paused"})
    (entry,) = entries("campaigns.switched")
    assert (entry.user, entry.data) == (client.user, {"before": "open", "to": "paused"})


def test_roles_that_are_given_and_taken_are_logged(sign_in):
    client = sign_in(ADMINISTRATOR)
    person = factories.UserFactory(first_name="Ann", last_name="Lee")
    author, officer = (Group.objects.get(name=role.name) for role in (AUTHOR, DATA_OFFICER))
    plain = {"username": person.username, "email": person.email, "first_name": "Ann", "last_name": "Lee"}
    url = reverse("wagtailusers_users:edit", args=[person.pk])
    for groups in ([author.pk], [officer.pk], [officer.pk]):
        assert client.post(url, plain | {"is_active": "on", "groups": groups}).status_code == 302
    given = [(entry.data["given"], entry.data["taken"]) for entry in entries("cms.roles_changed")]
    assert sorted(given) == [([AUTHOR.name], []), ([DATA_OFFICER.name], [AUTHOR.name])]


def test_roles_given_in_bulk_or_with_a_new_account_are_logged(sign_in):
    client, people = sign_in(ADMINISTRATOR), factories.UserFactory.create_batch(2)
    role = Group.objects.get(name=DATA_OFFICER.name)
    bulk = reverse("wagtail_bulk_action", args=["cms", "user", "assign_role"])
    client.post(f"{bulk}?id={people[0].pk}&id={people[1].pk}", {"role": role.pk})
    secret = {"password1": "hard to guess 7", "password2": "hard to guess 7"}
    new = {"username": "new", "email": "new@example.org", "first_name": "New", "last_name": "One", "is_active": "on"}
    client.post(reverse("wagtailusers_users:add"), new | secret | {"groups": [role.pk]})
    assert [entry.data["given"] for entry in entries("cms.roles_changed")] == [[DATA_OFFICER.name]] * 3
    assert len({entry.object_id for entry in entries("cms.roles_changed")}) == 3


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_the_report(sign_in, role):
    client = sign_in(role)
    assert (client.get(reverse("audit")).status_code == 200) == (role in (ADMINISTRATOR, DATA_OFFICER))
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("audit") in menu) == (role in (ADMINISTRATOR, DATA_OFFICER))


@pytest.fixture
def deeds(sign_in, letter, page):
    """One of each kind, by one person who may do it all."""
    everything = sign_in(*ROLES)
    look_at(everything, letter)
    everything.get(reverse("export_letters", args=[page.key, "csv"]))
    campaign = Campaign.objects.for_key(page.key)
    everything.post(reverse("campaign_states:edit", args=[campaign.pk]), {"status": "paused"})
    sending = reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings", SendingSettings.load().pk])
    everything.post(sending, {"live": "", "stopped": "on", "recipient_cap": "5", "domain_cap": "5"})
    about = {"owner": "Web team", "reason": "It helps", "expires_on": "2100-01-01"}
    script = about | {"name": "Letter", "source": "own", "path": "campaigns/letter.js"}
    everything.post(reverse("wagtailsnippets_cms_approvedscript:add"), script)
    assert ApprovedScript.objects.exists()
    erase_letter(letter)
    return everything.user


DEEDS = (
    *("Letter looked at", "Letters with their supporters exported", "Campaign switched: paused, was open"),
    *("stop everything: on, was off", "approved script", "Letter erased"),
)


@pytest.mark.parametrize("role", [ADMINISTRATOR, DATA_OFFICER])
def test_the_report_tells_them_all_and_names_no_supporter(deeds, sign_in, role):
    html = sign_in(role).get(reverse("audit")).content.decode()
    assert [words for words in DEEDS if words.casefold() not in html.casefold()] == []
    assert [word for word in [*SUPPORTER.values(), *WORDS.values()] if word in html] == []


def test_the_report_is_narrowed_to_an_action_or_a_person(deeds, sign_in):
    client = sign_in(DATA_OFFICER)
    looks = client.get(reverse("audit"), {"action": "campaigns.letter_seen"}).context["object_list"]
    assert [entry.action for entry in looks] == ["campaigns.letter_seen"]
    theirs = client.get(reverse("audit"), {"user": deeds.pk}).context["object_list"]
    assert {entry.user for entry in theirs} == {deeds}
    nobodys = client.get(reverse("audit"), {"user": client.user.pk}).context["object_list"]
    assert list(nobodys) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_can_be_taken_out_and_still_names_no_supporter(deeds, sign_in, kind):
    response = sign_in(ADMINISTRATOR).get(reverse("audit"), {"export": kind})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert not any(word.encode() in content for word in SUPPORTER.values())
    assert kind != "csv" or b"campaigns.letter_seen" in content


def test_nothing_in_the_admin_changes_or_takes_an_entry_away(deeds, sign_in):
    client, before = sign_in(*ROLES), list(ModelLogEntry.objects.order_by("pk").values())
    for method in ("post", "put", "delete", "patch"):
        getattr(client, method)(reverse("audit"), {"pk": before[0]["id"]})
        getattr(client, method)(reverse("audit_results"), {"pk": before[0]["id"]})
    assert list(ModelLogEntry.objects.order_by("pk").values()) == before
