"""A campaign's states as its readers meet them, its follow-up, and its end by date."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.launch import launch_similar
from campaigns.models import Campaign, CampaignPage, ClockJob, Delivery, Notice
from campaigns.pipeline.clock import CHORES, run_due
from campaigns.switch import close_ended_campaigns
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def follow_up(index, minister) -> CampaignPage:
    return factories.CampaignPageFactory(parent=index, slug="next", title="What comes next", recipients=[minister])


def turn(page, status: str) -> None:
    Campaign.objects.update_or_create(key=page.key, defaults={"status": status})


def change(page, **values) -> CampaignPage:
    CampaignPage.objects.filter(pk=page.pk).update(**values)
    return CampaignPage.objects.get(pk=page.pk)


def read(page) -> str:
    return Client().get(page.url).content.decode()


def test_a_date_left_on_a_translation_hides_no_open_campaign(page):
    """Only the lead page's dates hold, so nobody can see or mend one that stands elsewhere."""
    french = factories.translate(page)
    change(french, closes_at=timezone.now() - HOUR)
    assert {page, french} == set(CampaignPage.objects.newest_open())
    change(page, closes_at=timezone.now() - HOUR)
    assert not CampaignPage.objects.newest_open()


# What each state says


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("paused", "This campaign is paused."),
        ("closed", "This campaign has ended."),
        ("won", "This campaign has reached its aim."),
    ],
)
def test_each_status_has_words_of_its_own_in_place_of_the_form(page, status, words):
    assert "data-letter-form" in read(page)
    turn(page, status)
    html = read(page)
    assert words in html
    assert "data-letter-form" not in html


@pytest.mark.parametrize("status", ["closed", "won"])
def test_a_campaign_that_has_ended_shows_its_outcome(page, status):
    page = change(page, outcome="<p>They have promised to act.</p>")
    assert "They have promised" not in read(page)
    turn(page, status)
    assert "They have promised to act." in read(page)


def test_before_its_opening_date_a_page_says_when_it_opens(page):
    page = change(page, opens_at=timezone.now() + HOUR)
    assert page.state == "scheduled"
    assert "This campaign opens on" in read(page)


def test_after_its_closing_date_a_page_says_that_it_has_ended(page):
    page = change(page, closes_at=timezone.now() - HOUR)
    assert page.state == "closed"
    assert "This campaign has ended." in read(page)


def test_a_page_that_is_not_published_is_a_draft(page):
    page.unpublish()
    assert page.state == "draft"


# The follow-up campaign


@pytest.mark.parametrize("status", ["closed", "won"])
def test_a_campaign_that_has_ended_leads_to_its_follow_up(page, follow_up, status):
    page = change(page, follow_up=follow_up)
    assert f'href="{follow_up.url}"' not in read(page)
    turn(page, status)
    html = read(page)
    assert f'<a href="{follow_up.url}">What comes next</a>' in html


def test_in_french_it_leads_to_the_french_follow_up(page, follow_up):
    french, french_follow_up = factories.translate(page), factories.translate(follow_up, title="La suite")
    change(page, follow_up=follow_up)
    turn(page, "closed")
    assert f'<a href="{french_follow_up.url}">La suite</a>' in read(french)
    french_follow_up.unpublish()
    assert f'<a href="{follow_up.url}">What comes next</a>' in read(CampaignPage.objects.get(pk=french.pk))


def test_a_follow_up_that_is_not_live_is_not_spoken_of(page, follow_up):
    page = change(page, follow_up=follow_up)
    turn(page, "closed")
    follow_up.unpublish()
    assert "What comes next" not in read(page)


def test_a_campaign_does_not_follow_up_itself(page):
    page.follow_up = page
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.message_dict) == {"follow_up"}


def test_where_staff_choose_so_the_ended_page_takes_its_readers_there(client, page, follow_up):
    page = change(page, follow_up=follow_up, leads_on=True)
    assert client.get(page.url).status_code == 200
    turn(page, "closed")
    response = client.get(page.url)
    assert (response.status_code, response["Location"]) == (302, follow_up.url)
    turn(page, "open")
    assert client.get(page.url).status_code == 200


def test_a_letter_posted_to_it_is_still_told_of_the_outcome(send, page, follow_up):
    page = change(page, follow_up=follow_up, leads_on=True, outcome="<p>They have promised to act.</p>")
    turn(page, "won")
    response = send()
    html = response.content.decode()
    assert response.status_code == 410
    assert "They have promised to act." in html
    assert f'<a href="{follow_up.url}">What comes next</a>' in html


