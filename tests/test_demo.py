"""The demo: what `manage.py demo` loads, what it refuses, and how its programs are kept running."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from campaigns import directory
from campaigns.models import Campaign, CampaignPage, District, OffsetEntry, PostalCode, Recipient
from campaigns.problems import problems
from cms.models import ApprovedScript, SiteImage, SiteSettings, User
from home.demo import french
from home.demo.staff import PASSWORD
from home.ground import WELCOME
from home.serving import PortTaken, Programs, check_port

LOADED = (Page, Campaign, OffsetEntry, District, PostalCode, Recipient, User, Group, Site, SiteImage, ApprovedScript)
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fresh(db):
    """A database as Wagtail's migrations leave it: with a page of its own at the top."""
    welcome = Page.get_first_root_node().add_child(title=WELCOME, slug="home")
    Site.objects.create(is_default_site=True, hostname="localhost", root_page=welcome)


@pytest.fixture
def demo(fresh):
    call_command("demo")


def campaign_page(language: str) -> CampaignPage:
    return CampaignPage.objects.get(locale__language_code=language)


@pytest.mark.usefixtures("demo")
class TestContent:
    @pytest.mark.parametrize("path", ["en/campaigns/xinjiang", "fr/campagnes/xinjiang", "en/privacy", "fr/a-propos"])
    def test_pages_have_the_addresses_of_the_contract_and_are_live(self, path, rf):
        language, *parts = path.split("/")
        home = Page.objects.get(depth=2, locale__language_code=language)
        page = home.specific.route(rf.get("/"), parts)[0]
        assert page.live
        assert page.get_url() == f"/{path}/"

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_the_campaign_is_open_in_both_languages(self, language):
        page = campaign_page(language)
        assert problems(page) == []
        assert page.state == "open"
        assert page.lead_page.goal == 1000

    def test_both_languages_share_one_counter_that_starts_at_785(self):
        assert [campaign_page(language).campaign.number for language in ("en", "fr")] == [785, 785]

    def test_the_content_warning_comes_before_the_letter_and_the_text(self):
        for language in ("en", "fr"):
            blocks = [block.block_type for block in campaign_page(language).body]
            assert blocks[:3] == ["action_counter", "content_warning", "letter_action"]
            assert "rich_text" in blocks[3:]

    def test_the_welcome_page_of_a_fresh_database_is_gone(self):
        site = Site.objects.get()
        assert [page.title for page in Page.objects.filter(depth=2)] == ["Your letter counts", "Votre lettre compte"]
        assert (site.hostname, site.port, site.root_page.title) == ("localhost", 8000, "Your letter counts")

    def test_the_organisation_has_a_name_a_footer_and_a_privacy_notice(self):
        organisation = SiteSettings.for_site(Site.objects.get())
        assert (organisation.organisation_en, organisation.organisation_fr) == (
            "Voices for Justice Canada",
            "Voix pour la justice Canada",
        )
        assert organisation.footer_en
        assert organisation.footer_fr
        assert organisation.privacy_page.slug == "privacy"

    def test_the_approved_script_is_one_that_the_site_serves(self):
        assert finders.find(ApprovedScript.objects.get().path)

    def test_the_picture_is_described_in_the_language_of_its_page(self):
        descriptions = [campaign_page(language).hero_image.description for language in ("en", "fr")]
        assert descriptions[0].startswith("Mountain ridges")
        assert descriptions[1].startswith("Des crêtes")
        assert (SiteImage.objects.first().width, SiteImage.objects.first().height) == (1600, 900)


@pytest.mark.usefixtures("demo")
class TestDirectory:
    def recipients(self, postal_code: str) -> list[list[str]]:
        page = campaign_page("en")
        districts = directory.find_recipients(page, postal_code=postal_code).districts
        return [[a.recipient.name for a in directory.recipients_for(page, district=one)] for one in districts]

    def test_the_postal_code_to_try_finds_its_riding_and_both_recipients(self):
        assert self.recipients("K1A0A6") == [["Camille Tremblay", "Noor Whitfield"]]

    def test_one_postal_code_lies_in_two_ridings(self):
        assert len(self.recipients("M5H2N2")) == 2

    def test_one_seat_is_vacant_and_the_minister_still_gets_the_letter(self):
        assert self.recipients("T2P2M5") == [["Camille Tremblay"]]

    def test_the_representative_is_addressed_as_such_in_both_languages(self):
        for language, word in (("en", "constituents"), ("fr", "Chambre des communes")):
            page = campaign_page(language)
            minister, representative = page.lead_page.rows
            assert word in page.words_for(representative).opening
            assert word not in page.words_for(minister).opening

    def test_everybody_is_invented_and_reachable_only_at_example_org(self):
        addresses = Recipient.objects.values_list("email", flat=True)
        assert all(re.fullmatch(r"[a-z.-]+@example\.org", address) for address in addresses)
        assert set(Recipient.objects.values_list("status", flat=True)) == {Recipient.Status.OK}


