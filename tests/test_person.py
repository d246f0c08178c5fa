"""A person asks what is held on them, or to be forgotten."""

import io
import json
import logging
import threading
import time

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from campaigns.held import LETTER, as_text, what_is_held
from campaigns.models import Campaign, Delivery, Letter, LetterTally, MailEvent, Notice, Worker
from campaigns.personal_data import Kind, fields_of
from campaigns.pipeline.erase import settle_withdrawn
from campaigns.pipeline.forget import forget_supporter
from campaigns.pipeline.send import send_due
from campaigns.staff.audit import audited
from tests import factories
from tests.canaries import CANARIES, WHO, WORDS, Watch, places_of

pytestmark = pytest.mark.django_db

ADDRESS = WHO["email"]


def write(page, *, email: str = ADDRESS, **more) -> Letter:
    who = WHO | {"postal_code": "V8K4T1", "email": email}
    return factories.LetterFactory(page=page, **(who | WORDS | {"subject_is_own": True, "message_is_own": True} | more))


@pytest.fixture
def letter(page, minister) -> Letter:
    """Sent to one, on its way to another, and confirmed by a receipt that was delivered."""
    letter = write(page, consent_updates=True)
    sent = {"status": "sent", "sent_at": timezone.now(), "recipient_email": minister.email}
    Delivery.objects.create(letter=letter, recipient=minister, **sent)
    Delivery.objects.create(letter=letter, recipient=factories.RecipientFactory())
    receipt = Notice.objects.create(letter=letter, kind="receipt", status="delivered")
    MailEvent.objects.create(digest="d", message_id=receipt.message_id, status="delivered", is_parked=False)
    return letter


@pytest.fixture
def elsewhere(index, minister) -> Letter:
    """A letter of the same person in another campaign, from the same mailbox written otherwise."""
    other = factories.CampaignPageFactory(parent=index, slug="water", recipients=[minister])
    return write(other, email=ADDRESS.upper())


