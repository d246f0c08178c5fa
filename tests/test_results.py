"""What came of a campaign: the figures, the chart and who may see them, against scenes made by hand."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from campaigns.counts import Period, results_of
from campaigns.models import Campaign, Delivery, Letter
from campaigns.staff.chart import chart_of, finding, round_top, short_words
from campaigns.staff.result_names import recipient_name, ridings
from tests import factories

NOON = datetime(2026, 5, 10, 16, tzinfo=UTC)  # in Toronto, four hours behind


@pytest.fixture
def sign(page, time_machine):
    """A letter signed at `at`, which is UTC."""
    time_machine.move_to(NOON, tick=False)

    def sign(at: datetime = NOON, **fields) -> Letter:
        letter = factories.LetterFactory(page=page, **fields)
        Letter.objects.filter(pk=letter.pk).update(signed_at=at)
        return letter

    return sign


@pytest.fixture
def results(page):
    return lambda period=Period.ALL: results_of(Campaign.objects.for_key(page.key), period=period)


@pytest.fixture
def show(admin_client, page):
    url = reverse("campaign_results", args=[page.key])
    return lambda **query: admin_client.get(url, query).content.decode()


@pytest.mark.django_db
def test_letters_are_counted_by_day_language_source_and_riding(sign, results, district):
    sign(datetime(2026, 5, 7, 12, tzinfo=UTC), district=district, source="poster", consent_updates=True)
    sign(language="fr", district=district, consent_updates=True)
    sign(language="fr", source="poster")
    sign(outside_country=True, postal_code="", source="poster")
    sign(status="unconfirmed", source="nowhere", consent_updates=True)
    found = results()
    assert found.days == [(date(2026, 5, 7), 1), (date(2026, 5, 8), 0), (date(2026, 5, 9), 0), (date(2026, 5, 10), 3)]
    assert [(part.name, part.letters, part.opt_ins) for part in found.languages] == [("en", 2, 1), ("fr", 2, 1)]
    assert [(part.name, part.letters) for part in found.sources] == [("poster", 3), ("", 1)]
    assert list(ridings(found)) == [("Ottawa Centre (ON)", 2), ("Outside Canada", 1), ("Riding not known", 1)]
    assert (found.letters, found.opt_ins) == (4, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "day", "in_the_week"),
    [
        (datetime(2026, 5, 4, 3, 59, 59, tzinfo=UTC), date(2026, 5, 3), False),
        (datetime(2026, 5, 4, 4, tzinfo=UTC), date(2026, 5, 4), True),
        (datetime(2026, 5, 10, 3, 59, tzinfo=UTC), date(2026, 5, 9), True),
    ],
)
def test_days_and_periods_begin_at_midnight_where_the_site_is(sign, results, at, day, in_the_week):
    sign(at)
    with timezone.override("Asia/Tokyo"):  # as a reader's own setting does
        assert results().days[0] == (day, 1)
        week = results(Period.WEEK)
    assert (week.days[0][0], len(week.days), week.letters) == (date(2026, 5, 4), 7, int(in_the_week))


@pytest.mark.django_db
def test_the_curve_of_an_ended_campaign_ends_with_its_last_letter(sign, results):
    sign(datetime(2026, 5, 1, 12, tzinfo=UTC))
    Campaign.objects.update(status="won")
    assert results().days == [(date(2026, 5, 1), 1)]


@pytest.mark.django_db
def test_each_recipient_has_what_became_of_the_letters_and_seats_are_counted_once(sign, results, minister, district):
    member = district.representatives.get()
    factories.DistrictFactory()
    states = [("sent", "delivered"), ("bounced", "complained"), ("queued", "sent"), ("held", "claimed")]
    for to_minister, to_member in states:
        letter = sign(district=district)
        Delivery.objects.create(letter=letter, recipient=minister, status=to_minister)
        Delivery.objects.create(letter=letter, recipient=member, status=to_member)
    Delivery.objects.create(letter=sign(), recipient=minister, status="sent", is_test=True)
    found = results()
    by_name = {recipient_name(sending): sending.readings for sending in found.sendings}
    assert by_name == {
        "Camille Tremblay (Minister of Foreign Affairs)": {
            "waiting": 1, "queued": 1, "sent": 1, "delivered": 0, "bounced": 1,
        },
        "Robin Member, Ottawa Centre": {"waiting": 0, "queued": 1, "sent": 1, "delivered": 1, "bounced": 1},
    }  # fmt: skip
    assert [(house.reached, house.seats) for house in found.houses] == [(1, 2)]
    assert found.test == 1


@pytest.mark.django_db
def test_nobody_is_reached_by_what_was_not_taken(sign, results, district):
    Delivery.objects.create(letter=sign(), recipient=district.representatives.get(), status="queued")
    assert [(house.reached, house.seats) for house in results().houses] == [(0, 1)]


@pytest.mark.django_db
def test_it_takes_the_same_eight_queries_however_many_letters(sign, results, minister, django_assert_num_queries):
    for number in range(12):
        riding = factories.DistrictFactory()
        letter = sign(district=riding, source=f"s{number}")
        Delivery.objects.create(letter=letter, recipient=factories.RecipientFactory(), status="sent")
        if number in (0, 11):
            campaign = Campaign.objects.get()
            with django_assert_num_queries(8):
                results_of(campaign, period=Period.ALL)


@pytest.mark.django_db
def test_the_chart_says_what_it_shows_with_the_numbers_of_the_table(sign, results, show):
    for day, letters in ((1, 2), (3, 5), (10, 1)):
        for _ in range(letters):
            sign(datetime(2026, 5, day, 12, tzinfo=UTC))
    html = show()
    assert "8 letters since May 1, most on May 3: 5" in re.search(r"<title id.*?</title>", html)[0]
    assert re.search(r'<svg[^>]+role="img"\s+aria-labelledby="chart-title chart-words"', html)
    bars = dict(re.findall(r"<title>\s*(May \d+): (\d+)\s*</title>", html))
    assert bars == {"May 1": "2", "May 3": "5", "May 10": "1"}
    table = re.search(r'aria-label="Letters by day".*?</table>', html, re.DOTALL)[0]
    rows = [re.findall(r"<td[^>]*>\s*([^<]+?)\s*</td>", row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    assert [row for row in rows if row and row[1] != "0"] == [["May 10", "1"], ["May 3", "5"], ["May 1", "2"]]
    assert len([row for row in rows if row]) == 10
    assert finding(results(Period.WEEK)) == "1 letter since May 4, on May 10"


@pytest.mark.django_db
def test_a_campaign_without_letters_says_so(show, admin_client, page):
    assert "No letters yet" in show()
    assert "No letters in this time" in show(period="30")
    assert "No letters yet" in show(period="tomorrow")
    assert "chart__plot" not in show()
    nobody = reverse("campaign_results", args=["00000000-0000-0000-0000-000000000000"])
    assert admin_client.get(nobody, follow=True).status_code == 404


@pytest.mark.django_db
def test_the_page_is_french_for_who_reads_french_and_its_drawing_has_no_decimal_commas(sign, results):
    for day in (1, 2, 3):
        sign(datetime(2026, 5, day, 12, tzinfo=UTC))
    with translation.override("fr"):
        chart = chart_of(results())
    assert chart.title == "3 lettres depuis le 1er mai, le plus grand nombre le 1er mai\u00a0: 1"
    assert all("," not in bar.left + bar.width + bar.top + bar.height for bar in chart.bars)


@given(st.integers(1, 10**9))
def test_the_axis_ends_at_or_above_the_highest_bar_and_its_half_is_whole(most):
    top = round_top(most)
    assert most <= top <= 2 * most
    assert top % 2 == 0


@pytest.mark.django_db
def test_the_ways_to_it_are_shown_to_those_who_may_see_campaigns(admin_client, client, outsider, page):
    campaign = Campaign.objects.for_key(page.key)
    url = reverse("campaign_results", args=[page.key])
    for place in (
        reverse("campaign_states:index"),
        reverse("campaign_states:edit", args=[campaign.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
    ):
        assert url in admin_client.get(place).content.decode(), place
    client.force_login(outsider)
    assert client.get(url).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("ago", [0, 1, 2, 13, 400])
def test_the_axis_names_at_most_four_days_the_first_and_the_last_among_them(sign, results, ago):
    sign()
    sign(NOON - timedelta(days=ago))
    dates = chart_of(results()).dates
    assert len(dates) == min(4, ago + 1)
    assert [dates[0].words, dates[-1].words] == [
        short_words(day, *ends) for ends in [ends_of(results())] for day in ends
    ]


def ends_of(found) -> tuple[date, date]:
    return found.days[0][0], found.days[-1][0]
