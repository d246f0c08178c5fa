"""What is in use is not deleted, by whatever route of the admin: a message says by what, and what to do instead."""

from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Collection, Comment, GroupApprovalTask, Locale, Page, Site
from wagtail.users.models import UserProfile

from campaigns.models import Campaign, CampaignPage, Delivery, District, Legislature, Letter, OffsetEntry, Recipient
from cms.models import ApprovedScript, SiteDocument, SiteImage, SiteSettings, User, WarningTopic
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(page, minister, district, settings, tmp_path) -> dict:
    """Rows by name, each of them in use."""
    settings.MEDIA_ROOT = tmp_path
    letter = factories.LetterFactory(page=page, district=district, first_name="Quentin")
    Delivery.objects.create(letter=letter, recipient=minister)
    entry = factories.OffsetEntryFactory(campaign=letter.campaign)
    image = factories.make_picture(description="A gate")
    script = ApprovedScript.objects.create(name="Letter", path="campaigns/letter.js", reason="It helps")
    topic = WarningTopic.objects.create(name_en="Hunger", name_fr="Faim")
    document = SiteDocument.objects.create(title="Report", file="report.pdf")
    page.body = [
        *factories.BODY,
        {"type": "scripts", "value": {"scripts": [script.pk]}},
        {"type": "picture", "value": {"image": {"image": image.pk, "alt_text": "A gate", "decorative": False}}},
        {"type": "rich_text", "value": f'<p><a linktype="document" id="{document.pk}">Read it</a></p>'},
    ]
    page.body[1].value["topics"] = [str(topic.pk)]
    page.save()
    call_command("rebuild_references_index", verbosity=0)
    rows = {"recipient": minister, "district": district, "campaign": letter.campaign, "user": entry.author}
    return rows | {"siteimage": image, "approvedscript": script, "warningtopic": topic, "sitedocument": document}


SINGLE = {
    "recipient": "campaigns_recipient_modeladmin_delete",
    "district": "campaigns_district_modeladmin_delete",
    "campaign": "campaign_states:delete",
    "user": "wagtailusers_users:delete",
    "siteimage": "wagtailimages:delete",
    "sitedocument": "wagtaildocs:delete",
    "approvedscript": "wagtailsnippets_cms_approvedscript:delete",
    "warningtopic": "wagtailsnippets_cms_warningtopic:delete",
}
BULK = ["user", "siteimage", "sitedocument", "approvedscript", "warningtopic"]
USED_BY = {"campaign": "1 offset entry, 1 letter.", "user": "1 offset entry.", "district": "1 letter, 1 recipient."}
USED_BY |= {"recipient": "“Justice now”, 1 delivery."}
MODELS = (Recipient, District, Campaign, User, SiteImage, SiteDocument, ApprovedScript, WarningTopic)
KEPT = (*MODELS, Letter, Delivery, OffsetEntry, Legislature, Site, Page, Group, SiteSettings)


def numbers() -> list[int]:
    return [model.objects.count() for model in KEPT]


def refusal(client, url: str, data: dict | None = None) -> str:
    """What somebody reads who confirms a deletion; nothing is gone."""
    before = numbers()
    response = client.post(url, data or {})
    assert response.status_code == 302
    shown = client.get(response["Location"])
    assert shown.status_code == 200
    assert numbers() == before
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize("name", SINGLE)
def test_one_by_one(admin_client, used, name):
    url = reverse(SINGLE[name], args=[used[name].pk])
    assert admin_client.get(url).status_code in (200, 302)
    words = refusal(admin_client, url)
    assert f"“{used[name]}” was not deleted" in words
    assert USED_BY.get(name, "“Justice now”.") in words
    assert words.strip().endswith(".")
    assert "Quentin" not in words


