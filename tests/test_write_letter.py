"""The POST of the letter form, from outside."""

import re

import pytest
from django.core import mail

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, Recipient
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db


def test_a_letter_is_stored_with_a_delivery_for_the_minister_and_for_the_member(send, page):
    response = send()
    assert response.status_code == 303
    assert response["Location"] == page.thank_you_url
    letter = Letter.objects.get()
    assert (letter.postal_code, letter.district.name_en, letter.language) == ("K1A0A6", "Ottawa Centre", "en")
    names = {delivery.recipient.name for delivery in letter.deliveries.all()}
    assert names == {"Camille Tremblay", "Robin Member"}


def test_the_post_sends_nothing_itself(send):
    send()
    assert mail.outbox == []
    assert Delivery.objects.filter(status="queued").count() == 2


def test_the_thank_you_page_answers_and_shows_the_new_number(send, client):
    thanks = client.get(send()["Location"])
    assert thanks.status_code == 200
    assert 'data-action-count="1"' in thanks.content.decode()


def test_a_second_letter_of_the_same_address_gets_the_same_answer_and_adds_nothing(send):
    first, second = send(), send(email="JANE@example.org", first_name="Janet")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Letter.objects.count() == 1
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first_name", "", "Enter your first name."),
        ("last_name", "   ", "Enter your last name."),
        ("last_name", "x" * 300, "Ensure this value has at most 100 characters"),
        ("email", "", "Enter your e-mail address."),
        ("email", "a@b", "Enter one e-mail address"),
        ("email", "a@example.org, b@example.org", "Enter one e-mail address"),
        ("email", '"a\\\x01b"@example.org', "Enter one e-mail address"),
        ("email", "a@example.org\r\nBcc: b@example.org", "Enter one e-mail address"),
        ("postal_code", "", "Enter your postal code, or say that you live outside Canada."),
        ("postal_code", "D1A 0A6", "No postal code has the letter D."),
        ("postal_code", "k1a oa6", "No postal code has the letter O. Is it a digit, such as 0 or 1?"),
        ("postal_code", "W1A 0A6", "Enter a postal code such as K1A 0A6."),
        ("postal_code", "90210", "Enter a postal code such as K1A 0A6."),
        ("postal_code", "К1А 0А6", "Enter a postal code such as K1A 0A6."),  # Cyrillic letters
        ("postal_code", "K²A 0A6É", "Enter a postal code such as K1A 0A6."),
        ("message", "", "Write your letter."),
        ("message", "x" * 10_001, "Ensure this value has at most 10000 characters"),
        ("first_name", "a\x00b", "Null characters are not allowed."),
        ("district", "nowhere", "Choose a riding from the list."),
    ],
)
def test_a_wrong_answer_gets_an_error_at_its_field_and_keeps_the_others(send, field, value, words):
    response = send(**{"last_name": "Kept", field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert f'id="letter_{field}_error"' in html
    assert f'href="#letter_{field}"' in html, "the summary leads to the field"
    assert words in html.replace("&#x27;", "'")
    assert 'value="jane@example.org"' in html or field == "email"
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "postal_code",
    ["k1a0a6", "K1A-0A6", " k1a 0a6 ", "K1A\u00a00A6", "k 1 a 0 a 6", "K١A ٠A٦", "Ｋ１Ａ　０Ａ６", "K1A－0A6"],
)
def test_a_postal_code_may_be_spelled_in_any_way(send, postal_code):
    assert send(postal_code=postal_code).status_code == 303
    assert Letter.objects.get().postal_code == "K1A0A6"


def test_an_unknown_postal_code_asks_for_the_riding_and_takes_the_chosen_one(send, district):
    response = send(postal_code="V5K 0A1")
    assert response.status_code == 422
    assert f'<option value="{district.pk}">Ottawa Centre</option>' in response.content.decode()
    assert send(postal_code="V5K 0A1", district=district.pk).status_code == 303
    assert Letter.objects.get().district == district


def test_a_postal_code_in_two_ridings_is_never_picked_automatically(send, district):
    other, third = factories.DistrictFactory(name_en="Ottawa South"), factories.DistrictFactory(name_en="Elsewhere")
    factories.PostalCodeFactory(district=other)
    html = send().content.decode()
    assert "Your postal code lies in more than one riding." in html
    assert "Ottawa South" in html
    assert third.name_en not in html
    assert send(district=other.pk).status_code == 303


ANOTHER = "This riding does not seem to be that of your postal code. Choose yours."


def test_a_riding_chosen_for_another_postal_code_is_asked_for_once_more_and_then_taken(send):
    other = factories.DistrictFactory(name_en="Elsewhere")
    asked = hidden_in(send(postal_code="V5K 0A1").content.decode())
    html = send(**asked | {"district": other.pk}).content.decode()
    assert ANOTHER in html
    assert f'<option value="{other.pk}" selected>' in html
    assert not Letter.objects.exists()
    assert send(**hidden_in(html) | {"district": other.pk}).status_code == 303
    assert Letter.objects.get().district == other


def test_a_riding_chosen_against_the_list_for_this_postal_code_is_taken_at_once(client, page, send):
    other = factories.DistrictFactory(name_en="Elsewhere")
    beside = client.post(page.recipients_url, {"postal_code": "k1a 0a6"}).content.decode()
    assert send(**hidden_in(beside) | {"district": other.pk}).status_code == 303


@pytest.mark.parametrize(
    "others",
    [
        {"district": "later"},  # is asked again anyway
        {"postal_code": "V6B 1A1"},  # nobody knows better
        {"outside_country": "on"},
    ],
)
def test_a_riding_that_nothing_speaks_against_is_not_asked_for_again(send, others):
    other = factories.DistrictFactory(name_en="Elsewhere")
    asked = hidden_in(send(postal_code="V5K 0A1").content.decode())
    assert send(**asked | {"district": other.pk} | others).status_code == 303


def test_a_form_that_does_not_say_for_which_code_it_asked_is_believed(send):
    other = factories.DistrictFactory(name_en="Elsewhere")
    assert send(district=other.pk).status_code == 303


def test_a_riding_of_an_older_representation_order_is_never_met(send, page):
    old = factories.DistrictFactory(representation_order="2013", name_en="Old Ottawa")
    factories.PostalCodeFactory(code="V5K0A1", district=old)
    html = send(postal_code="V5K0A1").content.decode()
    assert "Choose it." in html
    assert "Old Ottawa" not in html
    assert send(postal_code="V5K0A1", district=old.pk).status_code == 422


def test_outside_canada_the_fixed_recipients_alone_get_the_letter(send):
    assert send(outside_country="on", postal_code="nonsense").status_code == 303
    letter = Letter.objects.get()
    assert (letter.postal_code, letter.district) == ("", None)
    assert [delivery.recipient.name for delivery in letter.deliveries.all()] == ["Camille Tremblay"]


@pytest.mark.parametrize("others", [{}, {"postal_code": ""}, {"outside_country": ""}])
def test_whoever_asks_for_the_ridings_gets_them_and_sends_nothing_wherever_they_said_they_live(send, others):
    response = send(**{"outside_country": "on", "choose": "1"} | others)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose your riding." in html or "Enter your postal code" in html
    assert not re.search(r"<input[^>]*outside_country[^>]*checked", html)
    assert not Letter.objects.exists()


def test_the_button_that_asks_for_the_ridings_never_sends_even_where_one_is_chosen(send, district):
    response = send(choose="1", district=district.pk)
    assert response.status_code == 200
    assert f'<option value="{district.pk}" selected>' in response.content.decode()
    assert not Letter.objects.exists()


def test_outside_canada_a_letter_to_members_alone_says_that_it_cannot_go(client, index, district):
    page = factories.CampaignPageFactory(parent=index, recipients=[district.legislature])
    answers = {"first_name": "A", "last_name": "B", "email": "a@example.org", "message": "Act", "outside_country": "on"}
    response = client.post(f"/en/write/{page.pk}/", answers)
    assert response.status_code == 422
    assert "goes only to members of Parliament" in response.content.decode()


def test_where_the_seat_is_vacant_the_others_get_their_letters(send, district):
    Recipient.objects.filter(district=district).delete()
    assert send().status_code == 303
    assert Delivery.objects.get().recipient.name == "Camille Tremblay"


def test_where_nobody_can_get_the_letter_the_supporter_is_told(client, index, answers, district):
    Recipient.objects.filter(district=district).delete()
    page = factories.CampaignPageFactory(parent=index, recipients=[district.legislature])
    response = client.post(f"/en/write/{page.pk}/", answers | shown(page))
    assert response.status_code == 422
    assert "Nobody sits for this riding at the moment" in response.content.decode()
    assert not Letter.objects.exists()


def test_whoever_is_minister_and_member_gets_one_letter(client, index, district, answers):
    both = Recipient.objects.get(district=district)
    page = factories.CampaignPageFactory(parent=index, recipients=[both, district.legislature])
    client.post(f"/en/write/{page.pk}/", answers | shown(page))
    assert Delivery.objects.get().recipient == both


def test_a_locked_subject_cannot_be_changed_from_outside(send):
    send(subject="Buy watches")
    letter = Letter.objects.get()
    assert (letter.subject, letter.subject_is_own) == ("Please act", False)


def test_own_words_are_kept_as_own_words(send):
    send(message="Please\r\nact {{ recipient_name }}")
    letter = Letter.objects.get()
    assert (letter.message, letter.message_is_own) == ("Please\nact {{ recipient_name }}", True)


def test_a_letter_that_changed_meanwhile_is_not_signed_unseen(send, page):
    page.message = "Something else"
    page.save()
    response = send()
    assert response.status_code == 422
    assert "The letter has changed since you opened this page." in response.content.decode()
    assert not Letter.objects.exists()


@pytest.fixture
def corrected(client, page, answers):
    """Posts what a supporter makes of the form that they opened before the author corrected letter and subject."""
    CampaignPage.objects.filter(pk=page.pk).update(may_edit="subject message")
    opened = hidden_in(client.get(page.url).content.decode())
    new = {"subject": "The new subject", "message": "The new text", "closing": "With regards"}
    CampaignPage.objects.filter(pk=page.pk).update(**new)

    def post(**own):
        texts = {"subject": page.subject, "message": page.message}
        return client.post(f"/en/write/{page.pk}/", answers | texts | opened | own)

    return post


def hidden_in(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def texts_in(html: str) -> tuple[str, str]:
    subject = re.search(r'name="subject" value="([^"]*)"', html)[1]
    return subject, re.search(r'<textarea name="message"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)[1]


def test_a_text_that_the_author_took_back_is_not_signed_as_the_supporters_own(corrected):
    response = corrected()
    html = response.content.decode()
    assert response.status_code == 422
    assert texts_in(html) == ("The new subject", "The new text")
    assert "What you wrote yourself" not in html
    subject, message = texts_in(html)
    assert corrected(subject=subject, message=message, **hidden_in(html)).status_code == 303
    letter = Letter.objects.get()
    assert (letter.message, letter.message_is_own, letter.subject_is_own) == ("The new text", False, False)


def test_what_the_supporter_wrote_stays_when_the_author_corrects_the_letter_and_is_said_to_stay(corrected):
    html = corrected(message="My own words").content.decode()
    assert texts_in(html) == ("The new subject", "My own words")
    assert "Read it again, then send it. What you wrote yourself is still here." in html


@pytest.mark.parametrize("unknown", ["", "x", "a.b.c", "." * 9])
def test_a_form_that_does_not_say_what_it_showed_comes_back_as_it_was_typed(corrected, page, unknown):
    response = corrected(shown_texts=unknown)
    assert response.status_code == 422
    assert texts_in(response.content.decode()) == (page.subject, page.message)


def test_pages_that_are_not_public_do_not_exist_for_the_post(client, page, answers):
    assert client.post("/en/write/999999/", answers).status_code == 404
    assert client.post(f"/fr/write/{page.pk}/", answers).status_code == 404
    page.unpublish()
    assert client.post(f"/en/write/{page.pk}/", answers).status_code == 404
    assert not Letter.objects.exists()


@pytest.mark.parametrize("status", ["closed", "won"])
def test_an_ended_campaign_answers_410_with_its_outcome(client, send, page, status):
    page.outcome = "<p>They are free.</p>"
    page.save()
    Campaign.objects.create(key=page.key, status=status)
    response = send()
    assert response.status_code == 410
    assert "They are free." in response.content.decode()
    shown = client.get(page.url)
    assert shown.status_code == 200
    assert "They are free." in shown.content.decode()
    assert "data-letter-form" not in shown.content.decode()


def test_a_campaign_closes_by_its_date(send, page, client, time_machine):
    page.closes_at = "2026-06-01T12:00:00Z"
    page.save()
    time_machine.move_to("2026-06-01T11:59:00Z")
    assert "data-letter-form" in client.get(page.url).content.decode()
    time_machine.move_to("2026-06-01T12:00:00Z")
    assert send().status_code == 410


def test_a_campaign_opens_by_its_date(send, page, client, time_machine):
    page.opens_at = "2026-06-01T12:00:00Z"
    page.save()
    time_machine.move_to("2026-06-01T11:59:00Z")
    assert "This campaign opens on" in client.get(page.url).content.decode()
    assert send().status_code == 422
    time_machine.move_to("2026-06-01T12:01:00Z")
    assert send().status_code == 303


def test_a_paused_campaign_keeps_what_was_typed(client, send, page):
    Campaign.objects.create(key=page.key, status="paused")
    response = send(message="My own long letter")
    html = response.content.decode()
    assert response.status_code == 422
    assert "This campaign is paused." in html
    assert "My own long letter" in html
    assert "data-letter-form" not in client.get(page.url).content.decode()


def test_a_page_without_a_recipient_is_shown_as_not_open(client, index, answers):
    page = factories.CampaignPageFactory(parent=index)
    assert "This campaign is not open yet." in client.get(page.url).content.decode()
    assert client.post(f"/en/write/{page.pk}/", answers).status_code == 422
    assert not Letter.objects.exists()


def test_a_recipient_that_fails_later_does_not_close_the_campaign_its_letters_are_held(send, minister):
    Recipient.objects.filter(pk=minister.pk).update(status="failing")
    assert send().status_code == 303
    assert Delivery.objects.get(recipient=minister).status == "held"
    assert Delivery.objects.exclude(recipient=minister).get().status == "queued"


def test_without_a_post_the_address_leads_to_the_form(client, page):
    response = client.get(f"/en/write/{page.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"{page.url}#letter")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe" * 500_000, "application/x-www-form-urlencoded"),
        (b"message=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"),
        (b"first_name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
        (b"first_name=\xe9", "application/x-www-form-urlencoded; charset=latin-1"),
        (b"first_name=\xe9", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b'{"first_name": "Jane"}', "application/json"),
        (b"", ""),
    ],
)
def test_a_broken_body_gets_a_4xx_and_stores_nothing(client, page, body, content_type):
    response = client.generic("POST", f"/en/write/{page.pk}/", body, content_type)
    assert 400 <= response.status_code < 500
    if response.status_code == 400:
        assert '<h1 lang="fr">' in response.content.decode()
    assert not Letter.objects.exists()


def test_the_form_works_in_french_with_french_errors(client, page, answers):
    french = factories.translate(page, title="Justice maintenant", message="Je vous demande d'agir.")
    response = client.post(f"/fr/write/{french.pk}/", answers | {"email": ""} | shown(french))
    assert response.status_code == 422
    assert '<html lang="fr">' in response.content.decode()
    response = client.post(f"/fr/write/{french.pk}/", answers | shown(french))
    assert response["Location"] == "/fr/campaigns/justice/merci/"
    assert Letter.objects.get().language == "fr"
    assert Letter.objects.get().campaign.key == page.key
