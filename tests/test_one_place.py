"""Everything about a campaign on its page: tabs, help, what a new page starts with, what all languages share."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from campaigns.editor.page_form import SHARED
from campaigns.models import CampaignPage, CampaignRecipient, Recipient
from campaigns.problems import problems
from tests import factories
from tests.test_publish_routes import edit_form

pytestmark = pytest.mark.django_db


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(index) -> str:
    return reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", index.pk])


def html_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def newest(page) -> CampaignPage:
    return CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.fixture
def french(page) -> CampaignPage:
    return factories.translate(page, title="Justice maintenant")


class TestTabsAndHelp:
    @pytest.mark.parametrize(
        ("language", "names"),
        [
            ("en", ["Page", "Letter and recipients", "After sending", "Dates and counter", "Sharing"]),
            ("fr", ["Page", "Lettre et destinataires", "Après l’envoi", "Dates et compteur", "Partage"]),
        ],
    )
    def test_there_are_five_tabs(self, language, names):
        with translation.override(language):
            assert [str(tab.heading) for tab in CampaignPage.get_edit_handler().children] == names

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_each_field_has_help_in_whole_sentences(self, language):
        with translation.override(language):
            helps = {str(panel.db_field): help_of(panel) for panel in fields_in(CampaignPage.get_edit_handler())}
        assert len(helps) > 20
        assert {name for name, text in helps.items() if not text.endswith(".")} == WORDS_FOR_ONE | SCHEDULE

    def test_placeholders_are_listed_with_what_they_become(self, admin_client, page):
        html = html_of(admin_client, edit_url(page))
        assert "{{ recipient_salutation }}" in html
        assert "<td>Madame la Ministre</td>" not in html
        assert "<td>Dear Minister</td>" in html
        assert "<td>Alex Example</td>" in html

    def test_examples_are_in_the_language_of_the_page(self, admin_client, french):
        assert "<td>Madame la Ministre</td>" in html_of(admin_client, edit_url(french))

    @pytest.mark.parametrize(("zone", "place"), [("", "Toronto"), ("America/St_Johns", "St Johns")])
    def test_the_dates_say_whose_clock_counts(self, admin_client, administrator, page, zone, place):
        from wagtail.users.models import UserProfile

        UserProfile.objects.create(user=administrator, current_time_zone=zone)
        assert f" in {place}, whose time counts here." in html_of(admin_client, edit_url(page))


# Their group has help for all three.
WORDS_FOR_ONE = {f"campaigns.CampaignRecipient.{part}" for part in CampaignRecipient.OWN_WORDS}
SCHEDULE = {"wagtailcore.Page.go_live_at", "wagtailcore.Page.expire_at"}  # Wagtail's own dialog explains them


def fields_in(panel):
    if isinstance(panel, FieldPanel):
        yield panel
    child_handler = getattr(panel, "child_edit_handler", None)
    for child in [*getattr(panel, "children", []), *([child_handler] if child_handler else [])]:
        yield from fields_in(child)


def help_of(panel) -> str:
    return str(panel.help_text or panel.db_field.help_text)


class TestNewPage:
    def test_it_needs_title_recipient_subject_and_letter_and_nothing_else(self, admin_client, index, minister):
        new = CampaignPage(title="Free them", slug="", locale=index.locale)
        body = [(block.block_type, {}) for block in new.body]
        answers = edit_form(new, subject="Act", message="Now.", slug="free-them")
        answers |= nested_form_data({"recipient_rows": inline_formset([{"recipient": minister.pk}])})
        assert [name for name, _value in body] == ["action_counter", "content_warning", "letter_action", "rich_text"]
        admin_client.post(add_url(index), answers | {"action-publish": "1"})
        assert CampaignPage.objects.get(slug="free-them").state == "open"

    def test_a_title_is_enough_for_a_draft_and_not_for_publishing(self, admin_client, index):
        new = CampaignPage(title="Free them", slug="free-them")
        admin_client.post(add_url(index), edit_form(new, slug=""))
        draft = CampaignPage.objects.get(slug="free-them")
        assert not draft.live
        assert {problem.field for problem in problems(draft)} == {"subject", "message", "recipient_rows"}
        response = admin_client.post(edit_url(draft), edit_form(draft) | {"action-publish": "1"})
        assert set(response.context["form"].errors) == {"subject", "message"}

    @pytest.mark.parametrize(("language", "heading"), [("en", "Send letter!"), ("fr", "Envoyez votre lettre!")])
    def test_it_begins_in_its_own_language_whatever_the_editors_is(self, admin_client, index, language, heading):
        if language == "fr":
            french, _made = Locale.objects.get_or_create(language_code="fr")
            index = index.copy_for_translation(french, copy_parents=True)
        other = "en" if language == "fr" else "fr"
        response = admin_client.get(add_url(index), headers={"Accept-Language": other})
        body = response.context["form"].instance.body
        assert [block.value["heading"] for block in body if block.block_type == "letter_action"] == [heading]

    def test_it_is_previewed_before_it_is_saved(self, admin_client, index, minister):
        url = reverse("wagtailadmin_pages:preview_on_add", args=["campaigns", "campaignpage", index.pk])
        answers = edit_form(CampaignPage(title="Free them", subject="Act", message="Now."))
        answers |= nested_form_data({"recipient_rows": inline_formset([{"recipient": minister.pk}])})
        assert admin_client.post(url, answers).json() == {"is_valid": True, "is_available": True}
        for mode, words in (("", "Free them"), ("letter-0", "Dear Minister,"), ("thank-you", "Thank you")):
            assert words in html_of(admin_client, f"{url}?mode={mode}")
        assert not CampaignPage.objects.exists()


class TestWhatLanguagesShare:
    def test_a_translation_shows_it_read_only_with_a_link_to_the_lead_page(self, admin_client, page, french):
        page.goal, page.closes_at, page.asks_confirmation = 1234, timezone.now() + timedelta(days=9), True
        page.save()
        html = html_of(admin_client, edit_url(french))
        assert html.count(f'href="{edit_url(page)}"') >= 3
        assert "1234" in html
        assert "Dear Minister" in html
        for name in SHARED:
            assert f'name="{name}"' not in html
            assert f'name="{name}"' in html_of(admin_client, edit_url(page))
        assert "recipient_rows-TOTAL_FORMS" not in html
        assert html.count(f'name="subject_for_{page.rows[0].whom}"') == 1

    def test_nothing_posted_for_a_translation_changes_it(self, admin_client, page, french, minister):
        answers = edit_form(french, title="Nouveau titre") | dict.fromkeys(SHARED, "1")
        answers |= {"opens_at": "2026-01-01 10:00", "closes_at": "2026-01-02 10:00", "vacancy": "hold"}
        answers |= nested_form_data({"recipient_rows": inline_formset([{"recipient": minister.pk}])})
        admin_client.post(edit_url(french), answers)
        draft = newest(french)
        assert draft.title == "Nouveau titre"
        assert {name: getattr(draft, name) for name in SHARED} == {
            name: CampaignPage._meta.get_field(name).get_default() for name in SHARED
        }
        assert draft.rows == []

    def test_a_translation_keeps_words_for_single_recipients(self, admin_client, page, french):
        member = page.rows[1]
        answers = edit_form(french) | {
            f"subject_for_{member.whom}": "À ma députée",
            f"opening_for_{member.whom}": "Madame,",
        }
        for _ in range(2):  # saved again, nothing doubles
            admin_client.post(edit_url(french), answers)
        draft = newest(french)
        assert [(row.whom, row.subject, row.opening) for row in draft.rows] == [
            (member.whom, "À ma députée", "Madame,")
        ]
        assert "Madame," in html_of(admin_client, edit_url(french))
        admin_client.post(edit_url(french), edit_form(french) | {"action-publish": "1"})
        assert not french.recipient_rows.exists()

    def test_a_wrong_placeholder_in_such_words_is_said_at_their_field(self, admin_client, page, french):
        name = f"opening_for_{page.rows[0].whom}"
        response = admin_client.post(edit_url(french), edit_form(french) | {name: "Dear {{ mood }}"})
        assert "Letters do not know {{ mood }}" in str(response.context["form"].own_words.errors[name])

    def test_words_for_somebody_who_gets_no_letter_any_more_stop_nothing_and_go_with_the_next_save(
        self, admin_client, page, french
    ):
        gone = factories.RecipientFactory(name="Gone")
        CampaignRecipient.objects.create(page=french, recipient=gone, opening="{{ nobody }}")
        french = CampaignPage.objects.get(pk=french.pk)
        assert problems(french) == []
        admin_client.post(edit_url(french), edit_form(french) | {"action-publish": "1"})
        gone.delete()
        assert not Recipient.objects.filter(name="Gone").exists()

    def test_a_new_translation_carries_no_copies_of_it(self, page):
        member = page.recipient_rows.get(recipient=None)
        member.opening = "Dear member,"
        member.save()
        page = CampaignPage.objects.get(pk=page.pk)
        page.goal, page.asks_address, page.opens_at = 1234, True, timezone.now()
        page.vacancy, page.vacancy_hold_until = "hold", date(2030, 1, 1)
        page.save()
        french = factories.translate(page)
        for one in (french, newest(french)):
            assert (one.goal, one.asks_address, one.opens_at, one.vacancy, one.vacancy_hold_until) == (
                *(None, False, None, "skip", None),
            )
            assert [row.opening for row in one.rows] == ["Dear member,"]
        assert len(CampaignPage.objects.get(pk=page.pk).rows) == 2

    def test_a_translation_into_the_default_language_leads_and_takes_all_with_it(self, index, minister):
        french, _made = Locale.objects.get_or_create(language_code="fr")
        french_index = index.copy_for_translation(french, copy_parents=True)
        first = factories.CampaignPageFactory(parent=french_index, locale=french, goal=1234, recipients=[minister])
        english = first.copy_for_translation(index.locale)
        assert (english.is_lead_page, english.goal, len(english.rows)) == (True, 1234, 1)
        assert CampaignPage.objects.get(pk=first.pk).lead_page.pk == english.pk

    def test_a_translation_goes_by_the_newest_draft_of_a_lead_page_that_is_not_live(self, admin_client, page, french):
        other = factories.RecipientFactory(name="Sam Other", salutation_en="Dear Sam", salutation_fr="Bonjour Sam")
        page.unpublish()
        page = CampaignPage.objects.get(pk=page.pk)
        page.recipient_rows = [CampaignRecipient(recipient=other)]
        page.save_revision()
        assert "Sam Other" in html_of(admin_client, edit_url(french))
        preview = reverse("wagtailadmin_pages:preview_on_edit", args=[french.pk])
        admin_client.post(preview, edit_form(french))
        assert "Bonjour Sam," in html_of(admin_client, f"{preview}?mode=letter-0")

    def test_a_draft_of_an_unpublished_lead_page_changes_nothing_for_readers_of_another_language(
        self, admin_client, page, french, minister
    ):
        page.unpublish()
        page = CampaignPage.objects.get(pk=page.pk)
        other = factories.RecipientFactory(name="Sam Other")
        answers = edit_form(page, asks_confirmation="on", recipient_rows=inline_formset([{"recipient": other.pk}]))
        assert admin_client.post(edit_url(page), answers).status_code == 302
        lead = CampaignPage.objects.get(pk=french.pk).lead_page
        assert (lead.asks_confirmation, lead.rows[0].recipient, len(lead.rows)) == (False, minister, 2)
        assert newest(page).asks_confirmation
        assert other in [row.recipient for row in newest(page).rows]
        newest(page).save_revision().publish()
        assert CampaignPage.objects.get(pk=french.pk).lead_page.asks_confirmation

    def test_who_may_not_edit_the_lead_page_is_shown_no_link(self, client, page, french):
        from django.contrib.auth.models import Group, Permission
        from wagtail.models import GroupPagePermission

        group = Group.objects.create(name="French")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        may = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
        GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=french.pk), permission=may)
        user = factories.UserFactory()
        user.groups.add(group)
        client.force_login(user)
        html = html_of(client, edit_url(french))
        assert "Some of this tab holds for all languages" in html
        assert edit_url(page) not in html

    def test_versions_of_a_translation_are_compared(self, admin_client, french):
        first = french.save_revision()
        french.title = "Autre titre"
        second = french.save_revision()
        url = reverse("wagtailadmin_pages:revisions_compare", args=[french.pk, first.pk, second.pk])
        assert "Autre titre" in html_of(admin_client, url)


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"opens_at": "2026-05-02 10:00", "closes_at": "2026-05-01 10:00"}, "closes_at", "after the one at which"),
            ({"goal": "-1"}, "goal", "greater than or equal to 0"),
            ({"subject": "x" * 201}, "subject", "at most 200"),
            ({"slug": "taken"}, "slug", "already in use"),
        ],
    )
    def test_it_is_said_at_the_field_of_a_draft_too(self, admin_client, index, page, changes, field, words):
        factories.CampaignPageFactory(parent=index, slug="taken", title="Taken")
        response = admin_client.post(edit_url(page), edit_form(page, **changes))
        assert response.status_code == 200
        assert words in str(response.context["form"].errors[field])

    @pytest.mark.parametrize(("vacancy", "field"), [("hold", "vacancy_hold_until"), ("stand_in", "vacancy_stand_in")])
    def test_what_a_choice_for_vacant_seats_needs_is_asked_for_before_publishing(
        self, admin_client, page, vacancy, field
    ):
        answers = edit_form(page, vacancy=vacancy, title="New title")
        assert field in admin_client.post(edit_url(page), answers | {"action-publish": "1"}).context["form"].errors
        assert admin_client.post(edit_url(page), answers).status_code == 302
        assert newest(page).vacancy == vacancy

    def test_a_row_needs_one_of_recipient_and_legislature(self, admin_client, page, minister, district):
        for row in ({}, {"recipient": minister.pk, "legislature": district.legislature_id}):
            answers = edit_form(page) | nested_form_data({"recipient_rows": inline_formset([row])})
            response = admin_client.post(edit_url(page), answers)
            assert "Choose a recipient, or a legislature: one of the two." in response.content.decode()

    def test_a_row_that_another_editor_has_removed_meanwhile_breaks_nothing(self, admin_client, page, minister):
        rows = [{"id": row.pk, "recipient": minister.pk} for row in page.rows[:1]]
        page.recipient_rows = page.rows[1:]
        page.save()
        page.save_revision()
        answers = edit_form(page) | nested_form_data({"recipient_rows": inline_formset(rows, initial=1)})
        assert admin_client.post(edit_url(page), answers).status_code in (200, 302)

    def test_a_script_pasted_into_rich_text_is_dropped(self, admin_client, page):
        pasted = streamfield([("rich_text", rich_text("<p>Text<script>alert(1)</script></p>"))])
        admin_client.post(edit_url(page), edit_form(page) | nested_form_data({"body": pasted}))
        assert "<script" not in str(newest(page).body)
