"""All campaigns at a glance: what the list says of each, how it is sorted and narrowed, and for whom."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale

from campaigns.models import Campaign, CampaignPage, Delivery, LetterTally, Recipient, SendingSettings
from campaigns.models.overview import STATES
from campaigns.permissions import set_up_roles
from campaigns.roles import AUTHOR, DATA_OFFICER
from campaigns.staff.overview import words
from campaigns.staff.overview.gather import CampaignRow, gather
from tests import factories
from tests.letters import write_letters

pytestmark = pytest.mark.django_db

OVERVIEW = "campaign_states:index"


def row_of(page) -> CampaignRow:
    return gather(CampaignPage.objects.filter(translation_key=page.key).leads().with_overview())[0]


def html_of(client, **asked: str) -> str:
    response = client.get(reverse(OVERVIEW), asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def titles(client, **asked: str) -> list[str]:
    return [str(row) for row in client.get(reverse(OVERVIEW), asked).context["object_list"]]


def campaign_of(page) -> Campaign:
    return Campaign.objects.for_key(page.key)


class TestState:
    CHANGES = {
        "draft": {"live": False},
        "scheduled": {"opens_at": timezone.now() + timedelta(days=2)},
        "open": {},
        "closed": {"closes_at": timezone.now() - timedelta(days=2)},
    }

    @pytest.mark.parametrize("state", [*CHANGES, "paused", "won"])
    def test_it_is_the_one_that_readers_find(self, admin_client, page, state):
        CampaignPage.objects.filter(pk=page.pk).update(**self.CHANGES.get(state, {}))
        if state in ("paused", "won"):
            campaign_of(page)
            Campaign.objects.update(status=state)
        assert row_of(page).state == CampaignPage.objects.get(pk=page.pk).state == state
        assert titles(admin_client, state=state) == ["Justice now"]
        other = next(one for one in STATES if one != state)
        assert "No campaign has these words" in html_of(admin_client, state=other)

    def test_a_page_that_goes_live_by_itself_is_scheduled(self, page):
        page.unpublish()
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision(approved_go_live_at=page.go_live_at)
        assert row_of(page).state == "scheduled"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({}, ""),
            ({"closes_at": timezone.now() + timedelta(days=3)}, "closes on "),
            ({"closes_at": timezone.now() - timedelta(days=3)}, "closed on "),
            ({"opens_at": timezone.now() + timedelta(days=3)}, "opens on "),
        ],
    )
    def test_the_date_that_comes_next_stands_below_it(self, page, changes, said):
        CampaignPage.objects.filter(pk=page.pk).update(**changes)
        shown = words.date_words(row_of(page))
        assert shown.startswith(said)
        assert bool(shown) == bool(said)


class TestLanguages:
    def coverage(self, page) -> list[tuple[str, str]]:
        return list(words.coverage_words(row_of(page)))

    def test_a_language_is_missing_a_draft_live_or_older(self, page):
        french, _made = Locale.objects.get_or_create(language_code="fr")
        assert self.coverage(page) == [("English", "live"), ("French", "missing")]
        draft = page.copy_for_translation(french, copy_parents=True)
        assert self.coverage(page)[1] == ("French", "draft")
        draft.get_latest_revision().publish()
        assert self.coverage(page)[1] == ("French", "live")
        page.subject = "Another subject"
        page.save_revision()
        assert self.coverage(page)[1] == ("French", "live, older")

    def test_an_alias_is_no_language(self, page):
        french, _made = Locale.objects.get_or_create(language_code="fr")
        page.copy_for_translation(french, copy_parents=True, alias=True)
        assert self.coverage(page)[1] == ("French", "missing")

    def test_it_leads_to_the_comparison(self, admin_client, page):
        html = html_of(admin_client)
        assert f'<a href="{reverse("compare_languages", args=[page.key])}"> <strong>English</strong>: live </a>' in html


class TestNumbers:
    def test_the_public_number_and_what_was_counted_elsewhere(self, page):
        factories.OffsetEntryFactory(campaign=campaign_of(page), number=1785)
        LetterTally.objects.add(campaign_of(page), 2)
        assert words.letters_words(row_of(page)) == ("1,787", "1,785 counted elsewhere")
        with translation.override("fr"):
            assert words.letters_words(row_of(page))[0] == "1\u00a0787"

    def test_the_share_is_of_finished_letters_that_were_meant_to_arrive(self, page):
        write_letters(10, page=page)
        pks = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
        for status, number in (("sent", 3), ("delivered", 2), ("bounced", 1), ("complained", 1)):
            Delivery.objects.filter(pk__in=[pks.pop() for _ in range(number)]).update(status=status)
        assert words.delivered_words(row_of(page)) == ("71%", "5 of 7")
        Delivery.objects.update(is_test=True)
        assert words.delivered_words(row_of(page)) == ("", "")

    def test_one_that_is_lost_among_many_is_not_rounded_away(self, page):
        assert (
            words.delivered_words(CampaignRow(None, [page], [], False, "open", arrived=999, finished=1000))[0] == "99%"
        )


class TestTrouble:
    def test_letters_to_do_lead_to_these_letters(self, admin_client, page):
        write_letters(3, page=page)
        held = Delivery.objects.order_by("pk").first()
        Delivery.objects.filter(pk=held.pk).update(status="held")
        address = f"{reverse('campaigns_delivery_modeladmin_index')}?campaign={campaign_of(page).pk}&reading=waiting"
        assert f'<a href="{address.replace("&", "&amp;")}">1 letter to do</a>' in html_of(admin_client)
        found = admin_client.get(address).context["result_count"]
        assert found == 1

    def test_recipients_that_letters_come_back_from_are_named(self, admin_client, page, minister):
        Recipient.objects.filter(pk=minister.pk).update(status=Recipient.Status.FAILING)
        assert f"Letters to {minister.name} come back" in html_of(admin_client)

    def test_stopped_sending_is_said_where_letters_are_written(self, admin_client, page, index):
        factories.CampaignPageFactory(parent=index, title="Draft", live=False)
        SendingSettings.objects.update(stopped=True)
        assert html_of(admin_client).count("Sending is stopped") == 1

    def test_where_there_is_none_it_says_so(self, admin_client, page):
        assert "<div>nothing</div>" in html_of(admin_client)


class TestList:
    @pytest.fixture
    def others(self, page, index) -> None:
        factories.translate(page, title="La justice maintenant")
        for number, title in enumerate(["Freedom", "Water for all"]):
            other = factories.CampaignPageFactory(parent=index, title=title, live=False)
            other.save_revision()
            at = timezone.now() - timedelta(days=10 + number)
            CampaignPage.objects.filter(pk=other.pk).update(latest_revision_created_at=at)

    def test_there_is_one_row_for_all_languages_and_the_last_changed_comes_first(self, admin_client, others):
        assert titles(admin_client) == ["Justice now", "Freedom", "Water for all"]

    @pytest.mark.parametrize(
        ("ordering", "first"),
        [("draft_title", "Freedom"), ("-draft_title", "Water for all"), ("changed_at", "Water for all")],
    )
    def test_it_is_sorted_otherwise_by_its_heads(self, admin_client, others, ordering, first):
        assert titles(admin_client, ordering=ordering)[0] == first

    def test_it_is_sorted_by_letters(self, admin_client, page, others):
        factories.OffsetEntryFactory(campaign=campaign_of(page))
        assert titles(admin_client, ordering="-number")[0] == "Justice now"
        assert titles(admin_client, ordering="number")[-1] == "Justice now"

    def test_a_title_in_any_language_finds_the_campaign(self, admin_client, others):
        assert titles(admin_client, q="la justice") == ["Justice now"]
        assert titles(admin_client, q="water") == ["Water for all"]
        assert "No campaign has these words" in html_of(admin_client, q="nowhere")

    def test_the_last_change_says_who(self, admin_client, page):
        who = factories.UserFactory(first_name="Ada", last_name="Author")
        page.save_revision(user=who)
        assert "Ada Author" in html_of(admin_client)

    def test_as_many_queries_for_many_campaigns_as_for_one(
        self, admin_client, administrator, page, index, django_assert_num_queries, django_assert_max_num_queries
    ):
        factories.translate(page)
        write_letters(1, page=page)
        html_of(admin_client)  # what is asked once and kept
        with django_assert_max_num_queries(60) as few:
            html_of(admin_client)
        for number in range(6):
            other = factories.CampaignPageFactory(
                parent=index, title=f"Campaign {number}", recipients=[factories.RecipientFactory()]
            )
            factories.translate(other)
            other.subject = "A newer subject"
            other.save_revision(user=administrator)
            write_letters(1, page=other)
        with django_assert_num_queries(len(few)):
            html_of(admin_client)
        leads = list(CampaignPage.objects.all().leads().with_overview())
        with django_assert_num_queries(7):
            assert sum(page.is_behind for row in gather(leads) for page in row.pages) == 6

    def test_none_yet_is_said_with_the_place_to_begin(self, admin_client, index):
        html = html_of(admin_client)
        assert "There is no campaign yet." in html
        assert reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", index.pk]) in html


class TestWhoMay:
    @pytest.fixture
    def sign_in(self, client, home):
        set_up_roles()

        def sign_in(role):
            user = factories.UserFactory()
            user.groups.add(Group.objects.get(name=role.name))
            client.force_login(user)
            return client

        return sign_in

    def test_an_author_goes_on_to_the_editor_and_has_no_switch(self, sign_in, page):
        html = html_of(sign_in(AUTHOR))
        assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in html
        assert reverse("switch_campaign", args=[page.key]) not in html
        assert sign_in(AUTHOR).get(reverse("switch_campaign", args=[page.key])).status_code == 302
        assert not Campaign.objects.exists()

    def test_a_data_officer_reads_the_title(self, sign_in, page):
        html = html_of(sign_in(DATA_OFFICER))
        assert "Justice now" in html
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in html
        assert reverse("compare_languages", args=[page.key]) not in html

    def test_a_campaign_without_a_letter_is_paused_too(self, admin_client, page):
        switch = reverse("switch_campaign", args=[page.key])
        assert f'href="{switch}"' in html_of(admin_client)
        answer = admin_client.get(switch, follow=True)
        edit = answer.redirect_chain[-1][0]
        admin_client.post(edit, {"status": "paused"})
        assert CampaignPage.objects.get(pk=page.pk).state == "paused"
        assert admin_client.get(reverse("switch_campaign", args=[uuid.uuid4()]), follow=True).status_code == 404
