"""The finished messages: whose they are, and that nobody's text can add to their headers."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import compose
from campaigns.compose import MalformedMessage
from campaigns.models import Delivery, Letter, Notice, Recipient
from tests import factories

ONCE = ("From", "To", "Subject", "Date", "Message-ID")


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
    mail = received(compose.letter_message(delivery(), organisation="Voices"))
    assert mail["From"] == "Jane Doe via Voices <letters@campaigns.example.org>"
    assert mail["Reply-To"].startswith("Jane Doe <jane")
    assert mail["To"] == "Camille Tremblay <minister@example.org>"


def test_placeholders_are_filled_for_the_recipient():
    text = received(compose.letter_message(delivery(), organisation="Voices")).get_content()
    assert text.startswith("Dear Minister,\n\nI ask you to act now.\n\nYours,\nJane Doe\n")


def test_words_for_this_recipient_alone_replace_the_letters_own():
    own = delivery()
    own.subject, own.opening = "For you", "As your constituent in {{ postal_code }},"
    mail = received(compose.letter_message(own, organisation="Voices"))
    assert mail["Subject"] == "For you"
    assert "As your constituent in K1A 0A6," in mail.get_content()


def test_a_supporters_own_words_are_never_scanned():
    own = delivery(message="{{ supporter_name }} {% now 'Y' %} {{ unknown }}", message_is_own=True)
    text = received(compose.letter_message(own, organisation="Voices")).get_content()
    assert "{{ supporter_name }} {% now 'Y' %} {{ unknown }}" in text


def test_a_french_letter_addresses_the_recipient_in_french():
    text = received(compose.letter_message(delivery(language="fr"), organisation="Voix")).get_content()
    assert text.startswith("Madame la Ministre,")


def test_from_abroad_the_place_is_said_in_words():
    own = delivery(outside_country=True, postal_code="", closing="{{ district }}")
    assert "outside Canada" in received(compose.letter_message(own, organisation="Voices")).get_content()


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.text(min_size=1, max_size=60), subject=st.text(max_size=200), organisation=st.text(max_size=60))
def test_no_text_in_name_subject_or_organisation_changes_the_headers(name, subject, organisation):
    own = delivery(first_name=name, subject=subject, subject_is_own=True)
    try:
        message = compose.letter_message(own, organisation=organisation)
    except MalformedMessage:
        pytest.fail("cleaned text makes a whole message")
    raw = message.message().as_bytes()
    mail = received(message)
    assert all(len(mail.get_all(header)) == 1 for header in ONCE)
    assert mail.get_all("Bcc") is None
    assert message.recipients() == ["Camille Tremblay <minister@example.org>"]
    assert all(len(line) <= 998 for line in raw.split(b"\n"))


def test_a_message_with_a_doubled_header_does_not_leave():
    message = compose.letter_message(delivery(), organisation="Voices")
    message.extra_headers["subject"] = "Another"
    with pytest.raises(MalformedMessage):
        compose.checked(message)


def test_the_receipt_says_who_gets_what():
    copy = delivery()
    letter: Letter = copy.letter
    letter.page = factories.CampaignPageFactory.build(title="Justice now")
    message = compose.receipt_message(
        Notice(letter=letter), organisation="Voices", link="http://localhost/x", deliveries=[copy]
    )
    mail = received(message)
    assert mail["To"] == f"Jane Doe <{letter.email}>"
    assert "Camille Tremblay (Minister of Foreign Affairs)" in mail.get_content()
    assert "I ask you to act now." in mail.get_content()
