"""What keeps a campaign page from being published, and what its editors should look at first."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from campaigns.models import CampaignPage
from campaigns.problems import letter_problems, problems, warnings
from cms.models import SiteImage, WarningTopic
from tests import factories
from tests.test_publish_routes import edit_form, edit_url

pytestmark = pytest.mark.django_db


def said(found) -> list[tuple[str, str]]:
    return [(problem.field, str(problem.message)) for problem in found]


def words(found) -> str:
    return "\n".join(str(problem.message) for problem in found)


@pytest.fixture
def picture(db) -> SiteImage:
    return SiteImage.objects.create(title="ridge.png", file=get_test_image_file(), description="A ridge")


def in_body(page, *blocks) -> None:
    page.body = json.dumps([*factories.BODY, *blocks])


class TestErrors:
    @pytest.mark.parametrize("hint", ["[name of the minister]", "TODO", "XXX", "Lorem ipsum", "[nom]"])
    def test_what_was_left_to_be_filled_in_keeps_the_letter_from_leaving(self, page, hint):
        page.message = f"I write about {hint}, as you know."
        assert said(problems(page)) == [("message", f"“{hint}” is still to be filled in.")]
        assert letter_problems(page) == []

    @pytest.mark.parametrize("text", ["They “kept [t]he promise […] [sic]”.", "All they do [...] matters", "Exxon"])
    def test_quotations_may_be_shortened(self, page, text):
        page.message = text
        assert problems(page) == []

    def test_unfinished_words_on_the_page_are_found_in_their_block(self, page):
        in_body(page, {"type": "rich_text", "id": "here", "value": "<p>Lorem ipsum dolor</p>"})
        assert [(one.field, one.path) for one in problems(page)] == [("body", "body.here")]

    def test_a_recipient_without_a_salutation_in_the_letters_language(self, page, minister):
        french = factories.translate(page)
        minister.salutation_fr = ""
        minister.save()
        page, french = (CampaignPage.objects.get(pk=one.pk) for one in (page, french))
        assert problems(page) == []
        assert "has no salutation in French" in words(problems(french))

    def test_an_office_that_the_letter_names_and_the_recipient_lacks(self, page, minister):
        minister.role_en = ""
        minister.save()
        page = CampaignPage.objects.get(pk=page.pk)
        assert problems(page) == []
        page.opening = "{{ recipient_role }},"
        assert said(problems(page)) == [
            ("recipient_rows", "Camille Tremblay has no office in English. Write it in the list of recipients.")
        ]

    def test_a_picture_in_the_text_is_described_or_decorates(self, page, picture):
        value = {"image": {"image": picture.pk, "alt_text": "", "decorative": False}, "caption": ""}
        in_body(page, {"type": "picture", "id": "pic", "value": value})
        assert [one.path for one in problems(page)] == ["body.pic"]
        for change in ({"alt_text": "A ridge"}, {"decorative": True}):
            in_body(page, {"type": "picture", "value": value | {"image": value["image"] | change}})
            assert problems(page) == []

    def test_the_picture_at_the_head_is_described_in_the_pages_language(self, page, picture):
        french = factories.translate(page)
        page.hero_image = french.hero_image = picture
        assert problems(page) == []
        assert [one.field for one in problems(french)] == ["hero_image"]
        picture.description_fr = "Une crête"
        assert problems(french) == []


class TestWarnings:
    def test_a_campaign_in_all_languages_has_none(self, page):
        factories.translate(page)
        assert warnings(CampaignPage.objects.get(pk=page.pk)) == []

    def test_a_language_is_missing(self, page):
        Locale.objects.create(language_code="fr")
        assert "no page in this language yet: Français" in words(warnings(page))

    def test_a_translation_is_older_than_its_lead_page(self, page):
        french = factories.translate(page)
        assert "does not say yet" not in words(warnings(french))
        page = CampaignPage.objects.get(pk=page.pk)
        page.message += " Now."
        page.save_revision().publish()
        for one in (page, french):
            assert "does not say yet what has changed" in words(warnings(CampaignPage.objects.get(pk=one.pk)))

    def test_a_letter_longer_than_one_page(self, page, settings):
        settings.LETTER_WORDS = 20
        page.message = "word " * 21
        assert "Offices read one page, which is about 20." in words(warnings(page))
        assert problems(page) == []

    def test_a_topic_of_warnings_without_a_warning(self, page):
        WarningTopic.objects.get_or_create(name_en="Torture", defaults={"name_fr": "Torture à"})
        page.message = "Stop torture."
        assert "to be warned of" not in words(warnings(page))
        page.body = json.dumps([block for block in factories.BODY if block["type"] != "content_warning"])
        del page.warning
        assert "to be warned of: Torture." in words(warnings(page))

    def test_a_closing_date_in_the_past(self, page):
        page.closes_at = timezone.now()
        assert "closes_at" in [one.field for one in warnings(page)]


class TestTheEditor:
    def test_each_line_says_how_grave_it_is_and_leads_to_its_tab_and_field(self, admin_client, page):
        page.subject, page.closes_at = "TODO", timezone.now()
        page.save_revision()
        html = admin_client.get(edit_url(page)).content.decode()
        assert "Error: keeps the page from being published." in html
        assert "Warning: keeps nothing from being published." in html
        assert 'href="#:w:contentpath=subject"' in html
        assert "Letter and recipients › Subject" in html
        assert "Draft saved on" in html

    def test_autosave_brings_the_list_of_what_was_just_saved(self, admin_client, page):
        draft = factories.CampaignPageFactory(parent=page.get_parent(), live=False, title="Draft")
        draft.save_revision()
        answers = edit_form(draft, message="Dear [name]")
        response = admin_client.post(edit_url(draft), answers, headers={"Accept": "application/json"})
        html = response.json()["html"]
        assert "[data-campaign-checks]" in html
        assert "“[name]” is still to be filled in." in html
        html = admin_client.post(edit_url(draft), edit_form(draft), headers={"Accept": "application/json"})
        assert "still to be filled in" not in html.json()["html"]

    def test_a_page_in_order_says_so_and_a_new_one_that_nothing_is_known_yet(self, admin_client, page):
        factories.translate(page)
        assert ": nothing is missing." in admin_client.get(edit_url(page)).content.decode()
        add = reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", page.get_parent().pk])
        assert "as soon as the draft is saved" in admin_client.get(add).content.decode()

    def test_other_pages_of_the_site_have_no_list(self, admin_client, page):
        url = edit_url(page.get_parent())
        assert "data-campaign-checks" not in admin_client.get(url).content.decode()
