"""Two languages of a campaign: what has changed in one since they were in line, and a start in one language alone."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import Locale, PageLogEntry
from wagtail.users.models import UserProfile

from campaigns.blocks import CampaignBodyBlock
from campaigns.drift import differing
from campaigns.launch import launch_similar
from campaigns.models import Alignment, Campaign, CampaignPage, CampaignRecipient, LetterTally
from tests import factories
from tests.test_publish_routes import ACTION, edit_form

pytestmark = pytest.mark.django_db

STREAMS = {"body": CampaignBodyBlock()}


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, title="Justice maintenant", subject="Agissez")


def fresh(page) -> CampaignPage:
    return CampaignPage.objects.get(pk=page.pk)


def draft(page, **changes) -> CampaignPage:
    """A newer draft of the page, not published."""
    page = fresh(page).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision()
    return fresh(page)


def news(page) -> list[str]:
    """What changed on the lead page and not yet on `page`."""
    changed = fresh(page).changed_on_lead_page
    return changed.names if changed else []


def compare_url(page) -> str:
    return reverse("compare_languages", args=[page.key])


def html_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


class TestWhatHasChanged:
    def test_nothing_has_while_a_translation_is_made_and_translated(self, page, french):
        assert news(french) == []
        assert list(fresh(page).changed_elsewhere()) == []

    def test_fields_that_change_on_the_lead_page_are_named_in_the_editors_order(self, page, french):
        draft(page, message="Act this week.", title="Justice this week")
        assert news(french) == ["title", "message"]
        assert fresh(french).is_behind
        assert not fresh(page).is_behind

    def test_what_is_taken_back_is_no_change(self, page, french):
        draft(page, subject="Another")
        draft(page, subject="Please act")
        assert news(french) == []

    def test_what_all_languages_share_and_the_address_change_nothing(self, page, french):
        draft(page, goal=5000, closes_at=timezone.now(), asks_confirmation=True, slug="elsewhere")
        assert news(french) == []

    def test_words_for_single_recipients_count(self, page, french):
        page = fresh(page)
        page.recipient_rows = [*page.rows]
        page.rows[1].opening = "Dear member,"
        page.save_revision()
        assert news(french) == ["recipient_rows"]

    def test_blocks_count_and_the_marks_of_the_editor_do_not(self, page, french):
        body = [dict(block) for block in factories.BODY]
        body[1] = {"type": "content_warning", "value": {"text": body[1]["value"]["text"], "hides": False, "topics": []}}
        body[4] = {"type": "rich_text", "value": '<p data-block-key="ab1c2">They have not answered.</p>', "id": "x"}
        draft(page, body=body)
        assert news(french) == []
        draft(page, body=body[:4])
        assert news(french) == ["body"]

    def test_saving_the_form_unchanged_changes_nothing(self, admin_client, page, french):
        page = draft(page, body=[{"type": "letter_action", "value": ACTION | {"introduction": "", "campaign": None}}])
        Alignment.objects.declare(fresh(french), page)
        editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answers = edit_form(page, summary=page.summary)
        assert admin_client.post(editor, answers).status_code == 302
        assert fresh(page).latest_revision_id != page.latest_revision_id
        assert news(french) == []

    def test_once_declared_in_line_only_what_comes_later_counts(self, page, french):
        draft(page, title="Justice this week")
        Alignment.objects.declare(fresh(french), fresh(page))
        assert news(french) == []
        draft(page, summary="New words")
        assert news(french) == ["summary"]

    def test_the_lead_page_is_told_of_a_translation_once_it_was_in_line(self, page, french):
        draft(french, summary="Premiers mots")
        assert list(fresh(page).changed_elsewhere()) == []
        Alignment.objects.declare(fresh(french), fresh(page))
        draft(french, summary="Autres mots")
        (changed,) = fresh(page).changed_elsewhere()
        assert (changed.page.pk, changed.names, changed.before["summary"]) == (french.pk, ["summary"], "Premiers mots")

    def test_of_a_page_that_nobody_has_compared_nothing_is_known(self, page, french):
        Alignment.objects.all().delete()
        draft(page, title="Another")
        assert news(french) == []
        assert fresh(french).alignment_with_lead is None

    def test_a_page_translated_into_the_default_language_leads_and_is_still_to_be_translated(self, index, minister):
        fr, _made = Locale.objects.get_or_create(language_code="fr")
        first = factories.CampaignPageFactory(
            parent=index.copy_for_translation(fr, copy_parents=True), locale=fr, recipients=[minister]
        )
        english = first.copy_for_translation(index.locale)
        draft(english, title="In English")
        assert news(first) == []
        draft(first, title="Nouveau titre")
        assert [changed.names for changed in fresh(english).changed_elsewhere()] == [["title"]]

    def test_it_is_asked_and_nothing_is_stored_when_pages_are_saved(self, page, french):
        before = Alignment.objects.values().get()
        draft(page, title="Another")
        fresh(page).get_latest_revision().publish()
        assert Alignment.objects.values().get() == before


class TestLaunch:
    def launched(self, page, user) -> tuple[CampaignPage, CampaignPage]:
        pages = CampaignPage.objects.in_all_languages(page.key)
        lead = launch_similar(pages, titles={one.pk: f"New {one.pk}" for one in pages}, by=user)
        return tuple(CampaignPage.objects.in_all_languages(lead.key))

    def test_the_copies_of_languages_in_line_are_in_line(self, administrator, page, french):
        lead, translation = self.launched(page, administrator)
        assert news(translation) == []
        draft(lead, subject="New subject")
        assert news(translation) == ["subject"]

    def test_what_a_language_had_still_to_say_its_copy_has_too(self, administrator, page, french):
        draft(page, subject="New subject", title="New title", outcome="<p>Won.</p>")
        lead, translation = self.launched(page, administrator)
        assert news(translation) == ["subject"]
        assert fresh(translation).changed_on_lead_page.before["subject"] == "Please act"
        draft(translation, subject="Nouvel objet")
        assert list(fresh(lead).changed_elsewhere()) == []


TEXTS = st.fixed_dictionaries({name: st.text(max_size=8) for name in ("title", "subject", "message")})
BLOCKS = st.one_of(
    st.builds(lambda text: {"type": "heading", "value": text}, st.text(max_size=5)),
    st.builds(lambda text: {"type": "rich_text", "value": f"<p>{text}</p>"}, st.sampled_from("abc")),
    st.builds(lambda text: {"type": "quote", "value": {"text": text, "source": ""}}, st.sampled_from("abc")),
)


class TestDiffering(TestCase):
    """Compared are plain values: no database."""

    @given(TEXTS, TEXTS)
    @settings(max_examples=60, deadline=None)
    def test_a_field_is_named_exactly_when_its_readers_see_another_text(self, before, now):
        expected = [name for name in now if before[name].strip() != now[name].strip()]
        assert differing(before, now, streams={}) == expected

    @given(st.lists(BLOCKS, max_size=4), st.lists(st.uuids(), min_size=4, max_size=4))
    @settings(max_examples=60, deadline=None)
    def test_ids_and_what_is_left_out_of_a_block_make_no_difference(self, blocks, ids):
        marked = [block | {"id": str(key)} for block, key in zip(blocks, ids, strict=False)]
        bare = [
            block | {"value": {"text": block["value"]["text"]}} if block["type"] == "quote" else block
            for block in blocks
        ]
        assert differing({"body": bare}, {"body": marked}, streams=STREAMS) == []

    @given(st.lists(BLOCKS, min_size=1, max_size=4), st.data())
    @settings(max_examples=60, deadline=None)
    def test_a_block_less_is_a_difference_in_both_directions(self, blocks, data):
        place = data.draw(st.integers(0, len(blocks) - 1))
        fewer = blocks[:place] + blocks[place + 1 :]
        for before, now in ((blocks, fewer), (fewer, blocks)):
            assert differing({"body": before}, {"body": now}, streams=STREAMS) == ["body"]


class TestComparePage:
    def test_both_languages_stand_beside_each_other_with_a_way_to_each_field(self, admin_client, page, french):
        html = html_of(admin_client, compare_url(page))
        assert html.index("Please act") < html.index("Agissez")
        assert 'class="side-by-side__words" lang="fr"' in html
        for one in (page, french):
            editor = reverse("wagtailadmin_pages:edit", args=[one.pk])
            assert f'href="{editor}#:w:contentpath=subject"' in html
            assert f'href="{editor}#:w:contentpath=body.' in html
        assert "They have not answered." in html
        assert "This page mentions torture." in html
        assert "has been in line with the English page" in html

    def test_the_newest_drafts_are_compared_and_a_change_is_shown_old_and_new(self, admin_client, page, french):
        draft(page, subject="Please act now", body=[*factories.BODY[:3], {"type": "heading", "value": "What is new"}])
        html = html_of(admin_client, compare_url(page))
        assert "The English page changed on" in html
        assert ": 2 fields." in html
        assert 'Please act<span class="addition"> now</span>' in html
        assert "What is new" in html
        assert '<div class="comparison__child-object deletion">' in html

    def test_a_text_that_changed_is_told_paragraph_by_paragraph(self, admin_client, page, french):
        draft(page, thank_you_text="<p>We print them.</p>")
        Alignment.objects.declare(fresh(french), fresh(page))
        draft(page, thank_you_text="<p>We print them.</p><p>We hand them over.</p>")
        assert '<span class="addition">\nWe hand them over.</span>' in html_of(admin_client, compare_url(page))

    def test_a_picture_whose_file_is_lost_hides_nothing_else(self, admin_client, page, french):
        picture = factories.make_picture()
        picture.file.storage.delete(picture.file.name)
        draft(page, hero_image=picture)
        html = html_of(admin_client, compare_url(page))
        assert picture.title in html
        assert "They have not answered." in html

    def test_words_for_a_single_recipient_have_a_row(self, admin_client, page, french):
        CampaignRecipient.objects.create(page=french, legislature=page.rows[1].legislature, opening="Madame,")
        html = html_of(admin_client, compare_url(page))
        assert "Madame," in html
        assert f"#id_opening_for_{page.rows[1].whom}" in html

    def test_blocks_in_another_order_are_said_to_be(self, admin_client, page, french):
        draft(page, body=[*reversed(factories.BODY)])
        assert "The blocks stand in another order." in html_of(admin_client, compare_url(page))

    def test_marking_as_up_to_date_is_for_what_was_seen(self, admin_client, administrator, page, french):
        draft(page, subject="Please act now")
        (told,) = admin_client.get(compare_url(page)).context["translations"]
        draft(page, subject="Please act at once")
        late = admin_client.post(compare_url(page), {"page": french.pk, "seen": told["seen"]}, follow=True)
        assert "has changed meanwhile" in late.content.decode()
        assert news(french) == ["subject"]
        (told,) = admin_client.get(compare_url(page)).context["translations"]
        done = admin_client.post(compare_url(page), {"page": french.pk, "seen": told["seen"]}, follow=True)
        assert "in line, as they are now" in done.content.decode()
        assert news(french) == []
        assert Alignment.objects.get().said_by == administrator
        assert PageLogEntry.objects.get(action="campaigns.in_line").page_id == french.pk

    def test_who_may_edit_no_language_sees_nothing(self, client, outsider, page, french):
        client.force_login(outsider)
        assert client.get(compare_url(page)).status_code == 302
        client.post(compare_url(page), {"page": french.pk, "seen": ""})
        assert Alignment.objects.get().said_by is None

    def test_an_unknown_campaign_is_not_found(self, admin_client, home):
        address = reverse("compare_languages", args=[home.translation_key])
        assert admin_client.get(address, follow=True).status_code == 404

    def test_a_language_that_is_missing_is_said_with_the_way_to_make_it(self, admin_client, page):
        Locale.objects.get_or_create(language_code="fr")
        html = html_of(admin_client, compare_url(page))
        assert "there is no page yet" in html
        assert reverse("simple_translation:submit_page_translation", args=[page.pk]) in html

    def test_what_an_author_wrote_stays_text(self, admin_client, page, french):
        draft(page, subject="<script>alert(1)</script>", body=[{"type": "heading", "value": "<b>bold</b>"}])
        html = html_of(admin_client, compare_url(page))
        assert "<script>alert(1)" not in html
        assert "<b>bold" not in html


class TestEditor:
    def editor(self, client, page) -> str:
        return html_of(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))

    def test_it_says_what_the_other_language_changed_with_a_way_to_compare(self, admin_client, page, french):
        draft(page, subject="Please act now", title="Another")
        html = self.editor(admin_client, french)
        assert "The English page changed on" in html
        assert f'href="{compare_url(page)}"' in html

    def test_it_says_which_languages_readers_have(self, admin_client, page, french):
        french.unpublish()
        html = " ".join(self.editor(admin_client, page).split())
        assert "<strong>English</strong>: live" in html
        assert "<strong>French</strong>: draft; readers are not offered it" in html

    def test_it_is_said_in_french(self, admin_client, administrator, page, french):
        draft(page, subject="Please act now")
        UserProfile.objects.create(user=administrator, preferred_language="fr")
        html = self.editor(admin_client, french)
        assert "La page en anglais a changé le" in html
        assert "<strong>Anglais</strong>\u00a0: en ligne" in html


class TestOneLanguageFirst:
    """A campaign opens in its lead language; the other follows."""

    @pytest.fixture
    def translation(self, page) -> CampaignPage:
        """Not published yet."""
        fr, _made = Locale.objects.get_or_create(language_code="fr")
        return fresh(page.copy_for_translation(fr, copy_parents=True))

    def test_the_draft_is_not_offered_to_readers_and_is_offered_once_live(self, client, page, translation):
        assert 'hreflang="fr"' not in html_of(client, page.url)
        assert client.get("/fr/campaigns/justice/").status_code == 404
        translation.get_latest_revision().publish()
        assert 'hreflang="fr"' in html_of(client, page.url)

    def test_both_share_one_count(self, page, translation):
        factories.LetterFactory(page=page)
        LetterTally.objects.add(Campaign.objects.for_key(page.key))
        translation.get_latest_revision().publish()
        assert (fresh(page).campaign.number, fresh(translation).campaign.number) == (1, 1)

    def test_a_translation_does_not_go_live_before_its_lead_page(self, admin_client, page, translation):
        fresh(page).unpublish()
        editor = reverse("wagtailadmin_pages:edit", args=[translation.pk])
        answers = edit_form(translation) | {"action-publish": "1"}
        response = admin_client.post(editor, answers, follow=True)
        assert "Publish “Justice now” first" in response.content.decode()
        assert not fresh(translation).live
        fresh(page).save_revision().publish()
        admin_client.post(editor, answers)
        assert fresh(translation).live
