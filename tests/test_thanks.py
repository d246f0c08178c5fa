"""What supporters are offered once they have sent their letter: sharing it, and a next campaign."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from campaigns.launch import launch_similar
from campaigns.mastodon import server_in, sharing_form
from campaigns.models import Campaign, CampaignPage
from campaigns.share import BLUESKY_TAKES
from campaigns.sources import source_of
from tests import factories

CHANNELS = {"whatsapp", "email", "facebook", "x", "bluesky"}


def thanks(page) -> str:
    return Client().get(page.thank_you_url).content.decode()


def shared(html: str) -> dict[str, str]:
    """From each link that shares, decoded: its address, with what it hands on."""
    section = re.search(r'<section class="share".*?</section>', html, re.DOTALL)[0]
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', section)]
    queries = [
        " ".join(value for values in parse_qs(urlsplit(link).query).values() for value in values) for link in links
    ]
    return {re.search(r"\?source=([a-z]+)", query)[1]: query for query in queries}


def change(page, **values) -> CampaignPage:
    CampaignPage.objects.filter(pk=page.pk).update(**values)
    return CampaignPage.objects.get(pk=page.pk)


@pytest.mark.django_db
def test_each_way_of_sharing_leads_back_to_the_campaign_and_names_its_source(page):
    ways = shared(thanks(page))
    assert set(ways) == CHANNELS
    for channel, query in ways.items():
        assert f"{page.full_url}?source={channel}" in query
        if channel != "facebook":  # takes an address alone
            assert "Justice now" in query


@pytest.mark.django_db
def test_nothing_is_loaded_from_elsewhere_and_no_button_is_there_without_a_script(page):
    html = thanks(page)
    assert not re.search(r'(?:src|action|srcset)="(?:https?:)?//', html)
    assert len(re.findall(r"<li hidden>\s*<button", html)) == 2
    assert f'data-share="{page.full_url}?source=share"' in html
    assert f'data-copy="{page.full_url}?source=link"' in html


@pytest.mark.django_db
def test_the_author_says_what_is_shared_in_each_language_and_a_warning_comes_first(page):
    french = factories.translate(page, title="Justice", share_message="Écrivez comme moi.")
    body = [{"type": "content_warning", "value": {"text": "This page mentions torture."}}]
    page = change(page, body=body, share_message="Write as I did.")
    said = shared(thanks(page))["whatsapp"]
    assert re.match(r"\S.*torture.*\. Write as I did\. http", said)
    assert "They ask for justice" not in said
    assert "Écrivez comme moi." in shared(thanks(french))["whatsapp"]


@pytest.mark.django_db
def test_what_is_shared_fits_the_network_that_takes_least(page):
    page = change(page, summary="word " * 59, title="A long title " * 10)
    said = shared(thanks(page))["bluesky"]
    assert len(said) <= BLUESKY_TAKES
    assert said.endswith("?source=bluesky")


# Mastodon


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("mastodon.social", "mastodon.social"),
        (" https://Mastodon.Social/ ", "mastodon.social"),
        ("@jane@mas.to", "mas.to"),
        ("https://mas.to/@jane", "mas.to"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("mas.to:8080", ""),
        ("http://mas.to", ""),
        ("javascript:alert(1)", ""),
        ("evil.example\\@mas.to", "mas.to"),
        ("-.example", ""),
        ("", ""),
    ],
)
def test_a_server_is_read_from_its_name_its_address_or_an_account(typed, server):
    assert server_in(typed) == server


@given(st.text())
def test_whatever_is_typed_leads_to_a_sharing_form_or_nowhere(typed):
    server = server_in(typed)
    if server:
        parts = urlsplit(sharing_form(server, words="Words", url="https://example.org/?source=mastodon"))
        assert (parts.scheme, parts.netloc, parts.path) == ("https", server, "/share")


@pytest.mark.django_db
def test_mastodon_users_are_led_to_their_own_server(client, page):
    html = thanks(page)
    action = re.search(r'action="([^"]+mastodon/)"', html)[1]
    answer = client.post(action, {"server": "@jane@mas.to"})
    there = urlsplit(answer["Location"])
    assert (answer.status_code, there.netloc, there.path) == (303, "mas.to", "/share")
    assert parse_qs(there.query)["text"][0].endswith(f"{page.full_url}?source=mastodon")
    wrong = client.post(action, {"server": "nowhere"})
    assert wrong.status_code == 422
    assert 'id="share_server_error"' in wrong.content.decode()
    assert client.post(action, {"server": "mas.to"}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get(action, {"server": "mas.to"}).status_code == 405


# The next campaign


@pytest.fixture
def another(index, minister) -> CampaignPage:
    return factories.CampaignPageFactory(parent=index, slug="next", title="What comes next", recipients=[minister])


@pytest.mark.django_db
def test_none_is_offered_unless_the_author_chose_it(page, another):
    assert "Write another letter" not in thanks(page)
    html = thanks(change(page, next_letter=another))
    assert "Write another letter" in html
    assert f'<a href="{another.url}?source=thank-you">What comes next</a>' in html


@pytest.mark.django_db
def test_it_is_offered_in_the_supporters_language(page, another):
    french, french_next = factories.translate(page), factories.translate(another, title="La suite")
    change(page, next_letter=another)
    assert f'<a href="{french_next.url}?source=thank-you">La suite</a>' in thanks(french)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["paused", "closed", "won", "unpublished"])
def test_it_is_offered_only_while_it_takes_letters(page, another, status):
    page = change(page, next_letter=another)
    if status == "unpublished":
        another.unpublish()
    else:
        Campaign.objects.update_or_create(key=another.key, defaults={"status": status})
    assert "Write another letter" not in thanks(page)


@pytest.mark.django_db
def test_a_campaign_is_not_its_own_next_one_and_passes_none_on(page, another, admin_user):
    page.next_letter = page
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.message_dict) == {"next_letter"}
    page = change(page, next_letter=another)
    assert launch_similar([page], titles={page.pk: "Similar"}, by=admin_user).next_letter is None


@pytest.mark.django_db
def test_editors_of_a_draft_see_it_with_nothing_that_works(page):
    html = page.make_preview_request(preview_mode="thank-you").rendered_content
    assert "Share it" in html
    assert "/mastodon/" not in html
    assert "share.js" not in html


def test_every_channel_is_a_name_that_a_source_may_have(rf):
    for channel in [*CHANNELS, "mastodon", "share", "link", "thank-you"]:
        assert source_of(rf.get("/", {"source": channel})) == channel
