"""What a provider reports by webhook: who is believed, and what it does to a letter."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Delivery, MailEvent, Notice, Recipient, SeenPost
from campaigns.models.states import Status
from campaigns.pipeline.track import match_parked, note_bounces, prune_events
from tests import factories
from tests.webhook_cases import (
    CASES,
    OTHER_SECRET,
    SECRET,
    Provider,
    bounced,
    complained,
    delivered,
    mailgun,
    sparkpost,
    state,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(page, minister) -> Iterator[Provider]:
    provider = Provider(page, minister)
    yield provider
    provider.close()


@pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
def test_a_post_however_bad_does_what_it_may_and_no_more(provider, case, caplog):
    case(provider)
    assert all(status < 300 or 400 <= status < 500 for status in provider.answers)
    assert "example.org" not in caplog.text
    assert "Traceback" not in caplog.text


# Who is believed


def test_without_a_secret_the_address_does_not_exist(provider):
    mail = provider.letter()
    provider.become("postmark", HAS_WEBHOOKS=False)
    assert provider.post(bounced(mail)) == 404
    provider.become("postmark", ANYMAIL={"WEBHOOK_SECRET": []})
    assert provider.post(bounced(mail)) == 404
    assert state(mail) == Status.SENT


def test_without_its_signing_key_a_provider_that_signs_is_not_believed(provider):
    provider.become("mailgun", ANYMAIL={"WEBHOOK_SECRET": [SECRET]})
    assert provider.post(mailgun(provider.letter())) == 404


def test_two_secrets_are_good_while_one_replaces_the_other(provider):
    mail = provider.letter()
    assert provider.post(delivered(mail), secret=OTHER_SECRET) == 200
    assert state(mail) == Status.DELIVERED


@pytest.mark.parametrize(("age", "status"), [(-3600, 403), (-60, 200), (3600, 200), (25 * 3600, 403)])
def test_a_signature_is_good_for_a_day(provider, age, status):
    provider.become("mailgun")
    assert provider.post(mailgun(provider.letter(), at=time.time() - age)) == status


def test_a_signature_whose_time_and_token_are_cut_elsewhere_is_the_same_signature(provider):
    provider.become("mailgun")
    event, other = mailgun(provider.letter()), provider.letter()
    assert provider.post(event) == 200
    block = event["signature"]
    moved = {"timestamp": block["timestamp"][:-1], "token": block["timestamp"][-1] + block["token"]}
    assert provider.post(mailgun(other) | {"signature": block | moved}) == 403
    assert state(other) == Status.SENT


def test_over_plain_http_nobody_is_believed_and_nobody_is_led_elsewhere(provider):
    provider.become("postmark", SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^anymail/"])
    provider.client = Client()  # which reads these settings when it is made
    mail = provider.letter()
    assert provider.post(bounced(mail)) == 403
    assert provider.post(delivered(mail), **{"wsgi.url_scheme": "https"}) == 200


@pytest.mark.parametrize("path", ["", "postmark", "postmark/tracking", "postmark/inbound/", "x/tracking/", "a/b/c"])
def test_nothing_else_is_there_and_nobody_is_led_elsewhere(home, path):
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/anymail/{path}").status_code == 404


def test_who_asks_for_a_secret_is_told_how(provider):
    answer = provider.client.post("/anymail/postmark/tracking/", b"{}", content_type="application/json")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="webhook"')


def test_when_events_cannot_be_kept_the_provider_is_asked_to_come_again(provider, caplog):
    mail = provider.letter()

    def lost(execute, sql, params, many, context):
        raise OperationalError("server closed the connection; minister@example.org")

    with connection.execute_wrapper(lost):
        assert provider.post(delivered(mail)) == 503
        provider.become("mailgun")
        assert provider.post(mailgun(mail)) == 503
    provider.become("postmark")
    assert "example.org" not in caplog.text
    assert provider.post(delivered(mail)) == 200
    assert state(mail) == Status.DELIVERED


# What it does to a letter


@pytest.mark.parametrize(
    ("event", "status", "reason"),
    [
        (delivered, Status.DELIVERED, ""),
        (bounced, Status.BOUNCED, "550 5.1.1 bounced"),
        (complained, Status.COMPLAINED, "550 5.1.1 complained spam"),
        (lambda mail: bounced(mail, Type="Transient"), Status.SENT, ""),
        (lambda mail: bounced(mail, Type="BadEmailAddress"), Status.BOUNCED, "550 5.1.1 rejected invalid"),
        (lambda mail: bounced(mail, "550 spam", Type="Blocked"), Status.BOUNCED, "550 policy rejected blocked"),
        (lambda mail: bounced(mail, RecordType="Open"), Status.IN_DOUBT, "doubt"),
        (lambda mail: bounced(mail, RecordType="SubscriptionChange"), Status.IN_DOUBT, "doubt"),
    ],
)
def test_each_kind_of_event(provider, event, status, reason):
    mail = provider.letter(Status.IN_DOUBT)
    Delivery.objects.filter(pk=mail.pk).update(reason="doubt")
    assert provider.post(event(mail)) == 200
    mail.refresh_from_db()
    assert (mail.status, mail.reason) == (status, reason)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.HELD])
@pytest.mark.parametrize("event", [delivered, bounced, complained])
def test_what_was_in_doubt_and_goes_again_is_settled_before_it_leaves(provider, status, event):
    never_left, doubted = provider.letter(status), provider.letter(status)
    Delivery.objects.filter(pk=doubted.pk).update(doubts=1)
    for mail in (never_left, doubted):
        provider.post(event(mail))
    assert (state(never_left), state(doubted)) == (status, event.__name__)
    assert MailEvent.objects.parked().get().message_id == never_left.message_id


def test_what_is_queued_once_more_meets_the_event_that_waited_for_it(provider):
    mail = provider.letter(Status.CLAIMED)
    provider.post(delivered(mail))
    Delivery.objects.update(status=Status.QUEUED, doubts=1)
    match_parked()
    assert state(mail) == Status.DELIVERED


def test_a_provider_that_keeps_our_message_id_needs_no_metadata(provider):
    provider.become("mailgun")
    mail = provider.letter()
    provider.post(mailgun(mail))
    assert state(mail) == Status.DELIVERED


def test_a_notice_to_a_supporter_is_found_too(provider):
    letter = factories.LetterFactory(page=provider.page)
    notice = Notice.objects.create(letter=letter, kind=Notice.Kind.RECEIPT, status=Status.HANDING_OVER)
    provider.post(bounced(notice))
    notice.refresh_from_db()
    assert (notice.status, notice.reason) == (Status.BOUNCED, "550 5.1.1 bounced")


def test_no_address_is_kept_with_an_event(provider):
    for event in (bounced, complained, delivered):
        provider.post(event(provider.letter()))
    rows = [*MailEvent.objects.values(), *SeenPost.objects.values()]
    assert len(rows) == 3
    assert "minister" not in str(rows)


def test_an_event_of_the_future_happened_now_and_one_of_long_ago_did_not_happen(provider):
    mail = provider.letter()
    provider.post(delivered(mail, at="2019-01-01T00:00:00Z"))
    assert state(mail) == Status.SENT
    provider.post(delivered(mail, at="2999-01-01T00:00:00Z"))
    assert state(mail) == Status.DELIVERED
    assert MailEvent.objects.get().happened_at <= timezone.now()


def test_the_newest_words_about_a_state_stay_whatever_comes_last(provider):
    mail = provider.letter()
    soft = bounced(mail, "552 5.2.2 full", BouncedAt=(timezone.now() - timedelta(hours=1)).isoformat())
    for event in (soft, bounced(mail), bounced(mail, "552 5.2.2 full", BouncedAt=soft["BouncedAt"])):
        provider.post(event)
    assert Delivery.objects.get(pk=mail.pk).reason == "550 5.1.1 bounced"


def test_parked_events_are_given_up_after_three_days_and_others_kept_as_long_as_they_may_come_again(
    provider, time_machine
):
    start = timezone.now()
    provider.post(delivered(provider.letter(Status.QUEUED), at=start.isoformat()))
    provider.become("mailgun")
    provider.post(mailgun(provider.letter()))
    for days, gone in ((2, 0), (3.1, 2), (31, 0), (41, 1)):
        time_machine.move_to(start + timedelta(days=days))
        assert prune_events() == gone
    assert not MailEvent.objects.exists()


KINDS = {"delivery": Status.DELIVERED, "bounce": Status.BOUNCED, "spam_complaint": Status.COMPLAINED}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["injection", "delay", *KINDS]), min_size=1, max_size=6), st.randoms())
def test_events_shuffled_and_tripled_end_as_in_order(provider, kinds, chance):
    """Each with words of its own, of which the newest stay."""
    provider.become("sparkpost")
    now = int(time.time())
    mails = provider.letter(), provider.letter()
    stories = [
        [
            sparkpost(mail, kind, timestamp=str(now - 100 + place), raw_reason=f"55{place} no")
            for place, kind in enumerate(kinds)
        ]
        for mail in mails
    ]
    shuffled = stories[1] * 3
    chance.shuffle(shuffled)
    for event in stories[0] + shuffled:
        assert provider.post([event]) == 200
    ends = [(mail.status, mail.reason) for mail in Delivery.objects.filter(pk__in=[mail.pk for mail in mails])]
    assert ends[0] == ends[1]
    told = [KINDS[kind] for kind in kinds if kind in KINDS]
    assert ends[0][0] == max(told or [Status.SENT], key=list(Status).index)


# Recipients who cannot be reached


def bounces(provider: Provider, number: int, answer: str = "550 5.1.1 unknown") -> list[Delivery]:
    mails = [provider.letter() for _letter in range(number)]
    for mail in mails:
        assert provider.post(bounced(mail, answer)) == 200
    return mails


def is_failing(recipient: Recipient) -> bool:
    return Recipient.objects.get(pk=recipient.pk).status == Recipient.Status.FAILING


def test_three_letters_that_found_no_mailbox_make_a_recipient_failing(provider, minister):
    bounces(provider, 2)
    assert not is_failing(minister)
    bounces(provider, 1)
    assert is_failing(minister)


def test_one_letter_that_bounces_three_times_does_not(provider, minister):
    mail = provider.letter()
    for _time in range(3):
        provider.post(bounced(mail))
    assert not is_failing(minister)


@pytest.mark.parametrize("answer", ["550 5.7.1 spam", "552 5.2.2 full", "550 blocked", "451 4.3.0 later"])
def test_refusals_for_another_cause_do_not(provider, minister, answer):
    bounces(provider, 5, answer)
    assert not is_failing(minister)


def test_a_later_letter_that_arrives_ends_the_count(provider, minister):
    bounces(provider, 2)
    provider.post(delivered(provider.letter()))
    bounces(provider, 2)
    assert not is_failing(minister)
    bounces(provider, 1)
    assert is_failing(minister)


def test_news_of_an_earlier_letter_that_arrived_does_not(provider, minister):
    earlier = provider.letter()
    bounces(provider, 2)
    provider.post(delivered(earlier))
    bounces(provider, 1)
    assert is_failing(minister)


def test_other_recipients_tests_and_former_addresses_do_not_count(provider, minister):
    other = factories.RecipientFactory()
    for changes in (
        {"recipient": other, "recipient_email": other.email},
        {"is_test": True},
        {"recipient_email": "a@b.ca"},
    ):
        Delivery.objects.filter(pk__in=[mail.pk for mail in bounces(provider, 1)]).update(**changes)
    bounces(provider, 2)
    assert not is_failing(minister)


@pytest.mark.parametrize("change", [{"email": "new@example.org"}, {"verified_today": "on", "source": "A call"}])
def test_when_staff_verify_or_change_the_address_counting_starts_anew(provider, minister, admin_client, change):
    bounces(provider, 2)
    edit(admin_client, minister, **change)
    minister.refresh_from_db()
    bounces(provider, 2)
    assert not is_failing(minister)
    bounces(provider, 1)
    assert is_failing(minister)


def test_when_staff_say_that_a_failing_recipient_is_in_order_counting_starts_anew(provider, minister, admin_client):
    bounces(provider, 3)
    edit(admin_client, minister, status="ok")
    bounces(provider, 2)
    assert not is_failing(minister)


def edit(admin_client: Client, recipient: Recipient, **changes) -> None:
    fields = ["kind", "name", "honorific", "role_en", "role_fr", "salutation_en", "salutation_fr", "email", "status"]
    data = {name: getattr(recipient, name) for name in fields} | changes
    answer = admin_client.post(f"/admin/campaigns/recipient/edit/{recipient.pk}/", data)
    assert answer.status_code == 302, answer.context["form"].errors


def test_a_blocked_recipient_stays_blocked(provider, minister):
    Recipient.objects.update(status="blocked")
    bounces(provider, 3)
    assert Recipient.objects.get(pk=minister.pk).status == "blocked"


def refuse(provider: Provider, number: int, reason: str) -> None:
    mails = [provider.letter(Status.FAILED) for _letter in range(number)]
    Delivery.objects.filter(pk__in=[mail.pk for mail in mails]).update(reason=reason)


def test_refusals_by_a_mail_server_count_alike(provider, minister):
    refuse(provider, 2, "550 5.1.1 at RCPT")
    assert note_bounces([minister.pk]) == 0
    refuse(provider, 1, "550 at RCPT")
    assert note_bounces([minister.pk, minister.pk]) == 1
    assert is_failing(minister)
    assert note_bounces([minister.pk]) == 0


def test_where_no_provider_reports_a_letter_that_was_taken_ends_the_count(provider, minister):
    provider.become("", HAS_WEBHOOKS=False)
    refuse(provider, 2, "550 5.1.1 at RCPT")
    provider.letter(Status.SENT)
    refuse(provider, 2, "550 5.1.1 at RCPT")
    assert note_bounces([minister.pk]) == 0
    refuse(provider, 1, "550 5.1.1 at RCPT")
    assert note_bounces([minister.pk]) == 1


def test_where_a_provider_reports_it_does_not_for_it_may_still_bounce(provider, minister):
    refuse(provider, 3, "suppressed at API")
    provider.letter(Status.SENT)
    assert note_bounces([minister.pk]) == 1
