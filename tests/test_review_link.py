"""People without an account look at the drafts, with a link that editors make and end."""

import re
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageLogEntry

from campaigns.models import CampaignPage, Letter, ReviewLink
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, title="Justice maintenant", slug="justice", message="J’accuse")


@pytest.fixture
def link(page, administrator) -> ReviewLink:
    return ReviewLink.objects.create(key=page.key, created_by=administrator)


@pytest.fixture
def url(link) -> str:
    return reverse("review", args=[link.token])


def test_it_shows_the_newest_drafts_and_every_mail_in_both_languages(client, page, french, url):
    page.message = "Words of the draft"
    page.asks_confirmation = True
    page.save_revision()
    english, french_part = client.get(url).content.decode().split('lang="fr">Justice maintenant')
    for part, words in ((english, "Words of the draft"), (french_part, "J’accuse")):
        headings = [heading.split(" (")[0] for heading in re.findall("<h3>(.*?)</h3>", part)]
        assert headings == [
            "E-mail to Camille Tremblay",
            "E-mail to your Member of Parliament",
            "Confirmation",
            "Receipt",
        ]
        assert part.count(words) == 4, "in each letter, and in the receipt once for each"
    assert "Madame la Ministre," in french_part


def test_pages_and_thank_you_open_with_a_form_that_does_nothing(client, page, french, url):
    page.title = "A draft's title"
    page.save_revision()
    pages = re.findall(r'href="(/en/review/[^"]+/(?:page|thank-you)/)"', client.get(url).content.decode())
    assert len(pages) == 4
    shown = [client.get(address).content.decode() for address in pages]
    assert "A draft&#x27;s title" in shown[0]
    form = shown[0].split("<form")[1].split(">")[0]
    assert "inert" in form
    assert "action=" not in form
    assert "Thank you. Check your e-mail." in shown[1]
    assert "Justice maintenant" in shown[2]
    assert "Merci. Consultez vos courriels." in shown[3]
    assert not any("<script" in html for html in shown)


def test_nothing_of_it_is_found_kept_passed_on_or_run(client, page, link, url):
    part = reverse("review_page", args=[link.token, page.pk, "page"])
    for address in (url, part):
        response = client.get(address)
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "script-src 'none'" in response["Content-Security-Policy"]
        assert "form-action 'none'" in response["Content-Security-Policy"]
        assert "<script" not in response.content.decode()
        assert not response.cookies


def test_whoever_is_logged_in_sees_no_more_than_others(admin_client, page, link):
    html = admin_client.get(reverse("review_page", args=[link.token, page.pk, "page"])).content.decode()
    assert "wagtail-userbar" not in html
    assert "<script" not in html


def test_nobody_real_stands_in_it(client, page, url):
    factories.LetterFactory(page=page, first_name="Quentin", last_name="Realname")
    html = client.get(url).content.decode()
    assert "Alex Example" in html
    assert "Realname" not in html
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "over", [{"expires_at": timezone.now() - timedelta(seconds=1)}, {"revoked_at": timezone.now()}]
)
def test_a_link_that_is_over_says_so_and_shows_nothing(client, page, link, url, over):
    ReviewLink.objects.update(**over)
    with translation.override("fr"):
        in_french = reverse("review", args=[link.token])
    for address in (url, reverse("review_page", args=[link.token, page.pk, "page"]), in_french):
        response = client.get(address)
        assert response.status_code == 410
        assert page.message not in response.content.decode()
        assert response["Cache-Control"] == "private, no-store"
    assert "This link no longer works" in client.get(url).content.decode()


def test_a_link_that_we_never_made_is_not_found(client, page, link):
    forged = [link.token[:-1] + "!", f"{link.pk}", f"{link.pk}.", "nonsense", Signer(sep=".").sign(str(link.pk))]
    for token in forged:
        assert client.get(f"/en/review/{token}/").status_code == 404
    assert client.get(reverse("review_page", args=[link.token, page.pk, "receipt"])).status_code == 404


def test_it_opens_no_page_of_another_campaign(client, index, minister, link):
    other = factories.CampaignPageFactory(parent=index, slug="other", recipients=[minister])
    assert client.get(reverse("review_page", args=[link.token, other.pk, "page"])).status_code == 404


def test_nothing_can_be_posted_to_it(client, page, link, url):
    assert client.post(url).status_code == 405
    assert client.post(reverse("review_page", args=[link.token, page.pk, "page"])).status_code == 405


def test_it_works_for_fourteen_days(link):
    assert link.expires_at - link.created_at - timedelta(days=14) < timedelta(seconds=5)
    assert not link.is_over


def test_a_campaign_that_was_deleted_is_not_found(client, page, url):
    page.delete()
    assert client.get(url).status_code == 404


# Editors make and end them


@pytest.fixture
def admin_url(page) -> str:
    return reverse("review_links", args=[page.pk])


def test_an_editor_makes_a_link_from_the_pages_header_and_ends_it(admin_client, client, page, admin_url, settings):
    settings.SITE_URL = "http://testserver"
    assert admin_url in admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    html = admin_client.post(admin_url, {"make": "1"}, follow=True).content.decode()
    link = ReviewLink.objects.get()
    address = re.search(r'value="http://testserver(/en/review/[^"]+)"', html)[1]
    assert client.get(address).status_code == 200
    html = admin_client.post(admin_url, {"revoke": link.pk}, follow=True).content.decode()
    assert "The link no longer works." in html
    assert "Revoked on" in html
    assert client.get(address).status_code == 410
    actions = PageLogEntry.objects.filter(action__startswith="campaigns.review").order_by("pk")
    assert [(entry.action.split("_")[-1], entry.data) for entry in actions] == [
        ("made", {"link": link.pk}),
        ("revoked", {"link": link.pk}),
    ]


def test_one_language_after_the_other_lists_the_same_links(admin_client, page, french, link):
    for each in (page, french):
        assert link.token in admin_client.get(reverse("review_links", args=[each.pk])).content.decode()


def test_a_link_is_ended_once_and_from_its_own_campaign_alone(admin_client, index, link, admin_url):
    other = factories.CampaignPageFactory(parent=index, slug="other")
    for number in (link.pk, "nonsense"):
        admin_client.post(reverse("review_links", args=[other.pk]), {"revoke": number})
    assert not ReviewLink.objects.get().is_over
    for _ in range(2):
        admin_client.post(admin_url, {"revoke": link.pk})
    assert PageLogEntry.objects.filter(action="campaigns.review_link_revoked").count() == 1


def test_only_who_may_edit_the_page_may_make_and_end_links(client, outsider, link, admin_url):
    for login in (lambda: None, lambda: client.force_login(outsider)):
        login()
        assert client.get(admin_url).status_code == 302
        for order in ({"make": "1"}, {"revoke": link.pk}):
            assert client.post(admin_url, order).status_code == 302
    assert ReviewLink.objects.get() == link
    assert not ReviewLink.objects.get().is_over
