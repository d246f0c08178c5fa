"""Once a night Represent says who sits where. Whatever it says, or does not, the directory stays one to rely on."""

import logging

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.imports import gates, represent_list
from campaigns.imports.refresh import RefreshFailed, refresh_directory
from campaigns.lookup.represent import CALLS_A_MINUTE, SOURCE
from campaigns.models import Delivery, Legislature, Recipient, Upstream
from tests import factories
from tests.fake_represent import FAILING, FakeRepresent
from tests.test_imports import SEATS, digest, member, members, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(monkeypatch) -> Legislature:
    """A small House of Commons, whose members have addresses at example.org."""
    monkeypatch.setitem(gates.DISTRICTS, ("house-of-commons", "2023"), SEATS)
    monkeypatch.setitem(gates.DOMAINS, "house-of-commons", ("example.org",))
    house = factories.LegislatureFactory()
    for number in range(1, SEATS + 1):
        factories.DistrictFactory(legislature=house, code=f"{35000 + number}", name_en=f"Riding {number}")
    return house


@pytest.fixture
def represent(settings):
    with FakeRepresent() as fake:
        fake.members = members()
        settings.REPRESENT_URL = fake.url
        yield fake


@pytest.fixture
def seated(house, represent) -> list[Recipient]:
    """Somebody has looked at the list and imported it; the calls for it are over a minute ago."""
    run("import_representatives", "--refresh")
    Upstream.objects.all().delete()
    represent.requests.clear()
    return list(Recipient.objects.order_by("district__code"))


def refusal() -> str:
    """Why nothing was refreshed. The directory is as it was, row by row."""
    before = digest()
    with pytest.raises(RefreshFailed) as failed:
        refresh_directory()
    assert digest() == before
    assert "\n" not in str(failed.value)
    return str(failed.value)


def test_who_has_changed_is_brought_up_to_date_and_counted(seated, represent):
    represent.members[4] = member(5, name="Sam Newcomer", email="sam.newcomer@example.org")
    assert refresh_directory() == "Representatives: 1 changed, 19 unchanged."
    now = Recipient.objects.get(district__code="35005")
    assert (now.name, now.email, now.status) == ("Sam Newcomer", "sam.newcomer@example.org", "unverified")


def test_all_pages_are_asked_for_within_the_budget_of_lookups(seated, represent, monkeypatch):
    monkeypatch.setattr(represent_list, "LIMIT", 8)
    assert refresh_directory() == "Representatives: 20 unchanged."
    path = "/representatives/house-of-commons/"
    assert [target for target, _headers in represent.requests] == [
        f"{path}?limit=8&offset={offset}" for offset in (0, 8, 16)
    ]
    assert len(Upstream.objects.get(name=SOURCE).recent_calls) == 3


def test_no_address_that_the_server_names_is_followed(seated, represent, monkeypatch):
    monkeypatch.setattr(represent_list, "LIMIT", 8)
    page = represent.page

    def elsewhere(**bounds: int) -> dict:
        served = page(**bounds)
        served["meta"]["next"] = f"{represent.url}/elsewhere/"
        return served

    monkeypatch.setattr(represent, "page", elsewhere)
    assert refresh_directory() == "Representatives: 20 unchanged."
    assert represent.redirects_followed == 0


def test_a_list_that_never_ends_is_left(seated, represent, monkeypatch):
    monkeypatch.setattr(represent_list, "LIMIT", 1)
    monkeypatch.setattr(represent_list, "MOST", 3)
    assert refusal() == "house-of-commons: more than 3 pages"
    assert len(represent.requests) == 3


@pytest.mark.parametrize("mode", FAILING)
def test_a_server_that_fails_changes_nothing_and_is_not_asked_twice(seated, represent, mode):
    represent.mode = mode
    assert refusal().startswith("house-of-commons: ")
    assert len(represent.requests) == 1
    assert represent.redirects_followed == 0
    assert Upstream.objects.get(name=SOURCE).failures == 1


def test_a_list_that_is_not_there_is_no_empty_house(seated, represent, settings):
    settings.REPRESENT_URL += "/api"
    assert refusal() == "house-of-commons: there is no such list; is REPRESENT_URL right?"


@pytest.mark.parametrize("half", [{"objects": []}, {"meta": {}}, {"meta": {"total_count": "20", "offset": 0}}])
def test_a_page_of_another_shape_is_a_failure_of_the_server(seated, represent, monkeypatch, half):
    whole = represent.page()
    monkeypatch.setattr(represent, "page", lambda **_bounds: whole | half)
    assert refusal() == "house-of-commons: not the shape of a page of members"
    assert Upstream.objects.get(name=SOURCE).failures == 1