@pytest.fixture
def typed(monkeypatch):
    """What stands on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def run(command: str, *options: str) -> str:
    out = io.StringIO()
    call_command(command, *options, stdout=out)
    return out.getvalue()


def entries() -> list[tuple[str, dict]]:
    """What the history says of persons; that a letter was erased stands there beside it."""
    rows = ModelLogEntry.objects.filter(action__startswith="campaigns.person_").order_by("pk")
    return list(rows.values_list("action", "data"))


# Forgetting


def test_all_letters_of_a_person_become_nobodys_and_what_has_not_left_is_cancelled(letter, elsewhere, page, typed):
    stranger = factories.LetterFactory(page=page)
    typed(f"{ADDRESS}\n")
    assert run("forget_supporter") == "2 letters erased, 0 unconfirmed ones dropped\n"
    assert places_of(CANARIES) == {}
    assert sorted(letter.deliveries.values_list("status", flat=True)) == ["cancelled", "sent"]
    letter.refresh_from_db()
    assert len(letter.email_key) == 64
    stranger.refresh_from_db()
    assert stranger.first_name == "Jane"
    assert entries() == [
        ("campaigns.person_forgotten", {"letters": [letter.pk]}),
        ("campaigns.person_forgotten", {"letters": [elsewhere.pk]}),
    ]


def test_a_dry_run_says_how_many_and_changes_nothing(letter, elsewhere, typed):
    before = list(Letter.objects.values().order_by("pk"))
    typed(ADDRESS)
    assert run("forget_supporter", "--dry-run") == f"2 letters would be erased: {letter.pk}, {elsewhere.pk}\n"
    assert list(Letter.objects.values().order_by("pk")) == before
    assert entries() == []


def test_what_nobody_confirmed_is_gone_altogether(page, typed):
    unconfirmed = write(page, status="unconfirmed")
    Notice.objects.create(letter=unconfirmed, kind="confirmation")
    typed(ADDRESS)
    assert run("forget_supporter") == "0 letters erased, 1 unconfirmed ones dropped\n"
    assert not Letter.objects.exists()


def test_the_address_is_no_argument_and_is_not_repeated(typed):
    with pytest.raises(CommandError, match="unrecognized arguments"):
        call_command("forget_supporter", ADDRESS)
    typed("Zyxwina Quorvath\n")
    with pytest.raises(CommandError) as refused:
        run("forget_supporter")
    assert "Zyxwina" not in str(refused.value)


def test_what_a_worker_has_in_hand_is_waited_for_and_else_left_to_the_clock(letter):
    """No sweep ends what a living worker has in hand."""
    Worker.objects.report("alive")
    letter.deliveries.filter(status="queued").update(
        status="handing_over", claimed_by="alive", claimed_at=timezone.now()
    )
    started = time.monotonic()
    assert forget_supporter(ADDRESS, patience=0.2).in_hand == 1
    assert time.monotonic() - started < 5
    letter.deliveries.filter(status="handing_over").update(status="sent", claimed_by="")
    settle_withdrawn()
    assert places_of(CANARIES) == {}


def test_what_a_dead_worker_had_in_hand_is_erased_at_once(letter):
    letter.deliveries.filter(status="queued").update(status="claimed", claimed_by="dead", claimed_at=timezone.now())
    assert forget_supporter(ADDRESS, patience=5).erased == 1
    assert places_of(CANARIES) == {}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_letter_that_leaves_meanwhile_is_erased_within_the_minute(letter):
    """A worker of its own ends what it has in hand a second later."""
    Worker.objects.report("alive")
    letter.deliveries.filter(status="queued").update(
        status="handing_over", claimed_by="alive", claimed_at=timezone.now()
    )

    def leave():
        time.sleep(1)
        Delivery.objects.filter(status="handing_over").update(status="sent", claimed_by="")
        connection.close()

    worker = threading.Thread(target=leave)
    worker.start()
    started = time.monotonic()
    assert forget_supporter(ADDRESS).erased == 1
    assert time.monotonic() - started < 10
    worker.join()
    assert places_of(CANARIES) == {}


# Access


def test_all_that_is_held_is_exported(letter, elsewhere, typed):
    typed(ADDRESS)
    first, second = json.loads(run("export_supporter"))
    values = json.dumps([first, second]).lower()
    assert [canary for canary in CANARIES if canary not in values] == ["v8k 4t1"], "that is a way to write it"
    assert first["campaign"] == "Justice now"
    consent = first["consent"]
    assert (consent["consent_words"], consent["language"]) == ("Yes, send me news.", "en")
    assert (len(consent["consent_version"]), consent["signed_at"]) == (16, first["signed_at"])
    assert [one["status"] for one in first["deliveries"]] == ["sent", "queued"]
    assert first["notices"][0]["events"][0]["status"] == "delivered"
    assert second["consent"] == {}
    assert entries()[0] == ("campaigns.person_exported", {"letters": [letter.pk]})


def test_no_field_that_is_listed_as_a_persons_is_left_out():
    assert set(fields_of("campaigns.Letter", Kind.WORDS, Kind.CONTACT)) <= set(LETTER)
    fields = {field.name for field in Letter._meta.concrete_fields}
    told = {*LETTER, "consent_updates", "consent_words", "campaign", "page"}  # by the title, in the consent
    codes = set(fields_of("campaigns.Letter", Kind.CODE, Kind.NETWORK)) - {"public_id"}
    assert fields - told == codes | {"doubts"}, "of which nothing can be read"


def test_as_text_it_can_be_read_in_both_languages(letter, typed):
    typed(ADDRESS)
    text = run("export_supporter", "--text")
    assert "first name: Zyxwina\n" in text
    assert "wants" not in text
    assert "Consent\n    what they agreed to: Yes, send me news.\n    version of the wording:" in text
    assert text.count("Letter to\n    recipient: Camille Tremblay") == 2
    with translation.override("fr"):
        assert "prénom\u00a0: Zyxwina\n" in as_text(what_is_held(ADDRESS))


def test_of_nobody_nothing_is_held(page, typed):
    typed("nobody@example.org")
    assert run("export_supporter", "--text") == "Nothing is held.\n"


# In the admin


@pytest.fixture
def watch(caplog) -> Watch:
    caplog.set_level(logging.DEBUG)
    return Watch(caplog)


@pytest.fixture
def officer(watch, home):
    user = factories.UserFactory()
    codes = ["access_admin", "export_letter", "forget_letter"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = watch.client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def post(officer):
    return lambda **more: officer.post(reverse("person"), {"email": ADDRESS} | more)


def test_an_officer_sees_how_many_letters_there_are_and_none_of_them(post, letter, elsewhere, watch):
    html = post().content.decode()
    assert "2 letters of this person" in html
    assert f"No. {letter.pk}: Justice now" in html
    assert "Thistlebrook" not in html
    assert "No letters of this person" in post(email="nobody@example.org").content.decode()
    told = [entry.message for entry in audited(ModelLogEntry.objects.all())]
    assert sum("looked for" in str(words) for words in told) == 3  # in two campaigns; and in none
    assert watch.leaks() == {}


@pytest.mark.parametrize(("kind", "mark"), [("json", '"first_name": "Zyxwina"'), ("text", "first name: Zyxwina")])
def test_an_officer_exports(post, officer, letter, kind, mark, watch):
    response = post(**{kind: "1"})
    assert mark in response.content.decode()
    assert response["Content-Disposition"].startswith('attachment; filename="data.')
    assert "no-store" in response["Cache-Control"]
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.data, entry.user) == (
        "campaigns.person_exported",
        {"letters": [letter.pk]},
        officer.user,
    )
    assert entry.message == f"A person's data exported: letters {letter.pk}"
    assert watch.leaks() == {}


def test_an_officer_has_a_person_forgotten(post, letter, elsewhere, watch):
    html = post(forget="1").content.decode()
    assert "2 letters erased." in html
    assert ADDRESS not in html
    assert places_of(CANARIES) == {}
    assert watch.leaks() == {}
    assert {action for action, _data in entries()} == {"campaigns.person_forgotten"}


def test_a_look_alone_erases_nothing_whatever_stands_in_the_address(officer, letter):
    officer.get(reverse("person"), {"email": ADDRESS, "forget": "1"})
    letter.refresh_from_db()
    assert letter.first_name == "Zyxwina"
    assert entries() == []


@pytest.mark.parametrize("lacking", ["export_letter", "forget_letter"])
def test_both_permissions_are_asked_for(officer, letter, lacking):
    officer.user.user_permissions.remove(Permission.objects.get(codename=lacking))
    assert officer.post(reverse("person"), {"email": ADDRESS, "forget": "1"}).status_code == 302
    letter.refresh_from_db()
    assert letter.first_name == "Zyxwina"


def test_the_counter_stays_as_it_was(letter, page):
    LetterTally.objects.add(letter.campaign)
    forget_supporter(ADDRESS)
    assert Campaign.objects.number_for(page.key) == 1
    send_due(worker="test")
    assert set(letter.deliveries.values_list("status", flat=True)) == {"sent", "cancelled"}
