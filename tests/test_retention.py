"""What says who somebody is goes when its time is over; all that is counted stays."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.counts import Period, results_of
from campaigns.keeping import Terms
from campaigns.models import (
    Campaign,
    CampaignPage,
    Delivery,
    Letter,
    LetterTally,
    LookupAnswer,
    Notice,
    RetentionSettings,
)
from campaigns.models.letters import email_key
from campaigns.personal_data import PERSONAL, Fate, Kind
from campaigns.pipeline import anonymise as anonymising
from campaigns.pipeline.anonymise import anonymise_due, what_is_due
from campaigns.pipeline.clock import CHORES, run_due
from campaigns.pipeline.send import send_due
from campaigns.switch import close_ended_campaigns, note_ends, switch
from tests import factories
from tests.canaries import CANARIES, PERSON, WHO, WORDS, places_of

pytestmark = pytest.mark.django_db

OWN = WORDS | {"subject_is_own": True, "message_is_own": True}
GONE = {Kind.WORDS, Kind.CONTACT, Kind.CODE, Kind.NETWORK, Kind.SENT_TO, Kind.PLACE}


def write(page, *, days_ago: int = 0, to=(), **more) -> Letter:
    """A letter of the canary, sent to each of `to`."""
    letter = factories.LetterFactory(page=page, **(WHO | {"postal_code": "V8K4T1"} | OWN | more))
    for recipient in to:
        Delivery.objects.create(letter=letter, recipient=recipient, status="sent", recipient_email=recipient.email)
    LetterTally.objects.add(letter.campaign)
    Letter.objects.filter(pk=letter.pk).update(signed_at=timezone.now() - timedelta(days=days_ago))
    return Letter.objects.get(pk=letter.pk)


def end(page, *, days_ago: int) -> None:
    ended_at = timezone.now() - timedelta(days=days_ago)
    Campaign.objects.filter(key=page.key).update(status="closed", ended_at=ended_at)


def numbers(page):
    campaign = Campaign.objects.get(key=page.key)
    return results_of(campaign, period=Period.ALL), Campaign.objects.number_for(page.key)


# The limits


@pytest.mark.parametrize(
    ("signed", "ended", "news", "left"),
    [
        (364, None, False, set(CANARIES) - {"v8k 4t1"}),
        (366, None, False, set()),
        (364, 89, False, set(CANARIES) - {"v8k 4t1"}),
        (100, 91, False, set()),
        (366, None, True, set(PERSON) - {"v8k 4t1"}),
        (729, 600, True, set(PERSON) - {"v8k 4t1"}),
        (731, None, True, set()),
    ],
)
def test_each_limit_holds_to_the_day(page, minister, signed, ended, news, left):
    """Left, of one letter: all, the person who asked for news, or nothing."""
    write(page, days_ago=signed, to=[minister], consent_updates=news)
    if ended:
        end(page, days_ago=ended)
    anonymise_due()
    assert {canary for canary in CANARIES if places_of([canary])} == left
    assert Delivery.objects.exclude(recipient_email="").exists() == ("thistlebrook" in left)


def test_the_campaigns_own_words_stay(page):
    letter = write(page, days_ago=366, subject="Please act", subject_is_own=False)
    anonymise_due()
    letter.refresh_from_db()
    assert (letter.subject, letter.message, letter.opening) == ("Please act", "", "{{ recipient_salutation }},")


def test_the_code_goes_once_its_campaign_takes_no_letters(page, send, answers):
    """Until then the same person is refused, though nothing says who they are."""
    letter = write(page, days_ago=366, email="jane@example.org", email_key=email_key("jane@example.org"))
    anonymise_due()
    letter.refresh_from_db()
    assert (letter.email, letter.email_key) == ("", email_key("jane@example.org"))
    send()
    assert Letter.objects.count() == 1
    end(page, days_ago=91)
    anonymise_due()
    letter.refresh_from_db()
    assert letter.email_key == ""


def test_what_somebody_agreed_to_is_kept_with_its_code_as_proof(page):
    letter = write(page, days_ago=731, consent_updates=True)
    key = letter.email_key
    end(page, days_ago=500)
    anonymise_due()
    letter.refresh_from_db()
    assert letter.email == ""
    assert (letter.email_key, letter.consent_words) == (key, "Yes, send me news.")
    assert (len(letter.consent_version), letter.language) == (16, "en")


def test_postal_codes_that_nobody_asked_about_for_a_year_go(page, district):
    for code, days in (("K1A0B1", 366), ("K1A0B2", 364)):
        at = timezone.now() - timedelta(days=days)
        LookupAnswer.objects.create(postal_code=code, legislature=district.legislature, answered_at=at)
    anonymise_due()
    assert LookupAnswer.objects.get().postal_code == "K1A0B2"


# When a campaign ended


def test_a_campaign_ends_by_the_switch_or_its_date_and_may_open_again(page, administrator):
    campaign = Campaign.objects.for_key(page.key)
    note_ends()
    assert Campaign.objects.get().ended_at is None
    CampaignPage.objects.update(closes_at=timezone.now() - timedelta(days=100))
    assert note_ends() == 1
    assert note_ends() == 0
    assert abs(Campaign.objects.get().ended_at - timezone.now()) < timedelta(minutes=1)
    CampaignPage.objects.update(closes_at=None)
    note_ends()
    assert Campaign.objects.get().ended_at is None
    switch(campaign, to=Campaign.Status.WON, by=administrator)
    won_at = Campaign.objects.get().ended_at
    assert abs(won_at - timezone.now()) < timedelta(minutes=1)
    note_ends()
    assert Campaign.objects.get().ended_at == won_at
    switch(campaign, to=Campaign.Status.OPEN, by=administrator)
    assert Campaign.objects.get().ended_at is None


def test_a_wrong_year_in_the_closing_date_erases_nothing(page):
    letter = write(page, days_ago=5)
    CampaignPage.objects.update(closes_at=timezone.now() - timedelta(days=365))
    anonymise_due()
    letter.refresh_from_db()
    assert (letter.last_name, letter.erased_at) == (WHO["last_name"], None)


def test_an_end_by_date_is_noted_as_soon_as_it_has_come(page):
    """The days that supporters are told count from it, not from the daily round."""
    Campaign.objects.for_key(page.key)
    CampaignPage.objects.update(closes_at=timezone.now())
    close_ended_campaigns()
    first = Campaign.objects.get().ended_at
    assert abs(first - timezone.now()) < timedelta(minutes=1)
    close_ended_campaigns()
    note_ends()
    assert Campaign.objects.get().ended_at == first


# What is on its way


@pytest.mark.parametrize("status", ["queued", "held", "in_doubt"])
def test_what_has_not_left_by_then_never_leaves(page, minister, status):
    letter = write(page, days_ago=366)
    Delivery.objects.create(letter=letter, recipient=minister, status=status)
    Notice.objects.create(letter=letter, kind="receipt")
    anonymise_due()
    assert Delivery.objects.get().get_reason_display() == "The time is over for which the letter is kept"
    assert {Delivery.objects.get().status, Notice.objects.get().status} == {"cancelled"}
    assert places_of(CANARIES) == {}
    assert Campaign.objects.number_for(page.key) == 1


def test_what_a_worker_has_in_hand_is_left_for_the_next_time(page, minister):
    letter = write(page, days_ago=366)
    Delivery.objects.create(letter=letter, recipient=minister, status="handing_over", claimed_by="worker")
    anonymise_due()
    assert "campaigns_letter.message" in places_of(CANARIES)
    Delivery.objects.update(status="sent", claimed_by="")
    anonymise_due()
    assert places_of(CANARIES) == {}


def test_what_staff_queue_again_afterwards_is_not_sent_in_nobodys_name(page, minister, mailoutbox):
    letter = write(page, days_ago=366)
    Delivery.objects.create(letter=letter, recipient=minister, status="failed")
    anonymise_due()
    Delivery.objects.all().requeue()
    send_due(worker="test")
    assert Delivery.objects.get().reason == "expired"
    assert mailoutbox == []
    anonymise_due()
    assert Delivery.objects.get().status == "cancelled"


# What stays


def test_all_that_is_counted_stays_as_it_was(page, minister, district):
    for number, (language, source) in enumerate([("en", "mail"), ("fr", "share"), ("en", "")]):
        more = {"email": f"zyxwina{number}@canary.example.net", "language": language, "source": source}
        letter = write(page, days_ago=300 + 50 * number, to=[minister], district=district, **more)
        letter.deliveries.update(status="bounced" if number else "delivered")
    end(page, days_ago=91)
    before = numbers(page)
    anonymise_due()
    assert places_of(CANARIES) == {}
    assert numbers(page) == before
    call_command("recount", verbosity=0)
    assert numbers(page) == before


def test_it_is_done_in_batches_and_once(page, monkeypatch):
    monkeypatch.setattr(anonymising, "BATCH", 2)
    for number in range(5):
        write(page, days_ago=366, email=f"zyxwina{number}@canary.example.net")
    assert anonymise_due()[Kind.CONTACT] == 5
    assert set(anonymise_due().values()) == {0}


def test_a_dry_run_counts_each_kind_and_changes_nothing(page, minister, district):
    write(page, days_ago=366, to=[minister])
    write(page, days_ago=9, status="unconfirmed", email="other@canary.example.net")
    at = timezone.now() - timedelta(days=366)
    LookupAnswer.objects.create(postal_code="K1A0B1", legislature=district.legislature, answered_at=at)
    before = [list(model.objects.values().order_by("pk")) for model in (Letter, Delivery, Notice, LookupAnswer)]
    out = io.StringIO()
    call_command("anonymise", "--dry-run", stdout=out)
    assert out.getvalue().split("\n") == [
        "words: 1",
        "contact: 2",
        "code: 0",
        "network: 0",
        "sent_to: 1",
        "place: 1",
        "",
    ]
    assert [list(model.objects.values().order_by("pk")) for model in (Letter, Delivery, Notice, LookupAnswer)] == before
    call_command("anonymise", stdout=io.StringIO())
    assert set(what_is_due().values()) == {0}


def test_400_days_later_the_clock_has_left_nothing_past_its_limit(page, minister, district, send, time_machine):
    """Every kind that has a limit, whatever state its letters are in."""
    time_machine.move_to(timezone.now())
    states = ["sent", "delivered", "bounced", "failed", "held", "queued", "in_doubt", "cancelled"]
    for number, status in enumerate(states):
        own = {"email": f"zyxwina{number}@canary.example.net", "network_key": "n", "computer_key": "c"}
        letter = write(page, to=[minister], district=district, **own)
        letter.deliveries.update(status=status)
    write(page, email="zyxwina.waits@canary.example.net", status="unconfirmed")
    write(page, email="zyxwina.withdrew@canary.example.net", status="withdrawn", withdrawn_at=timezone.now())
    LookupAnswer.objects.create(postal_code="V8K4T1", legislature=district.legislature)
    CampaignPage.objects.update(closes_at=timezone.now() + timedelta(days=200))
    job = [job for job in CHORES if job.name == "anonymise"]
    run_due(job)
    time_machine.shift(timedelta(days=201))
    close_ended_campaigns()
    time_machine.shift(timedelta(days=199))
    run_due(job)
    assert places_of(CANARIES) == {}
    assert set(what_is_due().values()) == {0}
    assert not Letter.objects.exclude(email_key="", network_key="", computer_key="").exists()
    assert not Delivery.objects.exclude(recipient_email="").exists()
    assert {held.kind for held in PERSONAL if held.fate in (Fate.BLANKED, Fate.DROPPED)} <= GONE | {Kind.CODE}


# What people are told


def test_below_the_form_stands_how_long_what_is_kept(client, page):
    french = factories.translate(page)
    html = client.get(page.url).content.decode()
    assert "for 365 days at most, and no longer than 90 days after the campaign has ended" in html
    RetentionSettings.objects.update_or_create(defaults={"after_signing": 100, "after_end": 30, "with_news": 200})
    html = client.get(page.url).content.decode()
    assert "for 100 days at most, and no longer than 30 days" in html
    html = client.get(french.url).content.decode()
    assert re.search(r"au plus 100\sjours", html)
    assert re.search(r"pendant 200\sjours", html)


def test_authors_see_it_in_the_editor(admin_client, page):
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "for 365 days at most" in html


def test_the_receipt_says_that_the_time_is_over(client, page):
    letter = write(page, days_ago=366, consent_updates=True)
    anonymise_due()
    html = client.get(letter.receipt_path).content.decode()
    assert "The time for which we keep letters is over" in html
    assert "as a text file" not in html
    assert client.get(letter.download_path).status_code == 303
    Letter.objects.filter(pk=letter.pk).update(signed_at=timezone.now() - timedelta(days=731))
    anonymise_due()
    html = client.get(letter.receipt_path).content.decode()
    assert "What you wrote" not in html


# The settings


def save(client, **days):
    own = RetentionSettings.load()
    own.save()
    return client.post(reverse("wagtailsettings:edit", args=["campaigns", "retentionsettings", own.pk]), days)


def test_an_administrator_changes_them_and_the_log_says_so(admin_client, home):
    save(admin_client, after_signing=180, after_end=60, with_news=365)
    assert RetentionSettings.load().terms == Terms(180, 60, 365)
    entry = ModelLogEntry.objects.get(action="campaigns.retention_changed")
    assert entry.data == {"changes": {"after_signing": [365, 180], "after_end": [90, 60], "with_news": [730, 365]}}
    assert "180, was 365" in entry.message


@pytest.mark.parametrize(
    "wrong",
    [{"after_signing": 29}, {"after_signing": 731}, {"after_end": 0}, {"with_news": 2000}, {"with_news": 100}],
)
def test_nothing_is_kept_for_ever_or_too_short_to_be_sent(admin_client, home, wrong):
    save(admin_client, **({"after_signing": 365, "after_end": 90, "with_news": 730} | wrong))
    assert RetentionSettings.load().terms == Terms(365, 90, 730)


@pytest.mark.postgresql
def test_no_more_than_a_batch_is_locked_at_a_time(page, monkeypatch):
    locked = []

    def look(execute, sql, params, many, context):
        if "FOR UPDATE" in sql:
            locked.append(len(params))
        return execute(sql, params, many, context)

    monkeypatch.setattr(anonymising, "BATCH", 2)
    for number in range(3):
        write(page, days_ago=366, email=f"zyxwina{number}@canary.example.net")
    with connection.execute_wrapper(look):
        anonymise_due()
    assert locked == [2, 1, 2, 1], "for their words, then for who they are"
