"""Staff queue again, hold and cancel: one mail, those that are ticked, or all that a filter finds."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.decide import Choice, decide
from campaigns.models import Campaign, Delivery, Notice, Recipient
from campaigns.models.states import Status
from tests import factories

pytestmark = pytest.mark.django_db

LIST, DECIDE = "campaigns_delivery_modeladmin_index", "campaigns_delivery_modeladmin_decide"


def make(page, recipient: Recipient, status: str = "queued", **fields) -> Delivery:
    letter = factories.LetterFactory(page=page)
    return Delivery.objects.create(letter=letter, recipient=recipient, status=status, **fields)


def statuses(*mails) -> list[str]:
    return [type(mail).objects.get(pk=mail.pk).status for mail in mails]


@pytest.fixture
def post(admin_client):
    def post(query: str, choice: str, reason: str = "The server is back", seen_at=None, name: str = DECIDE) -> str:
        answers = {"choice": choice, "reason": reason, "seen_at": (seen_at or timezone.now()).isoformat()}
        return admin_client.post(f"{reverse(name)}?{query}", answers, follow=True).content.decode()

    return post


@pytest.fixture
def user_with(client):
    def sign_in(*codenames: str):
        user = factories.UserFactory()
        user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize(
    ("status", "choice", "after"),
    [
        ("held", "requeue", "queued"),
        ("failed", "requeue", "queued"),
        ("bounced", "requeue", "queued"),
        ("in_doubt", "requeue", "queued"),
        ("in_doubt", "arrived", "sent"),
        ("queued", "hold", "held"),
        ("queued", "cancel", "cancelled"),
        ("held", "cancel", "cancelled"),
        ("in_doubt", "cancel", "cancelled"),
    ],
)
def test_one_mail_is_decided_about_and_the_campaigns_history_says_why(
    post, administrator, page, minister, status, choice, after
):
    mail = make(page, minister, status, attempts=7)
    assert "1 mail was changed." in post(f"pk__in={mail.pk}", choice)
    assert statuses(mail) == [after]
    entry = ModelLogEntry.objects.get(action=f"campaigns.letters_{choice}")
    assert (entry.user, entry.object_id) == (administrator, str(mail.letter.campaign_id))
    assert entry.data == {"letters": 1, "reason": "The server is back", "selection": f"pk__in={mail.pk}"}


def test_a_mail_that_is_queued_again_begins_anew_with_the_same_message_id(post, page, minister):
    mail = make(page, minister, "bounced", attempts=24, reason="550", sent_at=timezone.now())
    post(f"pk__in={mail.pk}", "requeue")
    again = Delivery.objects.due().get()
    assert (again.attempts, again.reason, again.sent_at) == (0, "", None)
    assert again.message_id == mail.message_id


def test_what_arrived_is_what_was_counted_and_not_what_goes_again(post, page, minister):
    counted, going = make(page, minister, "in_doubt", doubts=1), make(page, minister, doubts=1)
    assert "1 mail was changed." in post("", "arrived")
    assert statuses(counted, going) == ["sent", "queued"]


def test_what_arrived_was_sent_when_it_was_last_tried(post, page, minister):
    tried = timezone.now() - timedelta(hours=2)
    mail = make(page, minister, "in_doubt", tried_at=tried)
    post(f"pk__in={mail.pk}", "arrived")
    assert Delivery.objects.get().sent_at == tried


def test_those_that_are_ticked_are_decided_about_and_no_others(admin_client, post, page, minister):
    first, second, other = (make(page, minister, "held") for _ in range(3))
    html = admin_client.get(reverse(LIST)).content.decode()
    assert f'name="pk__in" value="{first.pk}"' in html
    post(f"pk__in=0&pk__in={first.pk}&pk__in={second.pk}", "cancel")
    assert statuses(first, second, other) == ["cancelled", "cancelled", "held"]


def test_with_nothing_ticked_nothing_can_be_decided(admin_client, page, minister):
    mail = make(page, minister, "held")
    assert "Nothing can be decided" in admin_client.get(f"{reverse(DECIDE)}?pk__in=0").content.decode()
    assert statuses(mail) == ["held"]


def test_all_that_a_filter_finds_are_counted_before_they_are_decided_about(admin_client, post, page, minister):
    mails = [make(page, minister, "held", reason="vacant") for _ in range(3)]
    others = [make(page, minister, "held", reason="paused"), make(page, minister, "queued")]
    query = "status=held&reason=vacant"
    html = admin_client.get(f"{reverse(LIST)}?{query}").content.decode()
    assert "Decide about all 3 that are found" in html
    html = admin_client.get(f"{reverse(DECIDE)}?{query}").content.decode()
    assert "3 mails are selected" in html
    assert "Cancel them (3)" in html
    assert "Hold them" not in html
    assert "3 mails were changed." in post(query, "cancel")
    assert statuses(*mails, *others) == ["cancelled"] * 3 + ["held", "queued"]


def test_a_reason_is_asked_for(post, page, minister):
    mail = make(page, minister, "held")
    assert "This field is required" in post(f"pk__in={mail.pk}", "cancel", reason=" ")
    assert statuses(mail) == ["held"]


def test_what_a_worker_has_in_hand_is_left_alone_and_nothing_is_logged(page, minister, administrator):
    mail = make(page, minister, "handing_over")
    for choice in Choice:
        assert decide(Delivery.objects.all(), choice=choice, reason="Stop", by=administrator, selection="") == 0
    assert statuses(mail) == ["handing_over"]
    assert not ModelLogEntry.objects.filter(action__startswith="campaigns.letters").exists()


def test_what_changed_since_the_page_was_opened_is_left_alone(post, page, minister):
    seen, newer = make(page, minister, "held"), make(page, minister, "held")
    opened = timezone.now() + timedelta(seconds=1)
    Delivery.objects.filter(pk=newer.pk).update(changed_at=opened + timedelta(seconds=1))
    post("status=held", "cancel", seen_at=opened)
    assert statuses(seen, newer) == ["cancelled", "held"]


def test_each_campaigns_history_counts_its_own_letters(page, index, minister, administrator):
    other = factories.CampaignPageFactory(parent=index, slug="other", recipients=[minister])
    for where in (page, page, other):
        make(where, minister)
    decide(Delivery.objects.all(), choice=Choice.HOLD, reason="Wait", by=administrator, selection="")
    entries = ModelLogEntry.objects.filter(action="campaigns.letters_hold")
    numbers = {entry.object_id: entry.data["letters"] for entry in entries}
    assert numbers == {str(Campaign.objects.for_key(where.key).pk): n for where, n in ((page, 2), (other, 1))}


def test_the_campaigns_history_reads_in_words(admin_client, post, page, minister):
    mail = make(page, minister)
    post(f"pk__in={mail.pk}", "hold", reason="Wait for the lawyer")
    history = admin_client.get(reverse("campaign_states:history", args=[mail.letter.campaign_id])).content.decode()
    assert "Letters held: 1. Wait for the lawyer" in history


def test_a_notice_in_doubt_or_failed_is_found_and_queued_again(admin_client, post, page):
    notice = Notice.objects.create(letter=factories.LetterFactory(page=page), kind="receipt", status="failed")
    url = reverse("campaigns_notice_modeladmin_index")
    assert f"/inspect/{notice.pk}/" in admin_client.get(f"{url}?reading=bounced&kind=receipt").content.decode()
    assert "1 mail was changed." in post(f"pk__in={notice.pk}", "requeue", name="campaigns_notice_modeladmin_decide")
    assert statuses(notice) == ["queued"]
    assert ModelLogEntry.objects.filter(action="campaigns.notices_requeue").exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("reading=waiting", {"held"}),
        ("reading=queued", {"queued"}),
        ("reading=bounced", {"failed"}),
        ("status=failed", {"failed"}),
        ("reason=550+5.1.1+at+RCPT", {"failed"}),
        ("reason=-", {"queued"}),
        ("reason=unreachable", {"held"}),
        ("status=nonsense", set()),
        ("recipient=nonsense", set()),
        ("campaign=", {"queued", "held", "failed"}),
    ],
)
def test_the_list_is_filtered_by_reading_state_and_reason(admin_client, page, minister, query, found):
    mails = {
        "queued": make(page, minister),
        "held": make(page, minister, "held", reason="unreachable"),
        "failed": make(page, minister, "failed", reason="550 5.1.1 at RCPT"),
    }
    html = admin_client.get(f"{reverse(LIST)}?{query}").content.decode()
    assert {name for name, mail in mails.items() if f"/inspect/{mail.pk}/" in html} == found


@pytest.mark.parametrize("query", ["letter__email=jane@example.org", "status__exakt=held", "letter__first_name=Jane"])
def test_nobody_is_looked_for_through_their_letters_and_a_mistyped_filter_is_not_all(
    admin_client, post, page, minister, query
):
    mail = make(page, minister, "held")
    assert admin_client.get(f"{reverse(LIST)}?{query}").status_code == 400
    post(query, "cancel")
    assert statuses(mail) == ["held"]


def test_the_list_is_filtered_by_recipient_and_campaign(admin_client, page, index, minister, district):
    other = factories.CampaignPageFactory(parent=index, slug="other", title="Another matter", recipients=[minister])
    mine, theirs = make(page, minister), make(other, district.representatives.get())
    for query in (f"recipient={minister.pk}", f"campaign={mine.letter.campaign_id}"):
        html = admin_client.get(f"{reverse(LIST)}?{query}").content.decode()
        assert f"/inspect/{mine.pk}/" in html
        assert f"/inspect/{theirs.pk}/" not in html


def test_the_list_says_reasons_in_words_and_codes_as_they_are(admin_client, page, minister):
    make(page, minister, "held", reason="unreachable", is_test=True)
    make(page, minister, "failed", reason="550 5.1.1 at RCPT")
    html = admin_client.get(reverse(LIST)).content.decode()
    assert ">The recipient is failing, blocked or no longer in office</td>" in html
    assert ">550 5.1.1 at RCPT</td>" in html
    assert "Justice now" in html


def test_the_list_asks_as_often_for_many_letters_as_for_few(
    admin_client, page, minister, django_assert_max_num_queries
):
    make(page, minister)
    admin_client.get(reverse(LIST))
    with django_assert_max_num_queries(60) as few:
        admin_client.get(reverse(LIST))
    for _ in range(10):
        make(page, minister)
    with django_assert_max_num_queries(len(few)):
        admin_client.get(reverse(LIST))


@pytest.mark.parametrize(
    ("codename", "status"), [("change_delivery", 200), ("view_delivery", 302), ("view_letter", 302)]
)
def test_deciding_needs_the_permission_to_change_deliveries(user_with, page, minister, codename, status):
    mail = make(page, minister, "held")
    client, url = user_with(codename), f"{reverse(DECIDE)}?pk__in={mail.pk}"
    assert client.get(url).status_code == status
    client.post(url, {"choice": "cancel", "reason": "Stop", "seen_at": timezone.now().isoformat()})
    assert statuses(mail) == ["cancelled" if status == 200 else "held"]


def test_whoever_may_only_look_sees_no_boxes(user_with, page, minister):
    mail = make(page, minister, "held")
    html = user_with("view_delivery").get(reverse(LIST)).content.decode()
    assert f"/inspect/{mail.pk}/" in html
    assert "pk__in" not in html


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("choice", [Choice.HOLD, Choice.CANCEL])
def test_a_worker_that_was_faster_by_a_moment_keeps_its_letter(page, minister, administrator, choice):
    """The decision waits for the worker's lock, and then sees that the letter has been claimed."""
    mail, locked, won = make(page, minister), threading.Event(), []

    def work():
        locked.wait()
        won.append(
            decide(
                Delivery.objects.filter(letter__campaign__status="open"),
                choice=choice,
                reason="Stop",
                by=administrator,
                selection="",
            )
        )
        connection.close()

    staff = threading.Thread(target=work)
    staff.start()
    with transaction.atomic():
        Delivery.objects.filter(pk=mail.pk).claim(worker="test")
        locked.set()
        staff.join(1)
        assert staff.is_alive(), "the decision did not wait"
    staff.join()
    assert won == [0]
    assert statuses(mail) == [Status.CLAIMED]
