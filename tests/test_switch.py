"""A campaign is paused, opened again, closed or won: what becomes of the letters that have not left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.models import Campaign, Delivery, Notice
from campaigns.switch import release_resumed, switch
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(page) -> Campaign:
    return Campaign.objects.for_key(page.key)


@pytest.fixture
def make(page, minister, district):
    def make(status: str = "queued", page=page, **fields) -> Delivery:
        letter = factories.LetterFactory(page=page)
        if status == "waiting":
            house = {"legislature": district.legislature, "waits_until": timezone.now() + timedelta(days=14)}
            return Delivery.objects.create(letter=letter, status=status, **house)
        return Delivery.objects.create(letter=letter, recipient=minister, status=status, **fields)

    return make


@pytest.fixture
def turn(admin_client, campaign):
    """Sets the campaign's switch in the admin."""

    def turn(status: str) -> str:
        url = reverse("campaign_states:edit", args=[campaign.pk])
        return admin_client.post(url, {"status": status}, follow=True).content.decode()

    return turn


def states(*deliveries: Delivery) -> list[tuple[str, str]]:
    return list(
        Delivery.objects.filter(pk__in=[d.pk for d in deliveries]).order_by("pk").values_list("status", "reason")
    )


def test_a_pause_holds_what_is_queued_and_nothing_else(turn, make, index, minister):
    other = factories.CampaignPageFactory(parent=index, slug="other", recipients=[minister])
    mails = [make(status) for status in ("queued", "waiting", "claimed", "sent")]
    elsewhere = make(page=other)
    assert "1 letter was changed." in turn("paused")
    assert states(*mails, elsewhere) == [
        ("held", "paused"),
        ("waiting", ""),
        ("claimed", ""),
        ("sent", ""),
        ("queued", ""),
    ]


def test_the_receipt_of_a_paused_campaigns_letter_still_goes(turn, make):
    notice = Notice.objects.create(letter=make().letter, kind=Notice.Kind.RECEIPT)
    turn("paused")
    assert Notice.objects.due().get() == notice


def test_opened_again_those_that_were_held_for_the_pause_alone_are_queued_from_now_on(turn, make):
    later = timezone.now() + timedelta(hours=1)
    mine, put_off, other = make(attempts=3), make(due_at=later), make("held", reason="unreachable")
    Delivery.objects.filter(pk=mine.pk).update(due_at=timezone.now() - timedelta(days=2))
    turn("paused")
    before = timezone.now()
    assert "2 letters were changed." in turn("open")
    assert states(mine, put_off, other) == [("queued", ""), ("queued", ""), ("held", "unreachable")]
    mine.refresh_from_db()
    put_off.refresh_from_db()
    assert before <= mine.due_at <= timezone.now()
    assert (mine.attempts, put_off.due_at) == (3, later)


@pytest.mark.parametrize("status", ["closed", "won"])
def test_at_the_end_what_is_queued_still_goes_and_what_waits_ends_and_its_supporter_is_told(turn, make, status):
    queued, paused, waiting = make(), make("held", reason="paused"), make("waiting")
    assert "2 letters were changed." in turn(status)
    assert states(queued, paused, waiting) == [("queued", ""), ("queued", ""), ("cancelled", "campaign ended")]
    assert Notice.objects.get().letter == waiting.letter
    assert Notice.objects.get().kind == Notice.Kind.GAVE_UP


def test_a_supporter_who_was_told_already_is_not_told_twice(campaign, make, administrator, district):
    waiting = make("waiting")
    Notice.objects.create(letter=waiting.letter, kind=Notice.Kind.GAVE_UP)
    assert switch(campaign, to=Campaign.Status.CLOSED, by=administrator) == 1
    assert Notice.objects.count() == 1


def test_the_history_says_who_paused_and_how_many_letters_that_held(turn, make, campaign, administrator, admin_client):
    make()
    make()
    turn("paused")
    entry = ModelLogEntry.objects.get(action="campaigns.letters_paused")
    assert (entry.user, entry.object_id, entry.data["letters"]) == (administrator, str(campaign.pk), 2)
    html = admin_client.get(reverse("campaign_states:history", args=[campaign.pk])).content.decode()
    assert "Campaign paused, letters held: 2." in html


def test_a_switch_that_moves_no_letter_says_nothing_of_letters(turn, campaign):
    assert "changed." not in turn("paused")
    assert Campaign.objects.get().status == "paused"
    assert not ModelLogEntry.objects.filter(action__startswith="campaigns.letters").exists()


def test_the_switch_says_beforehand_what_each_status_does_to_letters(campaign, admin_client):
    html = admin_client.get(reverse("campaign_states:edit", args=[campaign.pk])).content.decode()
    assert "letters not yet gone wait until you open it again" in html
    assert "letters on their way still go" in html


def test_the_worker_queues_again_what_is_held_for_a_pause_that_is_over(make, campaign):
    mail = make("held", reason="paused")
    Campaign.objects.update(status="paused")
    assert release_resumed() == 0
    Campaign.objects.update(status="open")
    assert release_resumed() == 1
    assert states(mail) == [("queued", "")]


def test_the_list_of_campaigns_asks_once_for_all_titles(
    admin_client, campaign, index, minister, django_assert_max_num_queries
):
    url = reverse("campaign_states:index")
    admin_client.get(url)
    with django_assert_max_num_queries(60) as few:
        html = admin_client.get(url).content.decode()
    assert "Justice now" in html
    for number in range(5):
        Campaign.objects.for_key(factories.CampaignPageFactory(parent=index, slug=f"n{number}").key)
    with django_assert_max_num_queries(len(few)):
        admin_client.get(url)
