"""A campaign in a frame on partners' sites: who may frame it, what it shows, where its form leads."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from campaigns.models import Campaign, CampaignPage, Letter
from campaigns.origins import origin_of, origins_in
from tests import factories
from tests.letters import shown

PARTNERS = ["https://partner.example", "https://www.example.org:8443"]


@pytest.fixture
def shared(page) -> CampaignPage:
    CampaignPage.objects.filter(pk=page.pk).update(partner_sites="\n".join(PARTNERS))
    return CampaignPage.objects.get(pk=page.pk)


@pytest.fixture
def url(shared) -> str:
    return f"/embed/{shared.key}/"


@pytest.fixture
def french(shared) -> CampaignPage:
    return factories.translate(shared, title="Justice maintenant", subject="Agissez")


def html_of(url: str) -> str:
    return Client().get(url).content.decode()


def action_in(html: str) -> str:
    return unescape(re.search(r'action="(/[^"]*write[^"]*)"', html)[1])


def framers(response) -> list[str]:
    return re.search(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])[1].split()


class TestWhoMayFrameIt:
    def test_the_campaigns_partners_alone(self, client, url):
        response = client.get(url)
        assert framers(response) == PARTNERS
        assert "X-Frame-Options" not in response

    def test_nobody_where_the_campaign_has_no_partner(self, client, page):
        response = client.get(f"/embed/{page.key}/")
        assert framers(response) == ["'none'"]

    def test_the_lead_page_says_it_for_all_languages(self, client, url, french):
        response = client.get(f"{url}?language=fr")
        assert framers(response) == PARTNERS

    @pytest.mark.parametrize("status", ["open", "paused", "closed"])
    @pytest.mark.parametrize("wrong", [{}, {"email": "wrong"}, {"preview": "1"}, {"stamp": ""}])
    def test_every_answer_to_its_form_may_be_framed_too(self, client, url, shared, answers, status, wrong):
        action = action_in(html_of(url))
        Campaign.objects.create(key=shared.key, status=status)
        response = client.post(action, answers | wrong)
        assert framers(response) == PARTNERS
        assert "X-Frame-Options" not in response
        if response.content:
            assert 'class="framed"' in response.content.decode()

    def test_no_other_page_of_ours_may_be_framed(self, client, shared, send):
        send()
        for path in (shared.url, shared.thank_you_url, Letter.objects.get().receipt_path, "/admin/login/"):
            assert client.get(path)["X-Frame-Options"] in ("DENY", "SAMEORIGIN"), path
        assert send(email="")["X-Frame-Options"] == "DENY"

    def test_a_form_of_a_partners_own_is_refused_as_everybody_elses(self, client, url, answers):
        headers = {"Origin": PARTNERS[0], "Sec-Fetch-Site": "cross-site"}
        assert client.post(action_in(html_of(url)), answers, headers=headers).status_code == 403
        assert not Letter.objects.exists()


class TestWhatItShows:
    def test_the_counter_and_the_form(self, url, shared):
        factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(shared.key), number=41)
        html = html_of(url)
        assert 'data-action-count="41"' in html
        assert "data-letter-form" in html
        assert "Dear Minister," in html

    def test_it_sets_no_cookie_is_the_same_for_all_and_may_be_kept(self, client, url):
        response = client.get(url)
        assert not response.cookies
        assert "Vary" not in response
        assert response["Cache-Control"].startswith("public, max-age=1,")
        assert response.content == Client().get(url).content

    def test_the_language_that_is_asked_for(self, url, french):
        assert '<html lang="fr">' in html_of(f"{url}?language=fr")
        assert "Envoyer ma lettre" in html_of(f"{url}?language=fr")
        for query in ("", "?language=en", "?language=de", "?language=%00"):
            assert '<html lang="en">' in html_of(url + query)

    def test_a_language_that_is_not_public_gives_way_to_the_lead_pages(self, url, french):
        french.unpublish()
        assert '<html lang="en">' in html_of(f"{url}?language=fr")

    def test_the_warning_stands_before_the_letter(self, url):
        html = html_of(url)
        assert "torture" in html
        assert html.index("torture") < html.index("Dear Minister,")

    @pytest.mark.parametrize("status", ["paused", "closed", "won"])
    def test_where_no_letter_is_taken_it_says_so(self, url, shared, status):
        Campaign.objects.create(key=shared.key, status=status)
        html = html_of(url)
        assert "data-letter-form" not in html
        assert {"paused": "is paused", "closed": "has ended", "won": "reached its aim"}[status] in html

    def test_what_is_not_public_is_not_there(self, client, shared, url):
        assert client.get(f"/embed/{factories.CampaignPageFactory.build().translation_key}/").status_code == 404
        PageViewRestriction.objects.create(page=shared, restriction_type="login")
        assert client.get(url).status_code == 404
        PageViewRestriction.objects.all().delete()
        shared.unpublish()
        assert client.get(url).status_code == 404

    def test_search_engines_leave_it_alone(self, url):
        assert '<meta name="robots" content="noindex">' in html_of(url)

    def test_what_is_posted_to_it_is_refused(self, client, url, answers):
        assert client.post(url, answers).status_code == 405


class TestItsForm:
    def test_it_leads_to_thanks_within_the_frame_and_the_counter_has_moved(self, client, url, answers):
        answer = client.post(action_in(html_of(url)), answers)
        assert answer.status_code == 303
        thanks = client.get(answer["Location"])
        assert "Thank you. Check your e-mail." in thanks.content.decode()
        assert 'data-action-count="1"' in thanks.content.decode()
        assert framers(thanks) == PARTNERS

    def test_a_french_one_leads_to_french_thanks(self, client, url, answers, french):
        action = action_in(html_of(f"{url}?language=fr"))
        answer = client.post(action, answers | {"message": french.message} | shown(french))
        assert "Merci. Consultez vos courriels." in client.get(answer["Location"]).content.decode()

    def test_the_letters_source_is_the_partner(self, client, url, answers):
        html = html_of(f"{url}?source=partner.example")
        source = re.search(r'name="source" value="([^"]+)"', html)[1]
        client.post(action_in(html), answers | {"source": source})
        assert Letter.objects.get().source == "partner.example"

    def test_without_one_it_is_the_embed(self, url):
        assert 'name="source" value="embed"' in html_of(url)

    def test_what_was_typed_comes_back_in_the_frame(self, client, url, answers):
        response = client.post(action_in(html_of(url)), answers | {"email": "", "message": "In my own words"})
        html = response.content.decode()
        assert response.status_code == 422
        assert "In my own words" in html
        assert action_in(html).endswith("?framed")


class TestTheEditor:
    @pytest.fixture
    def editor(self, admin_client, shared):
        return lambda: unescape(admin_client.get(f"/admin/pages/{shared.pk}/edit/").content.decode())

    def test_it_has_a_code_for_each_partner(self, editor, shared, settings):
        settings.SITE_URL = "https://letters.example.org"
        html = unescape(editor())
        for name in ("partner.example", "example.org"):
            address = f"https://letters.example.org/embed/{shared.key}/?language=en&source={name}"
            assert f'<iframe src="{address}" title="Justice now"' in html

    def test_without_a_partner_it_says_what_to_do(self, editor, shared):
        CampaignPage.objects.update(partner_sites="")
        shared.save_revision()
        CampaignPage.objects.get(pk=shared.pk).save_revision()
        assert "Name a site above" in editor()


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://example.org", "https://example.org"),
        (" HTTPS://Example.ORG/ ", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://example.org:8443/", "https://example.org:8443"),
        ("https://droits-humains.québec", "https://droits-humains.xn--qubec-csa"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(typed, origin):
    assert origins_in(typed) == [origin]


NO_ORIGINS = """
    example.org  http://example.org  https://example.org/page  https://*.example.org  https://example  *
    https://a.example;script-src  https://kim@example.org  https://example.org?x  https://example.org#x
    https://example.org:x  https://[::1]  javascript:alert(1)  https://  https://a..b  https://-a.example
"""


@pytest.mark.parametrize(
    "typed", [*NO_ORIGINS.split(), "https://a.example; script-src *", "https://a.example https://b"]
)
def test_what_is_no_origin_is_named(typed):
    with pytest.raises(ValidationError, match="is not the address of a site") as refused:
        origins_in(f"https://example.org\n{typed}\n")
    assert typed in refused.value.messages[0]


def test_a_line_given_twice_counts_once():
    assert origins_in("https://b.example\n\nhttps://a.example\r\nhttps://B.example/") == [
        "https://b.example",
        "https://a.example",
    ]


def test_there_is_an_end_to_them():
    with pytest.raises(ValidationError, match="50 sites"):
        origins_in("\n".join(f"https://p{number}.example" for number in range(51)))


@given(st.text(max_size=80))
def test_nothing_but_an_origin_reaches_the_header(text):
    try:
        origin = origin_of(text)
    except ValidationError:
        return
    assert re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", origin)
