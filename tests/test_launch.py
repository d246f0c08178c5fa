"""A similar campaign from an earlier one: what comes along, what does not, who may, and what Wagtail's copy does."""

import json
import threading

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page, PageLogEntry

from campaigns.launch import launch_similar
from campaigns.models import Campaign, CampaignPage, CampaignRecipient, Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, title="Justice maintenant", subject="Agissez", slug="justice-fr")


def launch(page, user, *titles: str) -> CampaignPage:
    pages = CampaignPage.objects.in_all_languages(page.key)
    chosen = dict(zip([one.pk for one in pages], titles or ("Freedom now", "Liberté maintenant"), strict=False))
    return CampaignPage.objects.get(pk=launch_similar(pages, titles=chosen, by=user).pk)


def draft_in(language: str, lead: CampaignPage) -> CampaignPage:
    page = CampaignPage.objects.get(translation_key=lead.key, locale__language_code=language)
    return page.get_latest_revision_as_object()


def address(page) -> str:
    return reverse("launch_similar_campaign", args=[page.key])


def fields(page, *titles: str) -> dict[str, str]:
    return {
        f"title_{one.pk}": title
        for one, title in zip(CampaignPage.objects.in_all_languages(page.key), titles, strict=True)
    }


class TestWhatIsCopied:
    def test_all_languages_become_drafts_of_one_new_campaign(self, administrator, page, french):
        lead = launch(page, administrator)
        assert lead.key != page.key
        copies = [draft_in(language, lead) for language in ("en", "fr")]
        assert [one.title for one in copies] == ["Freedom now", "Liberté maintenant"]
        assert [one.subject for one in copies] == ["Please act", "Agissez"]
        assert [one.slug for one in copies] == ["freedom-now", "liberté-maintenant"]
        assert [one.get_parent().pk for one in copies] == [page.get_parent().pk, french.get_parent().pk]
        assert not any(one.live or one.first_published_at for one in copies)
        assert copies[1].lead_page.pk == lead.pk

    def test_the_explorer_and_the_row_have_the_new_title(self, administrator, page):
        lead = launch(page, administrator)
        assert (lead.title, lead.draft_title, lead.owner) == ("Freedom now", "Freedom now", administrator)

    def test_recipients_and_the_words_for_them_come_along(self, administrator, page, french):
        member = page.rows[1]
        page.recipient_rows.filter(pk=member.pk).update(opening="Dear member,")
        CampaignRecipient.objects.create(page=french, legislature=member.legislature, opening="Madame,")
        lead = launch(page, administrator)
        assert [row.whom for row in lead.rows] == [row.whom for row in page.rows]
        assert lead.words_for(lead.rows[1]).opening == "Dear member,"
        assert draft_in("fr", lead).words_for(lead.rows[1]).opening == "Madame,"

    @pytest.mark.parametrize("state", ["draft", "open", "paused", "closed", "won"])
    def test_a_campaign_in_any_state_starts_open_and_at_zero(self, administrator, page, state):
        factories.LetterFactory(page=page)
        factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(page.key))
        if state == "draft":
            page.unpublish()
        else:
            Campaign.objects.filter(key=page.key).update(status=state)
        lead = launch(page, administrator)
        assert (lead.campaign.number, lead.campaign.status, lead.state) == (0, "open", "draft")
        assert Letter.objects.filter(page__translation_key=lead.key).count() == 0

    def test_dates_outcome_schedule_and_lock_stay_behind(self, administrator, page):
        page.opens_at = page.closes_at = page.go_live_at = page.expire_at = timezone.now()
        page.vacancy_hold_until, page.outcome, page.seo_title = timezone.localdate(), "<p>Won!</p>", "Old words"
        page.goal, page.summary = 500, "They ask."
        page.save()
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=administrator, locked_at=timezone.now())
        lead = launch(CampaignPage.objects.get(pk=page.pk), administrator)
        for one in (lead, lead.get_latest_revision_as_object()):
            assert [one.opens_at, one.closes_at, one.go_live_at, one.expire_at, one.vacancy_hold_until] == [None] * 5
            assert (one.outcome, one.seo_title, one.locked, one.locked_by) == ("", "", False, None)
            assert (one.goal, one.summary) == (500, "They ask.")

    def test_the_newest_draft_is_copied_and_its_revisions_are_not(self, administrator, page):
        page.save_revision()
        page.message, page.title = "Words of the newest draft", "Justice soon"
        page.recipient_rows = page.rows[:1]
        page.save_revision()
        lead = launch(page, administrator)
        assert lead.message == "Words of the newest draft"
        assert len(lead.rows) == 1
        assert lead.revisions.count() == 1
        assert lead.get_latest_revision().approved_go_live_at is None

    def test_an_alias_is_no_language_and_stays_with_its_original(self, administrator, page, home):
        other = factories.CampaignIndexPageFactory(parent=home, slug="other")
        page.create_alias(parent=other)
        page.create_alias(
            parent=other,
            update_slug="fr",
            update_locale=Locale.objects.get_or_create(language_code="fr")[0],
            reset_translation_key=False,
        )
        lead = launch(page, administrator)
        assert list(CampaignPage.objects.filter(translation_key=lead.key)) == [lead]
        assert not CampaignPage.objects.filter(alias_of=lead).exists()

    def test_each_history_says_where_the_page_came_from(self, administrator, admin_client, page, french):
        lead = launch(page, administrator)
        entries = PageLogEntry.objects.filter(action="campaigns.launch")
        assert {entry.data["source"]["id"] for entry in entries} == {page.pk, french.pk}
        assert {entry.user for entry in entries} == {administrator}
        history = admin_client.get(reverse("wagtailadmin_pages:history", args=[lead.pk])).content.decode()
        assert "Launched from “Justice now”" in history


