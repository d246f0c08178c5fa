"""The admin's home says to each person what to do first, three lines at most."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Workflow

from campaigns.models import CampaignPage, Recipient, Worker
from campaigns.staff.today import things_for_today
from tests import factories

pytestmark = pytest.mark.django_db


def person(*roles):
    user = factories.UserFactory(is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def worker(db) -> Worker:
    """So that nothing is the matter with sending."""
    return Worker.objects.create(name="one")


@pytest.fixture
def french(db) -> Locale:
    return Locale.objects.create(language_code="fr")


def lines(user) -> list[tuple[str, int | None]]:
    return [(str(thing.what), thing.number) for thing in things_for_today(user)]


def test_with_nothing_to_do_it_says_so(client, page):
    client.force_login(person("Authors"))
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "To do today" in html
    assert "Nothing waits for you." in html


def test_an_author_is_told_of_dates_and_languages_and_gets_to_the_page(page, french):
    CampaignPage.objects.update(closes_at=timezone.now() + timedelta(days=2))
    found = things_for_today(person("Authors"))
    assert [str(thing.what) for thing in found] == [
        "Campaigns that close within a week",
        "Open campaigns that lack a language",
    ]
    assert {thing.url for thing in found} == {reverse("wagtailadmin_pages:edit", args=[page.pk])}


def test_a_draft_that_is_to_open_soon(page):
    factories.CampaignPageFactory(
        parent=page.get_parent(), live=False, first_published_at=None, opens_at=timezone.now() + timedelta(days=3)
    )
    assert lines(person("Authors")) == [("Campaigns that are to open and are still drafts", 1)]


def test_recipients_are_for_those_who_may_change_or_verify_them(page, minister, worker):
    factories.RecipientFactory(status=Recipient.Status.UNVERIFIED)  # of no campaign
    for status, what in (("failing", "whom letters do not reach"), ("unverified", "nobody has verified")):
        Recipient.objects.filter(pk=minister.pk).update(status=status)
        assert [number for words, number in lines(person("Campaign leads")) if what in words] == [1]
        assert lines(person("Authors")) == []


def test_what_keeps_all_letters_back_comes_first_and_only_to_those_who_see_deliveries(page, minister):
    assert lines(person("Campaign leads"))[0] == ("No worker runs: nothing leaves", None)
    assert lines(person("Page approvers")) == []


def test_pages_that_wait_are_for_approvers(page):
    author = person("Authors")
    page.save_revision()
    Workflow.objects.get(name__startswith="Page approval").start(page, author)
    assert lines(author) == []
    assert lines(person("Page approvers")) == [("Pages that wait for your approval", 1)]


def test_there_are_three_lines_at_most_and_the_queries_do_not_grow(
    page, french, minister, django_assert_max_num_queries
):
    CampaignPage.objects.update(closes_at=timezone.now() + timedelta(days=2))
    Recipient.objects.update(status="unverified")
    lead = factories.UserFactory(administrator=True)
    things_for_today(lead)
    for number in range(3):
        factories.CampaignPageFactory(parent=page.get_parent(), slug=f"more-{number}", recipients=[minister])
    with django_assert_max_num_queries(30):
        assert len(things_for_today(lead)) == 3
