"""What the mails say: whose they are, whose words, and to whom."""

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.models import Delivery, Letter, Notice, Recipient
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