class TestReferences:
    def test_the_text_speaks_of_the_new_campaign_where_it_spoke_of_the_old_one(self, administrator, page, french, home):
        about = factories.ContentPageFactory(parent=home, slug="about")
        link = '<p><a linktype="page" id="{}">Here</a></p>'
        body = [
            {"type": "letter_action", "value": {"campaign": french.pk, "heading": "Go", "introduction": ""}},
            {"type": "action_counter", "value": {"campaign": page.pk}},
            {"type": "rich_text", "value": link.format(page.pk) + link.format(about.pk)},
            {"type": "call_to_action", "value": {"text": "About", "page": about.pk, "url": ""}},
            {"type": "call_to_action", "value": {"text": "Act", "page": page.pk, "url": ""}},
        ]
        page.body, page.thank_you_text = json.dumps(body), link.format(page.pk)
        page.save()
        lead = launch(page, administrator)
        new_french = draft_in("fr", lead)
        for one in (lead, lead.get_latest_revision_as_object()):
            action, counter, text, elsewhere, act = (block.value for block in one.body)
            assert action["campaign"].pk == new_french.pk
            assert counter["campaign"].pk == lead.pk
            assert text.source == link.format(lead.pk) + link.format(about.pk)
            assert elsewhere["page"].pk == about.pk
            assert act["page"].pk == lead.pk
            assert one.thank_you_text == link.format(lead.pk)
            assert one.draft_title == "Freedom now"

    def test_numbers_that_are_no_page_stay(self, administrator, page):
        html = f'<p><a linktype="document" id="{page.pk}">A file</a></p>'
        page.body = json.dumps(
            [{"type": "rich_text", "value": html}, {"type": "campaign_list", "value": {"number": 3}}]
        )
        page.save()
        assert launch(page, administrator).body[0].value.source == html


class TestAddresses:
    def test_a_taken_address_gets_a_number(self, administrator, page):
        slugs = [launch(page, administrator, "Justice").slug for _ in range(2)]
        assert slugs == ["justice-1", "justice-2"]

    @pytest.mark.parametrize(("title", "slug"), [("!!!", "justice-1"), ("x" * 255, "x" * 200)])
    def test_any_title_makes_an_address(self, administrator, page, title, slug):
        assert launch(page, administrator, title).slug == slug