def test_while_the_calls_are_spent_nobody_asks_and_nobody_waits(seated, represent):
    Upstream.objects.create(name=SOURCE, recent_calls=[timezone.now().timestamp()] * CALLS_A_MINUTE)
    assert refusal() == "house-of-commons: represent: calls spent"
    assert represent.requests == []


def test_a_gate_that_fails_is_logged_without_names_or_addresses(seated, represent, caplog):
    caplog.set_level(logging.INFO)
    represent.members[0] = member(1, email="robin.secret@elsewhere.example")
    represent.members[1] = member(2, email="robin.number3@example.org")
    represent.members[3] = member(4, name="Robin Number5")
    said = refusal()
    assert said == (
        "house-of-commons: page from 0, member 1: 35001 Riding 1: no address to be used "
        "(and 3 more reasons, see the log)"
    )
    assert "page from 0, member 3: 35003 Riding 3: the same address as 35002 Riding 2" in caplog.text
    assert "page from 0, member 5: 35005 Riding 5: also sits for 35004 Riding 4" in caplog.text
    assert "Robin" not in caplog.text
    assert "@" not in caplog.text


def test_an_elections_worth_of_changes_is_for_a_person_to_look_at(seated, represent):
    represent.members = members(**{f"n{one}": {"name": f"New Person{one}"} for one in (1, 2, 3)})
    assert "3 of 20 seats change their member or address, at most 2" in refusal()
    assert "3 changed" in run("import_representatives", "--refresh", "--election")


def test_the_first_members_are_for_a_person_to_look_at(house, represent):
    assert "20 of 20 seats change" in refusal()
    assert "20 added" in run("import_representatives", "--refresh")


def test_seats_that_fill_one_after_the_other_are_filled_by_night(seated, represent):
    everybody, represent.members = represent.members, represent.members[:18]
    assert refresh_directory() == "Representatives: 2 vacant now, 18 unchanged."
    represent.members = everybody
    assert refresh_directory() == "Representatives: 2 changed, 18 unchanged."


def test_what_staff_wrote_stays(seated, represent):
    Recipient.objects.filter(pk=seated[4].pk).update(email="own@example.org", kept_fields=["email"])
    refresh_directory()
    assert Recipient.objects.get(pk=seated[4].pk).email == "own@example.org"


def test_a_dissolved_house_is_left_alone(seated, represent):
    Legislature.objects.update(dissolved=True)
    represent.members = []
    assert refresh_directory() == "Nothing to ask: Represent lists no house that is sitting."
    assert represent.requests == []


def test_without_represent_there_is_nothing_to_ask(seated, represent, settings):
    settings.REPRESENT_URL = ""
    assert refresh_directory() == "Nothing to ask: REPRESENT_URL is not set."
    with pytest.raises(CommandError, match="there is nobody to ask about house-of-commons"):
        run("import_representatives", "--refresh")


def test_letters_that_have_not_left_are_told_with_the_seat_that_changes(seated, represent, index, minister, house):
    page = factories.CampaignPageFactory(parent=index, recipients=[minister, house])
    for status in ("queued", "held", "sent"):
        Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=seated[4], status=status)
    represent.members[4] = member(5, name="Sam Newcomer", email="sam.newcomer@example.org")
    represent.members[5] = member(6, gender="F")
    said = run("import_representatives", "--refresh", "--dry-run")
    assert "! 35005 Riding 5: 2 letters have not left" in said
    assert not ModelLogEntry.objects.filter(action="campaigns.letters_concerned").exists()
    assert refresh_directory() == "Representatives: 2 changed, 1 to look at, 18 unchanged."
    entry = ModelLogEntry.objects.get(action="campaigns.letters_concerned")
    assert (entry.object_id, entry.data["letters"]) == (str(seated[4].pk), 2)
    assert entry.message.startswith("Changed by an import; letters that have not left: 2.")


@pytest.mark.parametrize("arguments", [[], ["list.csv", "--refresh"]])
def test_the_command_takes_files_or_asks_one_of_the_two(house, arguments):
    with pytest.raises(CommandError, match="one of the two"):
        call_command("import_representatives", *arguments)


def test_the_command_says_that_the_server_is_down(seated, represent):
    represent.mode = "503"
    with pytest.raises(CommandError, match="status 503"):
        run("import_representatives", "--refresh")
