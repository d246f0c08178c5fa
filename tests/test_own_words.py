"""Supporters are helped to find words of their own, and see how many they may write."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaigns.forms import MESSAGE_LIMIT
from campaigns.models import CampaignPage, Letter
from campaigns.wording import MOST_PROMPTS, lines_of, validate_prompts
from tests import factories


@pytest.mark.django_db
class TestPrompts:
    def test_the_authors_questions_stand_above_the_message_and_fill_nothing_in(self, client, page):
        page.prompts = "What would you ask the Minister?\r\n\r\n  Whom do you know <there>? "
        page.save()
        html = client.get(page.url).content.decode()
        assert html.index("What would you ask the Minister?") < html.index("<textarea")
        assert "<li>Whom do you know &lt;there&gt;?</li>" in html
        assert "Minister?" not in html[html.index("<textarea") : html.index("</textarea>")]

    def test_without_questions_there_is_no_list(self, client, page):
        assert "letter__prompts" not in client.get(page.url).content.decode()

    def test_where_the_message_is_locked_nothing_is_asked(self, client, page):
        CampaignPage.objects.update(prompts="What would you ask?", may_edit="")
        html = client.get(page.url).content.decode()
        assert "What would you ask?" not in html
        assert "data-character-count" not in html

    def test_each_language_asks_in_its_own_words(self, client, page):
        CampaignPage.objects.filter(pk=page.pk).update(prompts="What would you ask?")
        french = factories.translate(page, prompts="Que demanderiez-vous?")
        assert "<li>Que demanderiez-vous?</li>" in client.get(french.url).content.decode()
        assert "<li>What would you ask?</li>" in client.get(page.url).content.decode()

    def test_they_stay_on_a_page_that_comes_back_with_an_error(self, page, send):
        CampaignPage.objects.update(prompts="What would you ask?")
        assert "<li>What would you ask?</li>" in send(email="").content.decode()

    def test_the_editor_has_the_field_among_those_of_the_letter(self, page):
        tabs = {field.name: str(field.tab) for field in page.written_fields()}
        assert tabs["prompts"] == tabs["message"] == "Letter and recipients"

    def test_a_question_changes_nothing_of_the_letter_so_an_open_form_stays_good(self, page, send):
        CampaignPage.objects.update(prompts="A new question?")
        assert send().status_code == 303


@pytest.mark.parametrize("text", ["", "\n \n", "One?\nTwo?", "\n\n".join("12345"), "x" * 120])
def test_a_few_short_lines_are_prompts(text):
    validate_prompts(text)


@pytest.mark.parametrize(("text", "words"), [("?\n" * 6, "At most 5 lines."), ("x" * 121, "at most 120 characters")])
def test_long_lists_and_long_lines_are_refused(text, words):
    with pytest.raises(ValidationError, match=words):
        validate_prompts(text)


@given(st.text())
def test_lines_are_never_empty_and_lose_no_word(text):
    lines = lines_of(text)
    assert all(line and line == line.strip() for line in lines)
    assert " ".join(lines).split() == text.split()
    assert len(lines) <= MOST_PROMPTS or text.strip()


@pytest.mark.django_db
class TestLength:
    def test_the_page_says_how_long_a_message_may_be(self, client, page):
        html = client.get(page.url).content.decode()
        assert f'data-character-count="{MESSAGE_LIMIT}"' in html
        assert "At most 10,000 characters." in html

    def test_nothing_that_is_pasted_is_cut_off(self, client, page):
        html = client.get(page.url).content.decode()
        assert "maxlength" not in html[html.index("<textarea") : html.index("</textarea>")]

    def test_the_limit_itself_is_accepted_and_one_more_comes_back_whole(self, send):
        response = send(message="é" * (MESSAGE_LIMIT + 1))
        assert response.status_code == 422
        assert "é" * (MESSAGE_LIMIT + 1) in response.content.decode()
        assert send(message="é" * MESSAGE_LIMIT).status_code == 303
        assert len(Letter.objects.get().message) == MESSAGE_LIMIT
