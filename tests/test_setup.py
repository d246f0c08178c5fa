"""From an empty database to a site that can take its first campaign: `manage.py setup`."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Site

from campaigns.models import CampaignIndexPage, SendingSettings
from cms.models import SiteSettings, User
from home.models import ContentPage, HomePage
from tests import factories

pytestmark = pytest.mark.django_db
FLAGS = {"organisation": "Letters Canada", "organisation_fr": "Lettres Canada", "administrator": "kim@example.org"}


def set_up(**flags) -> str:
    said = StringIO()
    call_command("setup", stdout=said, **FLAGS | flags)
    return said.getvalue()


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "http://testserver"


@pytest.fixture
def empty_site():
    """As the migrations leave it."""
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()


@pytest.mark.usefixtures("empty_site")
class TestAnEmptyDatabase:
    def test_every_language_gets_a_front_page_an_index_and_a_privacy_notice(self):
        set_up()
        for path, title in {"/en/": "Your letter counts", "/fr/": "Votre lettre compte"}.items():
            html = Client().get(path).content.decode()
            assert title in html
            assert {"/en/": "Letters Canada", "/fr/": "Lettres Canada"}[path] in html
        for path in ("/en/campaigns/", "/fr/campagnes/", "/en/privacy/", "/fr/confidentialite/"):
            assert Client().get(path).status_code == 200, path

    def test_the_notice_is_linked_and_names_the_organisation_in_each_language(self):
        set_up()
        assert "Letters Canada keeps your name" in Client().get("/en/privacy/").content.decode()
        assert "/fr/confidentialite/" in Client().get("/fr/").content.decode()

    def test_a_name_in_markup_stays_text(self):
        set_up(organisation="<b>Us</b> & {them}")
        assert "&lt;b&gt;Us&lt;/b&gt; &amp; {them} keeps" in Client().get("/en/privacy/").content.decode()

    def test_the_administrator_chooses_a_password_by_a_link(self):
        link = re.search(r"http://testserver(/admin/password_reset/\S+)", set_up())[1]
        client = Client()
        form = client.get(link, follow=True)
        new = "a long one, for once 7"
        done = client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
        assert done.status_code == 302
        assert client.login(username="kim@example.org", password=new)

    def test_a_password_of_the_environment_is_used_and_never_said(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "from the environment")
        said = set_up()
        assert "from the environment" not in said
        assert "password_reset" not in said
        assert Client().login(username="kim@example.org", password="from the environment")

    def test_letters_stay_a_test(self):
        set_up()
        assert not SendingSettings.objects.get().live

    def test_a_second_run_changes_nothing(self):
        set_up()
        before = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision_id"))
        SiteSettings.objects.update(organisation_en="Renamed since")
        said = set_up(administrator="other@example.org")
        assert "already" in said
        assert list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision_id")) == before
        assert SiteSettings.objects.get().organisation_en == "Renamed since"
        assert User.objects.count() == 1

    def test_another_language_can_follow_later(self):
        set_up(languages="en")
        assert Client().get("/fr/campagnes/").status_code == 404
        set_up()
        assert Client().get("/fr/campagnes/").status_code == 200
        assert HomePage.objects.count() == CampaignIndexPage.objects.count() == ContentPage.objects.count() == 2

    @pytest.mark.parametrize(
        ("flags", "words"),
        [
            ({"languages": "en,de"}, "Unknown: de"),
            ({"languages": "fr,en"}, "first language is en"),
            ({"administrator": "kim"}, "is no e-mail address"),
            ({"organisation": ""}, "Say --organisation"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_made(self, flags, words):
        with pytest.raises(CommandError, match=words):
            set_up(**flags)
        assert not HomePage.objects.exists()
        assert not User.objects.exists()


def test_pages_of_somebody_else_are_left_alone(home):
    other = factories.ContentPageFactory(parent=home, title="Ours")
    Site.objects.update(root_page=other)
    with pytest.raises(CommandError, match="Ours"):
        set_up()
    assert not CampaignIndexPage.objects.exists()
