"""What the mails say: whose they are, whose words, and to whom."""

import pytest

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.models import Delivery, District, Letter, Notice, Recipient
from tests import factories


def delivery(**changes) -> Delivery:
    """One that is not stored: composing asks no database."""
    recipient = Recipient(
        name="Camille Tremblay",
        role_en="Minister of Foreign Affairs",
        salutation_en="Dear Minister",
        salutation_fr="Madame la Ministre",
        email="minister@example.org",
    )
    letter = factories.LetterFactory.build(campaign=None, **changes)
    return Delivery(letter=letter, recipient=recipient)


def received(message):
    return compose.as_received(message)


def test_the_letter_comes_from_us_and_answers_go_to_the_supporter():
    mail = received(compose.letter_message(delivery(), letterhead=Letterhead("Voices")))
    assert mail["From"] == "Jane Doe via Voices <letters@campaigns.example.org>"
    assert mail["Reply-To"].startswith("Jane Doe <jane")
    assert mail["To"] == "Camille Tremblay <minister@example.org>"


def test_placeholders_are_filled_for_the_recipient():
    text = received(compose.letter_message(delivery(), letterhead=Letterhead("Voices"))).get_content()
    assert text.startswith("Dear Minister,\n\nI ask you to act now.\n\nYours,\nJane Doe\n")


def test_words_for_this_recipient_alone_replace_the_letters_own():
    own = delivery()
    own.subject, own.opening = "For you", "As your constituent in {{ postal_code }},"
    mail = received(compose.letter_message(own, letterhead=Letterhead("Voices")))
    assert mail["Subject"] == "For you"
    assert "As your constituent in K1A 0A6," in mail.get_content()


def test_a_supporters_own_words_are_never_scanned():
    own = delivery(message="{{ supporter_name }} {% now 'Y' %} {{ unknown }}", message_is_own=True)
    text = received(compose.letter_message(own, letterhead=Letterhead("Voices"))).get_content()
    assert "{{ supporter_name }} {% now 'Y' %} {{ unknown }}" in text


def test_a_french_letter_addresses_the_recipient_in_french():
    text = received(compose.letter_message(delivery(language="fr"), letterhead=Letterhead("Voix"))).get_content()
    assert text.startswith("Madame la Ministre,")


def test_from_abroad_the_place_is_said_in_words():
    own = delivery(outside_country=True, postal_code="", closing="{{ district }}")
    assert "outside Canada" in received(compose.letter_message(own, letterhead=Letterhead("Voices"))).get_content()


def test_the_receipt_says_who_gets_what():
    copy = delivery()
    letter: Letter = copy.letter
    letter.page = factories.CampaignPageFactory.build(title="Justice now")
    message = compose.receipt_message(
        Notice(letter=letter),
        letterhead=Letterhead("Voices"),
        link="http://localhost/x",
        denial="http://localhost/xnot-me/",
        deliveries=[copy],
    )
    mail = received(message)
    assert mail["To"] == f"Jane Doe <{letter.email}>"
    assert "Camille Tremblay (Minister of Foreign Affairs)" in mail.get_content()
    assert "I ask you to act now." in mail.get_content()


# Where the recipient is to learn no address


HIDDEN = ("jane", "k1a", "sparks street", "gatineau")


def hidden(**changes) -> Delivery:
    closing = "{{ supporter_name }}\n{{ postal_code }}\n{{ district }}"
    of_letter = {"street": "12 Sparks Street", "city": "Gatineau", "first_name": "Joan", "closing": closing}
    own = delivery(**of_letter | changes)
    own.hides_address = True
    return own


def raw(own: Delivery) -> str:
    return compose.as_bytes(compose.letter_message(own, letterhead=Letterhead("Voices"))).decode().lower()


def test_it_gets_name_and_riding_alone_and_answers_go_to_us():
    own = hidden(district=District(name_en="Ottawa Centre", name_fr="Ottawa-Centre"))
    assert own.letter.email.startswith("jane")
    mail = received(compose.letter_message(own, letterhead=Letterhead("Voices")))
    assert mail["From"] == "Joan Doe via Voices <letters@campaigns.example.org>"
    assert mail["Reply-To"] == "Voices <letters@campaigns.example.org>"
    text = mail.get_content()
    assert "Joan Doe\nOttawa Centre\nOttawa Centre\n" in text
    assert "Joan Doe, Ottawa Centre. Sent through Voices." in text
    assert "Joan's addresses stay with Voices, which reads your reply." in text
    assert [word for word in HIDDEN if word in raw(own)] == []


@pytest.mark.parametrize(("abroad", "place"), [(False, "Canada"), (True, "outside Canada")])
def test_without_a_riding_it_gets_the_country(abroad, place):
    own = hidden(outside_country=abroad, postal_code="" if abroad else "K1A0A6")
    assert f"Joan Doe, {place}." in received(compose.letter_message(own, letterhead=Letterhead("V"))).get_content()
    assert [word for word in HIDDEN if word in raw(own)] == []


def test_answers_go_where_the_installation_says(settings):
    settings.LETTERS_REPLY_TO = "answers@example.org"
    mail = received(compose.letter_message(hidden(), letterhead=Letterhead("Voices")))
    assert mail["Reply-To"] == "Voices <answers@example.org>"
    test = received(compose.for_test_mailbox(compose.letter_message(hidden(), letterhead=Letterhead("V")), "a@b.ca"))
    assert test["Reply-To"] == "V <answers@example.org>"


def test_in_french_too():
    text = received(compose.letter_message(hidden(language="fr"), letterhead=Letterhead("Voix"))).get_content()
    assert "Les adresses de Joan restent chez Voix" in text


def test_the_receipt_says_who_gets_no_address():
    open_one, own = delivery(), hidden()
    own.letter.page = factories.CampaignPageFactory.build(title="Justice now")
    open_one.letter = own.letter
    links = {"link": "http://x/", "denial": "http://x/not-me/"}
    receipt = compose.receipt_message(
        Notice(letter=own.letter), letterhead=Letterhead("Voices"), deliveries=[open_one, own], **links
    )
    text = received(receipt).get_content()
    assert "Whoever gets your riding in place of your address replies to us." in text
    assert "Joan Doe, 12 Sparks Street, Gatineau, K1A 0A6\n" in text
    assert "Joan Doe, Canada\n" in text