@pytest.mark.parametrize("name", BULK)
def test_several_at_once_all_or_none(admin_client, used, name):
    row = used[name]
    free = {
        "user": lambda: factories.UserFactory(),
        "siteimage": lambda: factories.make_picture(description="A wall"),
        "sitedocument": lambda: SiteDocument.objects.create(title="Other", file="other.pdf"),
        "approvedscript": lambda: ApprovedScript.objects.create(name="Other", path="campaigns/letter.js", reason="-"),
        "warningtopic": lambda: WarningTopic.objects.create(name_en="Thirst", name_fr="Soif"),
    }[name]()
    bulk = reverse("wagtail_bulk_action", args=[row._meta.app_label, name, "delete"])
    assert f"“{row}” was not deleted" in refusal(admin_client, f"{bulk}?id={free.pk}&id={row.pk}")
    assert admin_client.post(f"{bulk}?id={free.pk}").status_code == 302
    assert not type(free).objects.filter(pk=free.pk).exists()


LED = {
    "recipient": "campaigns_recipient_modeladmin_edit",
    "district": "campaigns_district_modeladmin_edit",
    "campaign": "campaign_states:edit",
    "user": "wagtailusers_users:edit",
    "approvedscript": "wagtailsnippets_cms_approvedscript:edit",
    "warningtopic": "wagtailsnippets_cms_warningtopic:edit",
}


@pytest.mark.parametrize("name", LED)
def test_nobody_is_asked_to_confirm_what_cannot_be_but_led_to_the_form(admin_client, used, name):
    row = used[name]
    response = admin_client.get(reverse(SINGLE[name], args=[row.pk]))
    assert response["Location"] == reverse(LED[name], args=[row.pk])
    assert str(row.instead) in unescape(admin_client.get(response["Location"]).content.decode())


def test_a_stand_in_is_in_use_too(admin_client, page):
    stand_in = factories.RecipientFactory(name="Dana Critic")
    type(page).objects.update(vacancy="stand_in", vacancy_stand_in=stand_in)
    url = reverse(SINGLE["recipient"], args=[stand_in.pk])
    assert "in use: “Justice now”." in refusal(admin_client, url)


def test_more_than_three_pages_are_counted(page, minister):
    for number in range(4):
        factories.CampaignPageFactory(parent=page.get_parent(), slug=f"more-{number}", recipients=[minister])
    assert "“Justice now”, 2 pages." in minister.why_kept()


@pytest.mark.parametrize("name", ["recipient", "warningtopic", "approvedscript", "user"])
def test_what_nobody_uses_is_deleted_as_ever(admin_client, used, name):
    free = {
        "recipient": lambda: factories.RecipientFactory(),
        "warningtopic": lambda: WarningTopic.objects.create(name_en="Thirst", name_fr="Soif"),
        "approvedscript": lambda: ApprovedScript.objects.create(name="Other", path="campaigns/letter.js", reason="-"),
        "user": lambda: factories.UserFactory(),
    }[name]()
    url = reverse(SINGLE[name], args=[free.pk])
    assert admin_client.get(url).status_code == 200
    admin_client.post(url)
    assert not type(free).objects.filter(pk=free.pk).exists()


def test_a_campaign_lead_is_told_as_an_administrator_is(client, used):
    lead = factories.UserFactory(is_staff=True)
    lead.groups.add(Group.objects.get(name="Campaign leads"))
    client.force_login(lead)
    for name in ("recipient", "warningtopic"):
        assert "was not deleted" in refusal(client, reverse(SINGLE[name], args=[used[name].pk]))


def test_whoever_may_not_delete_a_recipient_learns_nothing_of_its_use(client, used, outsider):
    client.force_login(outsider)
    response = client.post(reverse(SINGLE["recipient"], args=[used["recipient"].pk]))
    assert "in use" not in " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_person_who_commented_stays_with_the_comments(admin_client, page):
    person = factories.UserFactory()
    Comment.objects.create(page=page, user=person, contentpath="title", text="Is that so?")
    assert "Untick “Active”" in refusal(admin_client, reverse("wagtailusers_users:delete", args=[person.pk]))
    assert Comment.objects.get().user == person


def test_pages_stay_when_the_person_who_wrote_them_is_deleted(admin_client, page):
    person = factories.UserFactory()
    Page.objects.filter(pk=page.pk).update(owner=person)
    page.save_revision(user=person)
    admin_client.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    page.refresh_from_db()
    assert (page.owner, page.revisions.count()) == (None, 1)


