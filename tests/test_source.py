"""What led a supporter to the page: `?source=` on its address, kept until the letter is stored."""

import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaigns.cleaning import SOURCE_LENGTH, source_name
from campaigns.models import Campaign, Letter
from tests import factories

FIELDS = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@given(st.text())
def test_a_source_is_short_and_plain_whatever_the_address_says(text):
    name = source_name(text)
    assert re.fullmatch(r"[a-z0-9._-]*", name)
    assert len(name) <= SOURCE_LENGTH
    assert source_name(name) == name


@given(st.emails())
def test_an_address_of_a_person_is_no_source(address):
    assert source_name(address) == source_name(address.replace("@", "%40")) == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("newsletter-2026.05_a", "newsletter-2026.05_a"),
        ("Facebook Ads", "facebook-ads"),
        ("Infolettre d’été", "infolettre-dete"),
        ('"><script>alert(1)</script>', "scriptalert1script"),
        ("a\x00b", "ab"),
        (" --x-- ", "x"),
        ("x" * 300, "x" * SOURCE_LENGTH),
        ("…", ""),
    ],
)
def test_it_is_read_as_generously_as_it_is_stored_strictly(typed, name):
    assert source_name(typed) == name


def form_in(html: str) -> tuple[str, dict[str, str]]:
    """The letter form's address and its hidden inputs: what a browser without scripts sends with what is typed."""
    form = re.search(r"<form[^>]*data-letter-form.*?</form>", html, re.DOTALL)[0]
    hidden = {name: unescape(value) for name, value in FIELDS.findall(form)}
    return re.search(r'action="([^"]+)"', form)[1], hidden


@pytest.mark.django_db
def test_it_goes_with_the_letter_through_every_error_of_the_form(client, page, answers):
    action, hidden = form_in(client.get("/en/campaigns/justice/", {"source": "News Letter"}).content.decode())
    refused = client.post(action, answers | hidden | {"email": "", "postal_code": "V5K 0A1"})
    assert refused.status_code == 422
    action, hidden = form_in(refused.content.decode())
    asked = client.post(action, answers | hidden | {"choose": "1"})
    assert (asked.status_code, b'id="letter_district_error"' in asked.content) == (422, True)
    action, hidden = form_in(asked.content.decode())
    assert client.post(action, answers | hidden).status_code == 303
    assert Letter.objects.get().source == "news-letter"


@pytest.mark.django_db
def test_without_a_source_nothing_is_said_of_one(client, page, send):
    html = client.get("/en/campaigns/justice/").content.decode()
    assert "source" not in form_in(html)[1]
    assert "?source" not in html
    send()
    assert Letter.objects.get().source == ""


@pytest.mark.django_db
def test_a_source_that_somebody_typed_is_no_error_and_is_never_shown(client, page, send):
    raw = "<b>x</b>" * 40
    html = client.get("/en/campaigns/justice/", {"source": raw}).content.decode()
    assert form_in(html)[1]["source"] == source_name(raw)
    refused = send(source=raw, email="").content.decode()
    assert (form_in(refused)[1]["source"], "<b>x" in refused) == (source_name(raw), False)
    assert send(source=raw).status_code == 303
    assert Letter.objects.get().source == source_name(raw)


@pytest.mark.django_db
def test_it_follows_the_reader_into_the_other_language_and_back(client, page, send):
    french = factories.translate(page, title="Justice maintenant", slug="justice-fr")
    there = f'href="{french.url}?source=poster"'
    assert there in client.get(f"{page.url}?source=poster").content.decode()
    refused = send(source="poster", email="").content.decode()
    assert there in refused
    assert f'href="{page.url}?source=poster"' in refused
    html = client.get(f"{french.url}?source=poster").content.decode()
    assert form_in(html)[1]["source"] == "poster"
    assert f'rel="canonical" href="{french.full_url}"' in html


@pytest.mark.django_db
def test_it_reaches_the_campaign_by_way_of_lists_other_pages_and_ended_campaigns(client, index, page, minister, home):
    assert f'href="{page.url}?source=poster"' in client.get(f"{index.url}?source=poster").content.decode()
    body = [("letter_action", {"heading": "Write", "campaign": page}), ("campaign_list", {"number": 3})]
    about = factories.ContentPageFactory(parent=home, slug="about", body=body)
    html = client.get(f"{about.url}?source=poster").content.decode()
    assert form_in(html)[1]["source"] == "poster"
    assert f'href="{page.url}?source=poster"' in html
    old = factories.CampaignPageFactory(parent=index, slug="old", recipients=[minister], follow_up=page)
    Campaign.objects.update_or_create(key=old.key, defaults={"status": "won"})
    assert f'href="{page.url}?source=poster"' in client.get(f"{old.url}?source=poster").content.decode()
    type(old).objects.filter(pk=old.pk).update(leads_on=True)
    assert client.get(f"{old.url}?source=poster")["Location"] == f"{page.url}?source=poster"


@pytest.mark.django_db
def test_the_first_letter_of_a_person_keeps_its_source_and_a_confirmed_one_too(client, page, send):
    type(page).objects.update(asks_confirmation=True)
    send(source="first")
    send(source="second")
    client.post(Letter.objects.get().confirmation_path)
    letter = Letter.objects.get()
    assert (letter.status, letter.source) == ("signed", "first")


@pytest.mark.django_db
def test_previews_and_test_runs_know_no_source(admin_client, page):
    page.save_revision()
    answer = admin_client.get(reverse("test_run", args=[page.pk]))
    assert answer.status_code == 200
    assert "source" not in form_in(answer.content.decode())[1]
    assert not Letter.objects.exists()
