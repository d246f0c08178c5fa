"""The public number."""

from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from campaigns.models import Campaign, LetterTally, OffsetEntry
from tests import factories

pytestmark = pytest.mark.django_db


def shown(client, page) -> str:
    html = client.get(page.url).content.decode()
    return html.split('data-action-count="')[1].split('"')[0]


def test_a_new_campaign_shows_zero_and_stores_nothing(client, page):
    assert shown(client, page) == "0"
    assert not Campaign.objects.exists()


def test_letters_and_offset_entries_are_added_up_without_publishing(client, page, send):
    factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(page.key))
    assert shown(client, page) == "785"
    send()
    assert shown(client, page) == "786"


def test_all_languages_share_one_number(client, page, send):
    french = factories.translate(page)
    send()
    assert shown(client, french) == shown(client, page) == "1"


def test_an_entry_corrects_another_and_the_number_never_falls_below_zero(client, page):
    campaign = Campaign.objects.for_key(page.key)
    factories.OffsetEntryFactory(campaign=campaign, number=10)
    factories.OffsetEntryFactory(campaign=campaign, number=-4)
    assert shown(client, page) == "6"
    factories.OffsetEntryFactory(campaign=campaign, number=-40)
    assert shown(client, page) == "0"


def test_a_copied_campaign_starts_at_zero(client, page, index, send):
    send()
    copy = page.copy(to=index, update_attrs={"slug": "again"}, keep_live=True)
    assert shown(client, copy) == "0"
    assert copy.recipient_rows.count() == 2


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "people have", "personne a"),
        (1, "person has", "personne a"),
        (2, "people have", "personnes ont"),
        (1234, "people have", "personnes ont"),
    ],
)
def test_plurals_are_right_in_both_languages(client, page, number, english, french):
    translation = factories.translate(page)
    if number:
        factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(page.key), number=number)
    assert english in client.get(page.url).content.decode()
    assert french in client.get(translation.url).content.decode()


def test_numbers_are_grouped_as_each_language_writes_them(client, page):
    translation = factories.translate(page)
    factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(page.key), number=12345)
    assert "<strong>12,345</strong>" in client.get(page.url).content.decode()
    assert "<strong>12\u00a0345</strong>" in client.get(translation.url).content.decode()
    assert shown(client, translation) == "12345"


def test_the_number_is_answered_as_json(client, page, send):
    send()
    response = client.get(f"/api/v1/campaigns/{page.key}/count")
    assert response.json() == {"key": str(page.key), "count": 1}
    assert response["Cache-Control"] == "public, max-age=1"


def test_the_number_of_a_draft_is_not_told(client, page):
    page.unpublish()
    assert client.get(f"/api/v1/campaigns/{page.key}/count").status_code == 404


def test_the_tally_is_spread_and_its_sum_is_exact(page):
    campaign = Campaign.objects.for_key(page.key)
    for _ in range(40):
        LetterTally.objects.add(campaign)
    LetterTally.objects.add(campaign, -3)
    assert Campaign.objects.number_for(page.key) == 37
    assert 1 < LetterTally.objects.count() <= 16


@pytest.mark.parametrize(("letters", "offset", "number"), [(0, None, 0), (3, None, 3), (3, 40, 43), (3, -5, 0)])
def test_one_campaigns_number_is_what_a_list_of_campaigns_says(page, administrator, letters, offset, number):
    campaign = Campaign.objects.for_key(page.key)
    LetterTally.objects.add(campaign, letters)
    if offset:
        OffsetEntry.objects.create(campaign=campaign, number=offset, author=administrator)
    listed = Campaign.objects.with_number().get(key=page.key).number
    assert (Campaign.objects.number_for(page.key), listed) == (number, number)
    assert Campaign.objects.number_for(uuid4()) == 0


def test_recount_rebuilds_the_number_from_the_letters(page, send):
    send()
    LetterTally.objects.update(letters=99)
    call_command("recount")
    assert Campaign.objects.number_for(page.key) == 1


@pytest.mark.parametrize("path", [f"campaigns/{UUID(int=7)}/count", "campaigns/7/count", "campaigns/", "", "elsewhere"])
def test_what_is_not_there_is_a_404_at_once_in_json(client, page, path):
    for address in (f"/api/v1/{path}", f"/api/{path}"):
        response = client.get(address)
        assert (response.status_code, response.json()) == (404, {"error": "not found"})


@pytest.mark.parametrize(("language", "path"), [("fr", "/fr/campaigns/justice/"), ("en", "/en/campaigns/justice/")])
def test_a_page_without_its_language_still_leads_to_the_readers(client, page, language, path):
    response = client.get("/campaigns/justice/", headers={"Accept-Language": language})
    assert (response.status_code, response["Location"]) == (302, path)
