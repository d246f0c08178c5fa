"""When the last letter leaves: as plain numbers, and as staff read it."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns.forecast import Caps, Waiting, last_letter_leaves
from campaigns.models import CampaignPage, Delivery, Pace, SendingSettings
from tests import factories

NOW = datetime(2026, 11, 25, 13, 30, tzinfo=ZoneInfo("America/Toronto"))
HOUR = timedelta(hours=1)

queues = st.lists(
    st.builds(
        Waiting,
        recipient=st.sampled_from("abc"),
        domain=st.sampled_from(["x.org", "y.org"]),
        letters=st.integers(0, 50),
    ),
    max_size=6,
)
cap = st.none() | st.integers(1, 30)
all_caps = st.builds(Caps, recipient=cap, domain=cap, a_day=cap)


def leaves(queue, caps: Caps, left_today: int = 0):
    return last_letter_leaves(queue, caps=caps, now=NOW, left_today=left_today)


def one(letters: int) -> list[Waiting]:
    return [Waiting("minister", "x.org", letters)]


@pytest.mark.parametrize(
    ("letters", "caps", "hours"),
    [
        (1000, Caps(), 0),
        (500, Caps(recipient=500), 0),
        (501, Caps(recipient=500), 1),
        (1000, Caps(recipient=500), 1),
        (1001, Caps(recipient=500), 2),
        (1000, Caps(recipient=500, domain=100), 9),
        (10_000, Caps(domain=1000), 9),
    ],
)
def test_each_hour_takes_as_many_as_its_caps_allow(letters, caps, hours):
    assert leaves(one(letters), caps) == NOW + hours * HOUR


def test_recipients_of_one_domain_share_its_cap_however_it_is_written():
    queue = [Waiting("a", "parl.example.org", 60), Waiting("b", "PARL.example.org", 60)]
    assert leaves(queue, Caps(recipient=60, domain=60)) == NOW + HOUR


def test_what_goes_beyond_a_days_letters_waits_for_midnight():
    midnight = datetime(2026, 11, 26, tzinfo=NOW.tzinfo)
    assert leaves(one(100), Caps(a_day=100)) == NOW
    assert leaves(one(100), Caps(a_day=100), left_today=1) == midnight
    assert leaves(one(250), Caps(a_day=100), left_today=60) == midnight + timedelta(days=2)
    assert leaves(one(100), Caps(a_day=100), left_today=500) == midnight


def test_nobody_waits_for_an_empty_queue():
    assert leaves([], Caps()) is None
    assert leaves(one(0), Caps(1, 1, 1)) is None


@given(queues, all_caps, st.integers(0, 40))
def test_it_is_never_in_the_past_and_none_only_for_nothing(queue, caps, left_today):
    moment = leaves(queue, caps, left_today)
    assert (moment is None) == (sum(line.letters for line in queue) == 0)
    assert moment is None or moment >= NOW


@given(queues.filter(lambda queue: sum(line.letters for line in queue)), queues, all_caps)
def test_more_letters_never_leave_sooner(queue, more, caps):
    assert leaves(queue + more, caps) >= leaves(queue, caps)


@given(queues.filter(lambda queue: sum(line.letters for line in queue)), all_caps)
def test_without_a_cap_it_is_never_later_than_with_it(queue, caps):
    for freer in (Caps(None, caps.domain, caps.a_day), Caps(caps.recipient, None, caps.a_day)):
        assert leaves(queue, freer) <= leaves(queue, caps)


@given(queues.filter(lambda queue: sum(line.letters for line in queue)), st.integers(1, 20), st.integers(1, 20))
def test_a_day_that_is_simulated_hour_by_hour_ends_when_it_says(queue, recipient_cap, domain_cap):
    """Where each recipient has one domain, the recipients with most letters going first."""
    queue = [Waiting(f"{line.recipient}@{line.domain}", line.domain, line.letters) for line in queue]
    left, hours = Counter(), -1
    for line in queue:
        left[line.recipient] += line.letters
    while +left:
        hours += 1
        room = Counter(dict.fromkeys(("x.org", "y.org"), domain_cap))
        sent = Counter()
        for _letter in range(2 * domain_cap):
            for who, number in sorted(left.items(), key=lambda item: -item[1]):
                domain = who.partition("@")[2]
                if number and room[domain] and sent[who] < recipient_cap:
                    left[who] -= 1
                    sent[who] += 1
                    room[domain] -= 1
                    break
    assert leaves(queue, Caps(recipient_cap, domain_cap)) == NOW + hours * HOUR


# As staff read it


@pytest.fixture
def paced(page):
    SendingSettings.objects.update(recipient_cap=500, domain_cap=None)
    return page


@pytest.mark.django_db
def test_before_publishing_the_editor_says_when_the_goals_letters_leave(admin_client, paced, time_machine):
    time_machine.move_to(NOW, tick=False)
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[paced.pk])).content.decode()
    assert "If 1,000 people write today, the last letter leaves about 2:30 p.m." in html
    CampaignPage.objects.update(goal=30_000)
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[paced.pk])).content.decode()
    assert "If 30,000 people write today, the last letter leaves about Nov. 28, 2026" in html


@pytest.mark.django_db
def test_letters_to_representatives_are_spread_over_those_who_sit(paced, district, minister):
    paced.recipient_rows.filter(recipient=minister).delete()
    SendingSettings.objects.update(recipient_cap=100, domain_cap=None)
    for _ in range(9):
        factories.RecipientFactory(representative=True)
    page = CampaignPage.objects.get(pk=paced.pk)
    assert page.outlook == ["If 1,000 people write today, each letter leaves at once."]


@pytest.mark.django_db
def test_while_it_runs_other_campaigns_letters_to_the_same_domain_are_counted_in(paced, index, minister, time_machine):
    time_machine.move_to(NOW, tick=False)
    SendingSettings.objects.update(recipient_cap=1, domain_cap=None)
    other = factories.CampaignPageFactory(parent=index, slug="other", recipients=[minister])
    for page in (paced, other, other):
        Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister)
    page = CampaignPage.objects.get(pk=paced.pk)
    assert page.outlook[1] == "1 letter is on its way; it leaves about 3:30 p.m."


@pytest.mark.django_db
def test_what_left_today_counts_against_the_days_letters(paced, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    SendingSettings.objects.update(recipient_cap=None)
    settings.LETTERS_A_DAY = 3000
    page = CampaignPage.objects.get(pk=paced.pk)
    assert "at once" in page.outlook[0]
    Pace.objects.create(key="day:2026-11-25", left=2001)
    assert "about Nov. 26, 2026, midnight" in page.outlook[0]


@pytest.mark.django_db
def test_a_new_page_has_no_outlook_yet(admin_client, index):
    html = admin_client.get(reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", index.pk]))
    assert "Choose recipients and save the page first." in html.content.decode()
    assert timezone.is_aware(NOW)