@pytest.mark.usefixtures("demo")
class TestStaff:
    @pytest.mark.parametrize("name", ["admin", "editor", "moderator"])
    def test_everybody_signs_in_with_the_same_password(self, name):
        assert authenticate(username=name, password=PASSWORD).has_perm("wagtailadmin.access_admin")

    def test_editors_write_and_submit_while_moderators_publish(self):
        page = campaign_page("en")
        editor, moderator = (
            page.permissions_for_user(User.objects.get(username=name)) for name in ("editor", "moderator")
        )
        assert editor.can_edit()
        assert editor.can_submit_for_moderation()
        assert not editor.can_publish()
        assert moderator.can_publish()

    def test_they_have_the_roles_of_an_author_and_a_page_approver(self):
        groups = User.objects.values_list("username", "groups__name")
        assert set(groups) == {("admin", None), ("editor", "Authors"), ("moderator", "Page approvers")}


@pytest.mark.usefixtures("demo")
class TestLoadingTwice:
    def test_makes_no_duplicates(self):
        before = [model.objects.count() for model in LOADED]
        call_command("demo")
        assert [model.objects.count() for model in LOADED] == before

    def test_keeps_what_a_person_has_changed(self):
        page = campaign_page("en")
        page.title, page.slug = "Another title", "another-address"
        page.save_revision().publish()
        Recipient.objects.filter(name="Noor Whitfield").update(email="")
        SiteSettings.objects.update(organisation_en="Our own name")
        call_command("demo")
        assert campaign_page("en").title == "Another title"
        assert Recipient.objects.get(name="Noor Whitfield").email == ""
        assert SiteSettings.objects.get().organisation_en == "Our own name"

    def test_follows_the_port(self, monkeypatch):
        monkeypatch.setenv("PORT", "8123")
        call_command("demo")
        assert campaign_page("en").full_url == "http://localhost:8123/en/campaigns/xinjiang/"


class TestRefusals:
    def test_production_settings(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cms.settings.production")
        with pytest.raises(CommandError, match="production"):
            call_command("demo")

    def test_a_site_without_a_demo_inbox(self, settings):
        settings.DEMO_INBOX = None
        with pytest.raises(CommandError, match="production"):
            call_command("demo")

    @pytest.mark.usefixtures("fresh")
    def test_a_database_that_holds_another_site_stays_untouched(self):
        Page.objects.filter(depth=2).update(title="Our own site")
        before = [model.objects.count() for model in LOADED]
        with pytest.raises(CommandError, match="another site"):
            call_command("demo")
        assert [model.objects.count() for model in LOADED] == before

    @pytest.mark.parametrize("port", ["web", "0", "65536", "-1"])
    def test_a_port_that_is_none(self, monkeypatch, port):
        monkeypatch.setenv("PORT", port)
        with pytest.raises(CommandError, match="from 1 to 65535"):
            call_command("demo")

    def test_a_taken_port_gets_one_clear_line(self, monkeypatch, settings):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            monkeypatch.setenv("PORT", str(port))
            command = [sys.executable, settings.ROOT / "manage.py", "demo", "--serve"]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == 1
        assert ended.stdout == ""
        assert ended.stderr.count("\n") == 1
        assert f"Port {port} cannot be used" in ended.stderr


def texts_in(value) -> Iterator[str]:
    """Every text of a module's plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)


def test_french_has_the_spaces_of_canadian_typography():
    wrong = re.compile(r"[^\xa0](:|»)|«[^\xa0]|\s[?!;]")  # no-break before : and inside « », none before ? ! ;
    data = {name: value for name, value in vars(french).items() if name.isupper()}
    assert [text for text in texts_in(data) if wrong.search(text)] == []


class TestServing:
    @pytest.fixture
    def programs(self):
        said = []
        programs = Programs({"sleeper": SLEEPER}, environment=dict(os.environ), say=said.append)
        programs.said = said
        yield programs
        programs.stop()

    @pytest.fixture
    def own_signals(self):
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [signal.getsignal(number) for number in numbers]
        yield
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

    def test_a_free_port_is_free(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            port = other.getsockname()[1]
            with pytest.raises(PortTaken):
                check_port(port)
        assert check_port(port) is None

    def test_a_program_that_was_killed_is_started_again(self, programs):
        programs.start("sleeper")
        lost = programs.running["sleeper"]
        lost.kill()
        lost.wait()
        programs.revive()
        assert programs.running["sleeper"].pid != lost.pid
        assert programs.running["sleeper"].poll() is None
        assert programs.said == ["The sleeper ended unexpectedly (-9); starting it again."]

    def test_a_signal_stops_every_program(self, programs, own_signals):
        began = time.monotonic()
        programs.run(is_ready=lambda: True, welcome=lambda: os.kill(os.getpid(), signal.SIGTERM))
        assert programs.running["sleeper"].returncode == -signal.SIGTERM
        assert programs.said == []
        assert time.monotonic() - began < 5
