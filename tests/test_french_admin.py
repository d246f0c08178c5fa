"""The admin in French: each of our own screens is asked for in both languages, and nothing may read alike in both."""

from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from campaigns.models import CampaignPage, ClockJob, Delivery, Letter, Notice, Recipient
from campaigns.permissions import set_up_roles
from campaigns.pipeline.clock import CHORES, LETTERS
from campaigns.roles import ROLES
from tests import factories
from tests.french_admin import said_in_both, texts_of
from tests.letters import write_letters

pytestmark = pytest.mark.django_db

# What people wrote, in whatever language, and the roles, which are named in the database.
DATA = [role.name for role in ROLES]
DATA += ["Justice now", "Justice maintenant", "They ask for justice", "Please act", "I ask you to act", "Yours,", "{{ "]
DATA += ["Camille Tremblay", "Robin Member", "Jane Doe", "Alex Example", "Ottawa Centre", "Member of Parliament"]
DATA += ["Minister of Foreign", "Ministre des Affaires", "Dear Minister", "Dear Robin", "Madame la Ministre"]
DATA += ["Madame la Députée", "House of Commons", "Chambre des communes", "This page mentions", "They have not"]
DATA += ["What we know", "Write to them", "Send letter!", "Letters on paper", "The older site"]


def lists() -> list[str]:
    kinds = ("letter", "delivery", "notice", "recipient", "district")
    named = ["wagtailadmin_home", "campaign_states:index", "offset_entries:index", "offset_entries:add", "to_do"]
    named += ["sending_report", "unplaced_codes", "directory_health", "campaigns_recipient_modeladmin_create"]
    return [reverse(f"campaigns_{kind}_modeladmin_index") for kind in kinds] + [reverse(name) for name in named]


def settings_pages() -> list[str]:
    models = (("campaigns", "sendingsettings"), ("cms", "sitesettings"))
    return [reverse("wagtailsettings:edit", args=model) for model in models]


def pages_about(page: CampaignPage) -> list[str]:
    ways = ("send_me", "review_links", "rehearse_campaign", "wagtailadmin_pages:edit", "wagtailadmin_pages:history")
    keyed = ("launch_similar_campaign", "compare_languages")
    return [reverse(name, args=[page.pk]) for name in ways] + [reverse(name, args=[page.key]) for name in keyed]


def details() -> list[str]:
    kinds = {"letter": Letter, "delivery": Delivery, "notice": Notice, "recipient": Recipient}
    return [
        reverse(f"campaigns_{kind}_modeladmin_inspect", args=[model.objects.first().pk])
        for kind, model in kinds.items()
    ] + [reverse("readdress_letters", args=[Recipient.objects.first().pk])]


def ask(client, user, language: str, url: str) -> str:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def everything(page) -> CampaignPage:
    """A campaign in two languages, one older, with letters in several states."""
    factories.translate(page, title="Justice maintenant")
    write_letters(3, page=page)
    first, second, _third = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(status="held", reason="paused")
    Delivery.objects.filter(pk=second.pk).update(status="bounced")
    Notice.objects.create(letter=first.letter, kind=Notice.Kind.RECEIPT)
    Recipient.objects.filter(pk=Recipient.objects.first().pk).update(status="failing")
    page.subject = "Please act now"
    page.save_revision()
    for job in (*LETTERS, *CHORES):
        ClockJob.objects.create(name=job.name)
    return page


def test_no_screen_of_ours_has_english_left_over(admin_client, administrator, everything):
    urls = lists() + settings_pages() + pages_about(everything) + details()
    alike = {}
    for url in urls:
        english, french = (ask(admin_client, administrator, language, url) for language in ("en", "fr"))
        if found := said_in_both(english, french, data=DATA):
            alike[url] = found
    assert alike == {}


def test_a_campaign_is_chosen_in_the_language_of_whoever_chooses_not_of_who_came_first(
    admin_client, administrator, page
):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    english, french = (unescape(ask(admin_client, administrator, language, url)) for language in ("en", "fr"))
    assert "Choose a campaign" in english
    assert "Choisir une campagne" in french
    for answer in (english, french):
        assert "Choose a page (" not in answer
        assert "Choisissez une page (" not in answer
    assert "Choose a campaign" not in french


def test_what_reads_alike_is_found_and_what_staff_wrote_is_not():
    english = (
        '<p>Not put into French</p><a title="Nor is this">Save</a><p>Justice now: open</p><script>Not read</script>'
    )
    french = english.replace("Save", "Enregistrer")
    assert said_in_both(english, french, data=["Justice now"]) == {"Not put into French", "Nor is this"}
    assert "Not read" not in texts_of(english)


def test_every_piece_of_regular_work_has_a_french_name():
    for job in (*LETTERS, *CHORES):
        with translation.override("fr"):
            assert ClockJob(name=job.name).shown_name != job.name
        assert ClockJob(name=job.name).shown_name == job.name


def test_roles_are_shown_in_french_where_people_get_them(admin_client, administrator):
    set_up_roles()
    for name in ("wagtailusers_groups:index", "wagtailusers_users:add"):
        assert "Data officers" in ask(admin_client, administrator, "en", reverse(name))
        french = ask(admin_client, administrator, "fr", reverse(name))
        assert "Responsables des données" in french
        assert "Data officers" not in french
    form = admin_client.get(reverse("wagtailusers_users:edit", args=[administrator.pk])).content.decode()
    assert "Responsables des données" in form


def test_a_group_that_staff_named_keeps_its_name(admin_client, administrator):
    Group.objects.create(name="Volunteers of the North")
    for language in ("en", "fr"):
        html = ask(admin_client, administrator, language, reverse("wagtailusers_groups:index"))
        assert "Volunteers of the North" in html