def test_two_campaigns_that_have_ended_lead_nobody_in_a_circle(client, page, follow_up):
    page, follow_up = change(page, follow_up=follow_up, leads_on=True), change(follow_up, follow_up=page, leads_on=True)
    turn(page, "closed")
    turn(follow_up, "closed")
    assert client.get(page.url).status_code == client.get(follow_up.url).status_code == 200
    assert "What comes next" in read(page)


def test_a_campaign_launched_from_it_has_no_follow_up_yet(page, follow_up, administrator):
    page = change(page, follow_up=follow_up, leads_on=True)
    similar = launch_similar([page], titles={page.pk: "Once more"}, by=administrator)
    assert (similar.follow_up, similar.leads_on) == (None, False)


def test_it_is_chosen_on_the_lead_page_and_shown_on_the_others(admin_client, page, follow_up):
    french = factories.translate(page)
    change(page, follow_up=follow_up)
    lead, other = (
        admin_client.get(reverse("wagtailadmin_pages:edit", args=[one.pk])).content.decode() for one in (page, french)
    )
    assert 'name="follow_up"' in lead
    assert 'name="follow_up"' not in other
    assert "What comes next" in other


def test_a_preview_shows_the_page_and_not_where_it_leads(page, follow_up):
    page = change(page, follow_up=follow_up, leads_on=True)
    turn(page, "closed")
    assert page.make_preview_request(preview_mode="").status_code == 200


# The end by date


@pytest.fixture
def mails(page, minister, district) -> dict[str, Delivery]:
    """One letter that is queued, and one that waits for its recipient."""
    house = {"legislature": district.legislature, "waits_until": timezone.now() + timedelta(days=14)}
    queued = Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister)
    waiting = Delivery.objects.create(letter=factories.LetterFactory(page=page), status="waiting", **house)
    return {"queued": queued, "waiting": waiting}


def states(mails: dict[str, Delivery]) -> tuple[str, str, str]:
    for mail in mails.values():
        mail.refresh_from_db()
    return mails["queued"].status, mails["waiting"].status, mails["waiting"].reason


def test_once_the_closing_date_has_come_what_waits_ends_and_what_is_queued_still_goes(page, mails):
    factories.translate(page)
    assert close_ended_campaigns() == 0
    change(page, closes_at=timezone.now() - HOUR)
    assert close_ended_campaigns() == 1
    assert states(mails) == ("queued", "cancelled", "campaign ended")
    assert (Notice.objects.get().letter, Notice.objects.get().kind) == (mails["waiting"].letter, Notice.Kind.GAVE_UP)
    assert close_ended_campaigns() == 0


def test_the_history_says_that_the_date_did_it(page, mails):
    change(page, closes_at=timezone.now() - HOUR)
    close_ended_campaigns()
    entry = ModelLogEntry.objects.get(action="campaigns.letters_ended")
    assert (entry.user, entry.data["letters"]) == (None, 1)


def test_the_workers_clock_does_it(page, mails):
    change(page, closes_at=timezone.now() - HOUR)
    ClockJob.objects.create(name="end what waits in closed campaigns", started_at=timezone.now() - HOUR)
    run_due(job for job in CHORES if job.run is close_ended_campaigns)
    assert states(mails) == ("queued", "cancelled", "campaign ended")


def test_the_dates_of_a_translation_close_nothing(page, mails):
    change(factories.translate(page), closes_at=timezone.now() - HOUR)
    assert close_ended_campaigns() == 0


@pytest.mark.parametrize(("status", "ended"), [("closed", 1), ("won", 1), ("paused", 0), ("open", 0)])
def test_what_was_signed_in_the_moment_of_the_switch_ends_too(page, mails, status, ended):
    turn(page, status)
    assert close_ended_campaigns() == ended


def test_a_pause_outlasts_the_closing_date(page, mails):
    turn(page, "paused")
    page = change(page, closes_at=timezone.now() - HOUR)
    assert close_ended_campaigns() == 0
    turn(page, "open")
    assert close_ended_campaigns() == 1


@pytest.mark.parametrize("status", ["paused", "closed", "won"])
def test_a_page_without_a_form_does_not_call_on_anybody_to_write(page, status):
    assert "Send letter!" in read(page)
    turn(page, status)
    html = read(page)
    assert "Send letter!" not in html
    assert "Where this campaign stands" in html
