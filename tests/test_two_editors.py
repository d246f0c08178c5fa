"""Two people edit one page, or one recipient, at once: each is told of the other, nothing is lost without a word."""

import json
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from campaigns.models import CampaignPage, Recipient
from tests import factories
from tests.test_publish_routes import edit_form

pytestmark = pytest.mark.django_db


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(factories.UserFactory(username=name, first_name=name, administrator=True))
    return client


@pytest.fixture
def ann() -> Client:
    return signed_in("Ann")


@pytest.fixture
def ben() -> Client:
    return signed_in("Ben")


class TestOnePage:
    @pytest.fixture
    def opened(self, page) -> Revision:
        """What both of them have open."""
        return page.save_revision()

    def save(self, client: Client, page, opened: Revision, by_itself: bool = False, **changes):
        """As the editor posts it; `by_itself` as autosave does."""
        seen = {"loaded_revision_id": opened.pk, "loaded_revision_created_at": opened.created_at.isoformat()}
        headers = {"Accept": "application/json"} if by_itself else {}
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return client.post(url, edit_form(page, **changes) | seen, headers=headers)

    def subjects(self, page) -> list[str]:
        return [revision.as_object().subject for revision in page.revisions.order_by("created_at")]

    def ping(self, client: Client, page, opened: Revision) -> str:
        url = reverse("wagtailadmin_editing_sessions:ping", args=["campaigns", "campaignpage", page.pk, 1])
        seen = {"revision_id": opened.pk, "revision_created_at": opened.created_at.isoformat()}
        return client.post(url, seen | {"is_editing": "1"}).json()["html"]

    def test_each_sees_that_the_other_has_it_open(self, ann, ben, page, opened):
        self.ping(ann, page, opened)
        assert "Ann" in self.ping(ben, page, opened)

    def test_who_comes_second_is_told_that_a_newer_version_was_saved_and_by_whom(self, ann, ben, page, opened):
        self.save(ann, page, opened, subject="Ann's subject")
        html = self.ping(ben, page, opened)
        assert "Ann" in html
        assert "saved a new version" in html

    def test_what_is_saved_by_itself_never_replaces_a_newer_version(self, ann, ben, page, opened):
        self.save(ann, page, opened, subject="Ann's subject")
        response = self.save(ben, page, opened, by_itself=True, subject="Ben's subject")
        assert (response.status_code, response.json()["error_code"]) == (400, "invalid_revision")
        assert self.subjects(page)[1:] == ["Ann's subject"]

    def test_saving_on_purpose_keeps_both_versions_in_the_history(self, ann, ben, page, opened):
        self.save(ann, page, opened, subject="Ann's subject")
        self.save(ben, page, opened, subject="Ben's subject")
        assert self.subjects(page)[1:] == ["Ann's subject", "Ben's subject"]
        history = ann.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
        assert "Ann" in history
        assert "Ben" in history

    def test_the_earlier_version_can_be_fetched_back(self, ann, ben, page, opened):
        self.save(ann, page, opened, subject="Ann's subject")
        self.save(ben, page, opened, subject="Ben's subject")
        anns = page.revisions.order_by("created_at")[1]
        shown = ann.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, anns.pk]))
        assert "Ann's subject" in unescape(shown.content.decode())
        assert CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object().subject == "Ben's subject"


class TestOneRecipient:
    def url(self, recipient: Recipient) -> str:
        return reverse("campaigns_recipient_modeladmin_edit", args=[recipient.pk])

    def opened(self, client: Client, recipient: Recipient) -> dict[str, str]:
        """What the form takes along."""
        form = client.get(self.url(recipient)).context["form"]
        names = ("kind", "name", "role_en", "role_fr", "salutation_en", "salutation_fr", "email", "status", "as_read")
        return {name: form[name].value() for name in names}

    def errors(self, response) -> dict[str, list[str]]:
        return dict(response.context["form"].errors) if response.context else {}

    def test_who_comes_second_is_told_at_the_field_and_nothing_is_lost(self, ann, ben, minister):
        anns, bens = self.opened(ann, minister), self.opened(ben, minister)
        ann.post(self.url(minister), anns | {"email": "new@example.org", "status": "unverified"})
        told = self.errors(ben.post(self.url(minister), bens | {"role_en": "Minister of Peace"}))
        assert "Somebody has saved “new@example.org” here" in told["email"][0]
        assert "Somebody has saved “Not verified” here" in told["status"][0]
        assert "role_en" not in told
        minister.refresh_from_db()
        assert (minister.email, minister.role_en) == ("new@example.org", "Minister of Foreign Affairs")

    def test_saving_again_replaces_what_was_told(self, ann, ben, minister):
        anns, bens = self.opened(ann, minister), self.opened(ben, minister)
        ann.post(self.url(minister), anns | {"name": "Ann's name"})
        refused = ben.post(self.url(minister), bens | {"name": "Ben's name"})
        again = bens | {"name": "Ben's name", "as_read": refused.context["form"]["as_read"].value()}
        assert ben.post(self.url(minister), again).status_code == 302
        minister.refresh_from_db()
        assert minister.name == "Ben's name"

    def test_an_emptied_field_is_told(self, ann, ben, minister):
        anns, bens = self.opened(ann, minister), self.opened(ben, minister)
        ann.post(self.url(minister), anns | {"role_fr": ""})
        assert "emptied" in self.errors(ben.post(self.url(minister), bens))["role_fr"][0]

    def test_the_same_change_by_both_is_no_trouble(self, ann, ben, minister):
        anns, bens = self.opened(ann, minister), self.opened(ben, minister)
        ann.post(self.url(minister), anns | {"name": "New Holder"})
        assert ben.post(self.url(minister), bens | {"name": "New Holder"}).status_code == 302

    @pytest.mark.parametrize("nonsense", ["", "{", "[]", "7", json.dumps({"other": "x"})])
    def test_nonsense_in_the_hidden_field_breaks_nothing(self, ann, minister, nonsense):
        answers = self.opened(ann, minister) | {"as_read": nonsense, "name": "New Holder"}
        assert ann.post(self.url(minister), answers).status_code == 302

    def test_the_hidden_field_is_in_the_form_once_and_tells_no_address(self, ann, minister):
        html = ann.get(self.url(minister)).content.decode()
        assert html.count('name="as_read"') == 1
        assert "@" not in self.opened(ann, minister)["as_read"]
