"""What staff are told in French once they have done something, whatever their browser asks for, and their mails.

How each screen reads before anything is done: tests/test_french_admin.py."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from campaigns.alarms import look_for_trouble, tell_alarms
from campaigns.models import Alarm, Campaign, CampaignPage, Delivery, Lane, Recipient, ReviewLink, SendingSettings
from campaigns.permissions import set_up_roles
from tests import factories
from tests.english_left import english_left
from tests.test_publish_routes import edit_form

pytestmark = pytest.mark.django_db

WRITTEN = {"Send letter!", "What we know", "Minister of Foreign Affairs"}  # by people, in whatever language
ENGLISH_BROWSER = {"HTTP_ACCEPT_LANGUAGE": "en-CA,en;q=0.9"}


@pytest.fixture
def francophone(administrator):
    UserProfile.objects.create(user=administrator, preferred_language="fr")
    return administrator


@pytest.fixture
def told(client, francophone):
    """Posts, and returns the page that follows; no English of ours may stand in it."""
    client.force_login(francophone)

    def post(url: str, answers: dict | None = None, *, status: int = 200, **headers) -> str:
        response = client.post(url, answers or {}, follow=True, **ENGLISH_BROWSER | headers)
        assert response.status_code == status, url
        html = response.content.decode()
        assert english_left(html) - WRITTEN == set(), url
        return html

    return post


@pytest.fixture
def draft(index) -> CampaignPage:
    """Nobody gets its letter."""
    draft = factories.CampaignPageFactory(parent=index, live=False, title="Brouillon")
    draft.save_revision()
    return draft


def of_recipient(name: str, minister) -> str:
    return reverse(f"campaigns_recipient_modeladmin_{name}", args=[minister.pk])


class TestRefusals:
    def test_a_page_that_may_not_go_live(self, told, draft, index):
        edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={draft.pk}"
        for url, answers in ((edit, edit_form(draft) | {"action-publish": "1"}), (bulk, {"include_descendants": ""})):
            assert "n’est pas publié" in told(url, answers)

    def test_one_that_is_approved_outside_the_editor(self, told, draft, administrator):
        set_up_roles()
        state = Workflow.objects.first().start(draft, administrator)
        approve = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.current_task_state.pk])
        assert "n’est pas publié" in told(approve, {"comment": ""})

    def test_what_is_in_use(self, told, client, page, home, minister):
        factories.LetterFactory(page=page)
        Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister)
        site = home.get_site()
        for url in (
            of_recipient("delete", minister),
            reverse("wagtailadmin_pages:delete", args=[page.pk]),
            reverse("wagtailadmin_pages:delete", args=[home.pk]),
            reverse("wagtailsites:delete", args=[site.pk]),
        ):
            told(url)
        answer = client.post(
            reverse("wagtailsites:delete", args=[site.pk]),
            headers={"X-Requested-With": "XMLHttpRequest", "Accept-Language": "en"},
        )
        assert "site par défaut" in answer.json()["error_message"]

    def test_a_form_that_was_cut_off(self, client, francophone, page):
        client.force_login(francophone)
        client.raise_request_exception = False
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answer = client.post(url, {"title": "Half"}, **ENGLISH_BROWSER)
        assert answer.status_code == 400
        assert "Le formulaire" in answer.content.decode()


class TestOrders:
    def test_about_a_page(self, told, page):
        french = factories.translate(page, title="Justice maintenant")
        pk = [page.pk]
        told(reverse("send_me", args=pk), {"mails": ["letter-0"]})
        told(reverse("send_me", args=pk), {})
        told(reverse("review_links", args=pk), {"make": "1"})
        told(reverse("review_links", args=pk), {"revoke": ReviewLink.objects.get().pk})
        compare = reverse("compare_languages", args=[page.key])
        told(compare, {"page": french.pk, "seen": ""})
        titles = {f"title_{one.pk}": f"Encore {one.pk}" for one in (page, french)}
        told(reverse("launch_similar_campaign", args=[page.key]), titles)

    def test_about_a_campaign_and_its_letters(self, told, page, minister):
        campaign = Campaign.objects.for_key(page.key)
        held = Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister, status="held")
        decide = f"{reverse('campaigns_delivery_modeladmin_decide')}?pk__in={held.pk}"
        for answers in (
            {},
            {"choice": "requeue", "reason": "", "seen_at": timezone.now().isoformat()},
            {"choice": "requeue", "reason": "Voilà", "seen_at": timezone.now().isoformat()},
        ):
            told(decide, answers)
        told(reverse("campaign_states:edit", args=[campaign.pk]), {"status": "paused"})
        told(reverse("readdress_letters", args=[minister.pk]), {"campaigns": [campaign.pk], "choice": "", "reason": ""})
        Lane.objects.stop("554 5.7.1 at banner")
        told(reverse("start_lane"))

    def test_about_recipients_and_houses(self, told, page, minister, district):
        told(of_recipient("edit", minister), {"kind": "", "email": "nonsense"})
        told(reverse("campaigns_recipient_modeladmin_create"), {"email": "nonsense"})
        house = district.legislature
        member = Recipient.objects.get(district=district)
        Delivery.objects.create(letter=factories.LetterFactory(page=page, district=district), recipient=member)
        names = {name: getattr(house, name) for name in ("name_en", "name_fr", "member_en", "member_fr")}
        told(reverse("legislature:edit", args=[house.pk]), names | {"dissolved": "on"})


class TestMails:
    def test_to_whoever_approves_a_page(self, draft, francophone):
        set_up_roles()
        author = factories.UserFactory(administrator=True)
        Workflow.objects.first().start(draft, author)
        told = [one for one in mail.outbox if one.to == [francophone.email]]
        assert told
        for one in told:
            assert "Approbation des pages" in one.subject
            assert english_left(one.body) == set()
            assert "submitted" not in one.subject + one.body

    def test_alarms_are_told_in_the_language_of_those_who_are_told(self, page, minister, francophone):
        due = timezone.now() - timedelta(hours=1)
        Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister, due_at=due)
        Lane.objects.stop("554")
        look_for_trouble()
        tell_alarms()
        (sent,) = mail.outbox
        assert english_left(f"{sent.subject}\n{sent.body}") == set()
        assert "Des lettres attendent trop longtemps" in sent.subject + sent.body

    def test_alarms_are_in_english_where_those_who_are_told_differ(self, page, francophone):
        factories.UserFactory(administrator=True)
        other = factories.UserFactory(administrator=True)
        UserProfile.objects.create(user=other, preferred_language="en")
        Lane.objects.stop("554")
        with translation.override("fr"):
            look_for_trouble()
            tell_alarms()
        assert "The mail server refuses us" in Alarm.objects.get().words
        assert "The mail server refuses us" in mail.outbox[0].subject

    def test_or_where_they_have_no_account(self, page, francophone):
        SendingSettings.objects.update(alarm_email="operator@example.org")
        Lane.objects.stop("554")
        look_for_trouble()
        assert "The mail server refuses us" in Alarm.objects.get().words
