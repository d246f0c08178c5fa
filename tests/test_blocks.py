"""Each block: what the editor's chooser says of it, its preview there, what it refuses, and how its parts are read."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file
from wagtail.users.models import UserProfile

from campaigns.blocks import CampaignBodyBlock
from campaigns.models import CampaignPage
from cms.models import SiteImage
from home.models import ContentBodyBlock
from tests import factories

pytestmark = pytest.mark.django_db

BLOCKS = CampaignBodyBlock().child_blocks
PREVIEWS = {  # words of its preview in English and in French
    "heading": ("<h2>What we know</h2>", "<h2>Ce que nous savons</h2>"),
    "rich_text": ("the families of the missing", "les familles des personnes disparues"),
    "picture": ("Mountain ridges at dawn", "Crêtes de montagnes"),
    "quote": ("A sister", "Une sœur"),
    "call_to_action": ("See all our campaigns", "Voir toutes nos campagnes"),
    "content_warning": ("including torture", "y compris de torture"),
    "scripts": ("approved scripts run", "les scripts approuvés"),
    "action_counter": ("215 more to reach our goal of 1,000", "Encore 215 pour atteindre notre objectif de 1"),
    "letter_action": ("Your Member of Parliament", "Votre membre du Parlement"),
    "campaign_list": ("Clean water for every community", "De l’eau potable"),
}


@pytest.fixture
def picture(db) -> SiteImage:
    return factories.make_picture(description="Hills", description_fr="Collines")


@pytest.fixture
def preview(admin_client):
    def html_of(name: str) -> str:
        url = reverse("wagtailadmin_block_preview")
        return admin_client.get(url, {"id": BLOCKS[name].definition_prefix}).content.decode()

    return html_of


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_says_in_the_chooser_what_it_is(name):
    meta = BLOCKS[name].meta
    assert all((meta.icon, meta.label, meta.description, meta.group, meta.template))
    assert BLOCKS[name].is_previewable


@pytest.mark.parametrize("language", ["en", "fr"])
def test_slash_commands_tell_the_blocks_apart(language):
    with translation.override(language):
        assert len({str(block.label) for block in BLOCKS.values()}) == len(BLOCKS) == len(PREVIEWS)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PREVIEWS)
def test_each_preview_is_rendered_in_the_editors_language(preview, administrator, name, language):
    UserProfile.objects.create(user=administrator, preferred_language=language)
    assert PREVIEWS[name][language == "fr"] in preview(name)


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_sends_nothing_runs_nothing_and_stores_nothing(preview, name):
    html = preview(name)
    assert '<div class="sample" inert>' in html
    assert "/write/" not in html
    assert "<script" not in html
    assert not CampaignPage.objects.exists()


@pytest.mark.parametrize("stream", [CampaignBodyBlock, ContentBodyBlock])
@pytest.mark.parametrize("name", ["letter_action", "content_warning", "scripts"])
def test_there_is_one_form_one_warning_and_one_list_of_scripts(stream, name):
    block = stream()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python([{"type": name, "value": {}}] * 2))
    assert "maximum number of items is 1" in str(refused.value.non_block_errors)


@pytest.mark.parametrize("target", [{"page": None, "url": ""}, {"page": 1, "url": "https://example.org/"}])
def test_a_call_to_action_leads_to_one_place(home, target):
    block = BLOCKS["call_to_action"]
    value = block.normalize({"text": "More", **target, "page": target["page"] and home})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert "Choose a page, or write an address" in str(refused.value.block_errors["url"])
    block.clean(block.normalize({"text": "More", "page": home, "url": ""}))


def test_a_picture_needs_words_for_those_who_do_not_see_it_or_is_decorative(picture):
    block = BLOCKS["picture"].child_blocks["image"]
    with pytest.raises(ValidationError):
        block.clean(block.normalize({"image": picture, "alt_text": "", "decorative": False}))
    block.clean(block.normalize({"image": picture, "alt_text": "", "decorative": True}))
    block.clean(block.normalize({"image": picture, "alt_text": "The ridge", "decorative": False}))


def uploaded() -> SimpleUploadedFile:
    return SimpleUploadedFile("ridge.png", get_test_image_file().file.getvalue(), "image/png")


def test_an_image_is_not_added_without_its_description(admin_client, picture):
    answers = {"title": "IMG 2", "collection": picture.collection_id}
    response = admin_client.post(reverse("wagtailimages:add"), answers | {"file": uploaded()})
    assert "description" in response.context["form"].errors
    several = admin_client.post(reverse("wagtailimages:add_multiple"), answers | {"files[]": uploaded()}).json()
    assert several["success"]
    assert "image_id" not in several
    admin_client.post(reverse("wagtailimages:add"), answers | {"file": uploaded(), "description": "Dawn"})
    assert SiteImage.objects.get(title="IMG 2").description == "Dawn"


def test_a_heros_description_is_read_in_the_language_of_the_page(client, page, picture):
    page.hero_image = picture
    page.save()
    french = factories.translate(page)
    assert 'alt="Hills"' in client.get(page.url).content.decode()
    assert 'alt="Collines"' in client.get(french.url).content.decode()
    picture.description = picture.description_fr = ""
    assert picture.default_alt_text == ""


def body_with(form: dict, *blocks: dict) -> list[dict]:
    return [
        {"type": "letter_action", "value": {"heading": "Write now", "introduction": "<p>To them</p>"} | form},
        *blocks,
    ]


def test_a_compact_form_folds_the_letter_and_keeps_every_field(client, page, answers):
    page.body = body_with({"shape": "compact"})
    page.save()
    html = client.get(page.url).content.decode()
    folded = html.split('<details class="fold"')[1].split("</details>")[0]
    assert 'name="message"' in folded
    assert "I ask you to act now." in folded
    form = html.split("<form")[1].split("</form>")[0]
    assert all(f'name="{name}"' in form for name in answers)


def test_a_goal_that_is_reached_is_said_in_words(client, page):
    page.goal = 1
    page.save()
    assert "1 more to reach our goal of 1" in client.get(page.url).content.decode()
    factories.OffsetEntryFactory(campaign=page.campaign.__class__.objects.for_key(page.key), number=2)
    assert "Our goal of 1 is reached" in client.get(page.url).content.decode()
