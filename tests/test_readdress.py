"""A holder or an address has changed: staff decide about the letters that have not left."""

import threading

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, Recipient
from campaigns.models.reasons import Reason
from campaigns.pipeline.send import send_due
from campaigns.staff.readdress import Choice, readdress
from tests import factories
from tests.test_recipient_form import save_recipient

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return factories.UserFactory(administrator=True)


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


def write_to(recipient: Recipient, page: CampaignPage, status: str = "queued") -> Delivery:
    return Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=recipient, status=status)


@pytest.fixture
def other_page(index, minister) -> CampaignPage:
    return factories.CampaignPageFactory(parent=index, slug="other", title="Another matter", recipients=[minister])


@pytest.fixture
def url(minister) -> str:
    return reverse("readdress_letters", args=[minister.pk])


@pytest.fixture
def decide(admin_client, url):
    def post(choice: str, *pages: CampaignPage, reason: str = "") -> str:
        campaigns = [Campaign.objects.for_key(page.key).pk for page in pages]
        answers = {"campaigns": campaigns, "choice": choice, "reason": reason}
        return admin_client.post(url, answers, follow=True).content.decode()

    return post


def statuses(*deliveries: Delivery) -> list[str]:
    return [Delivery.objects.get(pk=delivery.pk).status for delivery in deliveries]


@pytest.mark.parametrize(
    "changes",
    [{"name": "Sam New"}, {"email": "new@example.org"}, {"until": "2020-01-01"}, {"status": "blocked"}, {"email": ""}],
)
def test_a_change_that_concerns_letters_leads_to_them(admin_client, page, minister, changes):
    write_to(minister, page)
    html = save_recipient(admin_client, minister, **changes)
    assert "Back to the recipients" in html
    assert "Justice now: 1 on their way, 0 held" in html


@pytest.mark.parametrize(
    ("status", "changes"),
    [("sent", {"name": "Sam New"}), ("queued", {"postal_address": "Ottawa"}), ("queued", {"until": "2999-01-01"})],
)
def test_a_change_that_concerns_no_letter_does_not(admin_client, page, minister, status, changes):
    write_to(minister, page, status)
    assert "Back to the recipients" not in save_recipient(admin_client, minister, **changes)


def test_the_letters_of_each_campaign_are_counted(admin_client, url, page, other_page, minister, district):
    for status in ("queued", "queued", "held", "sent", "claimed"):
        write_to(minister, page, status)
    write_to(minister, other_page, "held")
    write_to(district.representatives.get(), page)
    html = admin_client.get(url).content.decode()
    assert "Justice now: 2 on their way, 1 held" in html
    assert "Another matter: 0 on their way, 1 held" in html


def test_letters_in_the_queue_go_to_the_new_address_by_themselves(page, minister):
    delivery = write_to(minister, page)
    Recipient.objects.filter(pk=minister.pk).update(name="Sam New", email="new@example.org")
    send_due(worker="test")
    assert mail.outbox[0].to == ["Sam New <new@example.org>"]
    assert Delivery.objects.get(pk=delivery.pk).recipient_email == "new@example.org"


def test_held_letters_are_sent_to_the_new_address(decide, page, other_page, minister):
    held, others = write_to(minister, page, "held"), write_to(minister, other_page, "held")
    Delivery.objects.update(attempts=20)
    assert "1 letter was changed." in decide("send", page)
    assert statuses(held, others) == ["queued", "held"]
    assert Delivery.objects.get(pk=held.pk).attempts == 0


def test_what_is_held_for_its_sender_is_not_sent_for_a_new_address(decide, page, minister):
    held = write_to(minister, page, "held")
    Delivery.objects.update(reason=Reason.SENDER_LISTED)
    assert "0 letters were changed." in decide("send", page)
    assert statuses(held) == ["held"]


def test_letters_are_held_or_cancelled_with_a_reason(decide, page, other_page, minister, administrator):
    queued, held, sent = (write_to(minister, page, status) for status in ("queued", "held", "sent"))
    others = write_to(minister, other_page)
    assert "Say why" in decide("hold", page)
    assert statuses(queued, held) == ["queued", "held"]
    assert "2 letters were changed." in decide("hold", page, other_page, reason="Who is next?")
    assert statuses(queued, held, sent, others) == ["held", "held", "sent", "held"]
    assert "2 letters were changed." in decide("cancel", page, reason="Nobody left")
    assert statuses(queued, held, sent, others) == ["cancelled", "cancelled", "sent", "held"]
    assert Delivery.objects.get(pk=queued.pk).reason == "Nobody left"


def test_the_recipients_history_says_who_did_what_and_why(admin_client, decide, page, minister, administrator):
    write_to(minister, page)
    decide("cancel", page, reason="Nobody left")
    entry = ModelLogEntry.objects.get(action="campaigns.letters_cancel")
    assert (entry.object_id, entry.user) == (str(minister.pk), administrator)
    assert entry.data == {"letters": 1, "campaigns": [Campaign.objects.get().pk], "reason": "Nobody left"}
    history = admin_client.get(reverse("campaigns_recipient_modeladmin_history", args=[minister.pk]))
    assert "Letters cancelled: 1. Nobody left" in history.content.decode()


def test_letters_that_a_worker_has_in_hand_are_not_touched_and_nothing_is_logged(decide, page, minister):
    claimed = write_to(minister, page, "claimed")
    assert "0 letters were changed." in decide("cancel", page, reason="Too late")
    assert statuses(claimed) == ["claimed"]
    assert not ModelLogEntry.objects.filter(action__startswith="campaigns.letters").exists()


@pytest.mark.parametrize("changes", [{"email": ""}, {"until": timezone.localdate()}, {"status": "blocked"}])
def test_letters_that_would_reach_nobody_cannot_be_sent(decide, page, minister, changes):
    held = write_to(minister, page, "held")
    Recipient.objects.filter(pk=minister.pk).update(**changes)
    assert "send is not one of the available choices" in decide("send", page)
    assert statuses(held) == ["held"]


@pytest.mark.parametrize(
    ("codename", "status"), [("change_recipient", 200), ("change_delivery", 200), ("view_recipient", 302)]
)
def test_it_needs_the_permission_to_change_recipients_or_deliveries(client, url, codename, status):
    user = factories.UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", codename]))
    client.force_login(user)
    assert client.get(url).status_code == status
    assert client.post(url, {}).status_code == status


def test_the_list_of_recipients_leads_to_their_letters(admin_client, url, minister):
    assert url in admin_client.get(reverse("campaigns_recipient_modeladmin_index")).content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_each_letter_is_either_claimed_or_cancelled_never_both(page, minister, administrator):
    for _ in range(100):
        write_to(minister, page)
    claimed, start = [], threading.Barrier(2)

    def work():
        start.wait()
        for _ in range(10):
            with transaction.atomic():
                due = Delivery.objects.due().select_for_update(skip_locked=True).values_list("pk", flat=True)
                claimed.append(Delivery.objects.filter(pk__in=list(due[:5])).claim(worker="test"))
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    start.wait()
    campaigns = Campaign.objects.all()
    won = readdress(minister, campaigns=campaigns, choice=Choice.CANCEL, reason="Stop", by=administrator)
    worker.join()
    assert won + sum(claimed) == Letter.objects.count() == 100
    assert Delivery.objects.filter(status="cancelled").count() == won