@pytest.mark.parametrize("below", [True, False])
def test_pages_with_letters_stay_alone_and_with_their_parents(admin_client, used, page, below):
    doomed = page if below else page.get_parent()
    for url in (
        reverse("wagtailadmin_pages:delete", args=[doomed.pk]),
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={doomed.pk}",
    ):
        assert "has letters, so it cannot be deleted. Unpublish it instead." in refusal(admin_client, url)


@pytest.mark.parametrize("below", [True, False])
def test_the_page_that_holds_what_all_languages_share_goes_last_or_with_the_others(admin_client, page, below):
    french = factories.translate(page)
    doomed = page if below else page.get_parent()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    for url in (reverse("wagtailadmin_pages:delete", args=[doomed.pk]), f"{bulk}?id={doomed.pk}"):
        assert "or delete those first" in refusal(admin_client, url)
    admin_client.post(f"{bulk}?id={page.pk}&id={french.pk}")
    assert not CampaignPage.objects.exists()


def test_a_translation_goes_alone(admin_client, page):
    french = factories.translate(page)
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[french.pk]))
    assert CampaignPage.objects.get() == page


def test_the_front_page_of_a_site_stays_and_the_site_with_it(admin_client, home):
    for url in (
        reverse("wagtailadmin_pages:delete", args=[home.pk]),
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={home.pk}",
    ):
        assert "is the front page of a site" in refusal(admin_client, url)


def test_the_default_site_stays_another_one_goes(admin_client, home):
    default = Site.objects.get()
    assert "Make another one the default first." in refusal(
        admin_client, reverse("wagtailsites:delete", args=[default.pk])
    )
    other = Site.objects.create(hostname="other.example.org", root_page=home)
    admin_client.post(reverse("wagtailsites:delete", args=[other.pk]))
    assert Site.objects.get() == default


def test_a_group_that_alone_approves_pages_stays_until_another_one_does_too(admin_client, home):
    group = Group.objects.get(name="Page approvers")
    url = reverse("wagtailusers_groups:delete", args=[group.pk])
    assert "Give that task another group first." in refusal(admin_client, url)
    GroupApprovalTask.objects.get().groups.add(Group.objects.get(name="Administrators"))
    admin_client.post(url)
    assert not Group.objects.filter(name="Page approvers").exists()


def test_languages_and_collections_in_use_stay(admin_client, used):
    Locale.objects.create(language_code="fr")
    english = reverse("wagtaillocales:delete", args=[Locale.get_default().pk])
    assert "using it" in admin_client.post(english).content.decode()
    collection = Collection.get_first_root_node().add_child(name="Gates")
    SiteImage.objects.update(collection=collection)
    url = reverse("wagtailadmin_collections:delete", args=[collection.pk])
    assert "not empty" in admin_client.get(url).content.decode() or admin_client.post(url).status_code == 403
    assert Collection.objects.filter(pk=collection.pk).exists()


def test_legislatures_are_never_deleted_by_hand(admin_client, district):
    house = district.legislature
    assert "permission" in refusal(admin_client, reverse("legislature:delete", args=[house.pk]))


def test_scripts_of_the_admin_are_answered_in_words_too(admin_client, used):
    url = reverse("wagtailimages:delete_multiple", args=[used["siteimage"].pk])
    response = admin_client.post(url, headers={"X-Requested-With": "XMLHttpRequest"})
    assert (response.status_code, response.json()["success"]) == (409, False)
    assert "was not deleted" in response.json()["error_message"]


def test_it_is_said_in_the_readers_own_language(admin_client, administrator, used):
    UserProfile.objects.create(user=administrator, preferred_language="fr")
    words = unescape(refusal(admin_client, reverse("wagtailimages:delete", args=[used["siteimage"].pk])))
    assert "n'a pas été supprimé, car il sert encore\u00a0: «\u00a0Justice now\u00a0»." in words