class TestForm:
    def test_it_asks_for_one_title_in_each_language(self, admin_client, page, french):
        html = admin_client.get(address(page)).content.decode()
        assert html.count("New title (") == 2
        assert 'value="Justice maintenant"' in html

    def test_it_leads_to_the_lead_pages_editor(self, admin_client, page, french):
        response = admin_client.post(address(french), fields(page, "Freedom", "Liberté"))
        lead = CampaignPage.objects.get(title="Freedom")
        assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[lead.pk])
        assert "is a draft, in all its languages" in admin_client.get(response["Location"]).content.decode()

    @pytest.mark.parametrize(
        ("title", "words"),
        [
            ("Justice NOW", "Give the new campaign a title of its own."),
            ("x" * 256, "at most 255 characters"),
            (" ", "This field is required."),
        ],
    )
    def test_a_title_that_will_not_do_is_refused_at_its_field(self, admin_client, page, title, words):
        response = admin_client.post(address(page), fields(page, title))
        assert response.status_code == 200
        assert words in str(response.context["form"].errors[f"title_{page.pk}"])
        assert CampaignPage.objects.count() == 1

    def test_a_failure_in_one_language_copies_none(self, administrator, page, french, monkeypatch):
        monkeypatch.setattr(CampaignPage, "as_translation", lambda page: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            launch(page, administrator)
        assert CampaignPage.objects.count() == 2

    def test_an_unknown_campaign_is_not_found(self, admin_client):
        url = reverse("launch_similar_campaign", args=["00000000-0000-0000-0000-000000000000"])
        assert admin_client.get(url, follow=True).status_code == 404


@pytest.fixture
def somebody(client):
    """Signs in somebody who has these permissions on a page and below."""

    def sign_in(*granted: tuple[Page, str]):
        group = Group.objects.create(name="Some")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for page, verb in granted:
            may = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{verb}_page")
            GroupPagePermission.objects.create(group=group, page=page, permission=may)
        user = factories.UserFactory()
        user.groups.add(group)
        client.force_login(user)
        return client

    return sign_in


class TestPermission:
    def test_who_may_edit_and_add_launches_without_being_able_to_publish(self, somebody, page, index):
        client = somebody((index, "add"), (index, "change"))
        client.post(address(page), fields(page, "Freedom"))
        assert not CampaignPage.objects.get(title="Freedom").live

    @pytest.mark.parametrize("verb", ["add", "change"])
    def test_one_of_the_two_is_not_enough(self, somebody, page, index, verb):
        client = somebody((index, verb))
        assert client.post(address(page), fields(page, "Freedom")).status_code == 302
        assert CampaignPage.objects.count() == 1

    def test_it_takes_the_permission_in_each_language(self, somebody, page, french, index):
        client = somebody((index, "add"), (index, "change"))
        client.post(address(page), fields(page, "Freedom", "Liberté"))
        assert CampaignPage.objects.count() == 2

    def test_without_it_the_menus_do_not_offer_it(self, somebody, page, index):
        client = somebody((index, "change"))
        html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert address(page) not in html


class TestWaysToIt:
    def test_menus_of_the_editor_the_explorer_and_the_list_lead_to_it_and_none_to_wagtails_copy(
        self, admin_client, page, index
    ):
        Campaign.objects.for_key(page.key)
        copy = reverse("wagtailadmin_pages:copy", args=[page.pk])
        for name, *args in (
            ("wagtailadmin_pages:edit", page.pk),
            ("wagtailadmin_explore", index.pk),
            ("campaign_states:index",),
        ):
            html = admin_client.get(reverse(name, args=args)).content.decode()
            assert address(page) in html
            assert copy not in html

    def test_other_pages_have_wagtails_copy_alone(self, admin_client, home):
        about = factories.ContentPageFactory(parent=home, slug="about")
        html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[about.pk])).content.decode()
        assert "Launch a similar campaign" not in html
        assert reverse("wagtailadmin_pages:copy", args=[about.pk]) in html

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_wagtails_own_copy_copies_no_campaign(self, admin_client, page, index, method):
        alias = page.create_alias(parent=index, update_slug="alias")
        for one in (page, alias):
            url = reverse("wagtailadmin_pages:copy", args=[one.pk])
            answers = {"new_title": "X", "new_slug": "x", "new_parent_page": index.pk}
            assert getattr(admin_client, method)(url, answers)["Location"] == reverse("wagtailadmin_home")
        assert CampaignPage.objects.count() == 2

    def test_an_index_is_copied_without_the_campaigns_below_it(self, admin_client, page, index, home):
        url = reverse("wagtailadmin_pages:copy", args=[index.pk])
        answers = {"new_title": "More", "new_slug": "more", "new_parent_page": home.pk}
        refused = admin_client.post(url, answers | {"copy_subpages": "on"}, follow=True)
        assert "has campaigns below it" in refused.content.decode()
        assert not Page.objects.filter(slug="more").exists()
        admin_client.post(url, answers)
        assert Page.objects.get(slug="more").get_children().count() == 0
        assert CampaignPage.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_editors_at_once_get_a_campaign_each(page, administrator):
    together, outcomes = threading.Barrier(4), []

    def one_editor():
        try:
            together.wait()
            outcomes.append(launch(page, administrator, "Freedom").slug)
        finally:
            connection.close()

    editors = [threading.Thread(target=one_editor) for _ in range(4)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted(outcomes) == ["freedom", "freedom-1", "freedom-2", "freedom-3"]
    assert Page.find_problems() == ([], [], [], [], [])
