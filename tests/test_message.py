"""The finished mail's bytes: nobody's text adds a header, splits a line, or sends the mail to somebody else."""

import email
import smtplib
import unicodedata
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from django.core import mail as django_mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import compose
from campaigns.cleaning import many_lines, one_line
from campaigns.headers import Mailbox
from campaigns.letterhead import Letterhead
from campaigns.message import ALWAYS, SOMETIMES, MalformedMessage, as_bytes, as_received, checked
from campaigns.models import Delivery, Notice, Recipient
from tests import factories
from tests.mail_server import MailServer

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
EDGES = [
    *(chr(code) for code in range(0xA0)),  # C0, ASCII, DEL, C1 with NEL
    *"\u00ad\u034f\u061c\u070f\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u2800",
    *"\u3000\u3164\ud800\udbff\udc00\udfff\ue000\ufdd0\ufe0f\ufeff\uffa0\ufff9\ufffc\ufffd\ufffe\uffff",
    *"\U00010000\U0001d173\U0001f600\U000e0001\U000e0041\U000f0000\U0010fffd\U0010ffff",
]  # fmt: skip
ATTACKS = [
    "Jane\r\nBcc: victim@example.org",
    "Jane\vBcc: victim@example.org",
    "Jane\x1cBcc: victim@example.org\x1d\x1e\x1f\x85\u2028\u2029Cc: victim@example.org",
    "Jane\r\n\r\n<script>body</script>",
    'Jane" <victim@example.org>, "Doe',
    "Jane <victim@example.org>, Doe",
    "victim@example.org,",
    r"Jane \" <victim@example.org> \\",
    "Jane (a comment) [x]: ; group: a@example.org;",
    "=?utf-8?q?victim=40example=2Eorg=0D=0ABcc=3A?=",
    "=?utf-8?b?DQpCY2M6IHZpY3RpbUBleGFtcGxlLm9yZw==?= x",
    "x =?us-ascii?Q?=22?= <victim@example.org>",
    "\u202eenaJ\u202c \u2066x\u2069",
    "Zoé, la « présidente »",
    "\u05d3\u05d5\u05d3 \u0645\u0631\u064a\u0645",
    FAMILY,
    "e\u200b\u0301" + "\u0316\u0301" * 40,
    "x" * 100,
    "\U00020000" * 100,
    "é" * 100,
    '"' * 100,
    "\\" * 100,
    "  ",
    "",
]


def delivery(*, recipient: str = "Camille Tremblay", address: str = "minister@example.org", **changes) -> Delivery:
    """One that is not stored: composing asks no database."""
    to = Recipient(name=recipient, role_en="Minister", salutation_en="Dear Minister", email=address)
    return Delivery(letter=factories.LetterFactory.build(campaign=None, **changes), recipient=to)


def everywhere(text: str, title: str = "Justice now") -> Delivery:
    """A letter with `text` in every place that somebody fills in."""
    page = factories.CampaignPageFactory.build(title=title)
    own = {"subject": text, "subject_is_own": True, "message": text, "message_is_own": True, "page": page}
    return delivery(recipient=text, first_name=text, last_name=text, email="jane@example.org", **own)


def refuse_what_is_wrong(message, to: str) -> None:
    """The bytes hold one mail with the headers that were meant, to one mailbox, and pass any mail server."""
    raw = as_bytes(message)
    head, _, _body = raw.partition(b"\r\n\r\n")
    parsed = email.message_from_bytes(raw)
    assert all(len(parsed.get_all(name, [])) == 1 for name in ONCE)
    assert {name.lower() for name in parsed} <= ALWAYS | SOMETIMES
    assert all(32 <= byte < 127 or byte in b"\r\n\t" for byte in raw)
    assert b"\t" not in head
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert message.recipients() == [to]
    assert [address for _name, address in getaddresses([parsed["To"]])] == [to]
    assert [address for _name, address in getaddresses([parsed["From"]])] == ["letters@campaigns.example.org"]
    assert as_received(message)["To"].addresses[0].addr_spec == to


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_adds_a_header_or_a_recipient(text):
    own = everywhere(text, title=text)
    message = compose.letter_message(own, letterhead=Letterhead(text))
    refuse_what_is_wrong(message, "minister@example.org")
    receipt = compose.receipt_message(
        Notice(letter=own.letter), letterhead=Letterhead(text), link="/x", denial="/xnot-me/", deliveries=[own]
    )
    refuse_what_is_wrong(receipt, "jane@example.org")


@pytest.mark.parametrize("text", ATTACKS)
def test_what_was_written_is_what_is_read(text):
    message = compose.letter_message(everywhere(text), letterhead=Letterhead("Voices"))
    shown = one_line(text)
    assert as_received(message)["Subject"] == shown
    assert many_lines(text) in as_received(message).get_content()
    assert name_in(message, "To") == shown
    assert name_in(message, "Reply-To") == one_line(f"{text} {text}")
    assert name_in(message, "From") == one_line(f"{text} {text} via Voices")


@pytest.mark.parametrize("text", ATTACKS)
def test_transports_and_providers_find_the_addresses_as_well(text):
    message = compose.letter_message(everywhere(text), letterhead=Letterhead(text))
    found = [getaddresses([value]) for value in (message.from_email, *message.to, *message.reply_to)]
    assert [[address for _name, address in pairs] for pairs in found] == [
        ["letters@campaigns.example.org"],
        ["minister@example.org"],
        ["jane@example.org"],
    ]


def name_in(message, header: str) -> str:
    """The name before the address, decoded."""
    value = email.message_from_bytes(as_bytes(message))[header]
    ((name, _address),) = getaddresses([value.replace("\r\n", "")])
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("character", EDGES, ids=lambda character: f"{ord(character):04X}")
def test_no_character_changes_the_headers(character):
    for text in (character, f"a{character}b", f"a{character}\u0301{character}b"):
        message = compose.letter_message(everywhere(text), letterhead=Letterhead("Voices"))
        refuse_what_is_wrong(message, "minister@example.org")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(), max_size=200), organisation=st.text(max_size=60))
def test_no_chance_text_changes_the_headers(text, organisation):
    message = compose.letter_message(everywhere(text), letterhead=Letterhead(organisation))
    refuse_what_is_wrong(message, "minister@example.org")
    assert as_received(message)["Subject"] == one_line(text)


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.characters() | st.sampled_from(EDGES)))
def test_clean_text_stays_as_it_is(text):
    for clean in (one_line, many_lines):
        once = clean(text)
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs") for character in one_line(text))


def test_a_name_of_signs_that_show_nothing_is_empty():
    assert one_line("\u3164\u2800\u200b \u00ad\u115f\ufeff") == ""


def test_joiners_stay_in_a_letter_and_line_breaks_become_one_kind():
    assert many_lines(f"{FAMILY}\r\nb\rc\u2028d\x85e\vf\x00\u202eg") == f"{FAMILY}\nb\nc\nd\ne\nfg"


@pytest.mark.parametrize("field", ["first_name", "subject", "message", "postal_code"])
@pytest.mark.django_db
def test_accents_by_the_hundred_thousand_do_not_stall_the_form(send, page, field):
    """Normalising takes the square of their number: two megabytes of them would take minutes."""
    page.may_edit = page.MayEdit.SUBJECT_AND_MESSAGE
    page.save()
    response = send(**{field: "a" + "\u0301\u0316" * 200_000})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        '"a b"@example.org',
        '"a\x01b"@example.org',
        '"a\r\nBcc: x"@example.org',
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "<a@example.org>",
        "=?utf-8?q?a?=@example.org",
        "é@example.org",
        "a b@example.org",
        "@example.org",
        "a",
        "",
    ],
)
def test_a_mail_to_a_doubtful_address_does_not_leave(address):
    with pytest.raises((MalformedMessage, ValueError)):
        compose.letter_message(delivery(address=address), letterhead=Letterhead("Voices"))
    with pytest.raises((MalformedMessage, ValueError)):
        compose.letter_message(delivery(email=address), letterhead=Letterhead("Voices"))


def test_an_international_domain_is_written_in_ascii():
    message = compose.letter_message(delivery(address="ministre@québec.example.org"), letterhead=Letterhead("Voices"))
    refuse_what_is_wrong(message, "ministre@xn--qubec-csa.example.org")


@pytest.mark.parametrize("name", ["subject", "Bcc", "Cc", "From", "X-Priority", "Content-Type", "Resent-To"])
def test_a_header_that_was_not_meant_stops_the_mail(name):
    message = compose.letter_message(delivery(), letterhead=Letterhead("Voices"))
    message._headers = lambda: [*type(message)._headers(message), (name, "a@example.org")]
    del message.as_sent
    with pytest.raises(MalformedMessage):
        checked(message)


@pytest.mark.parametrize("raw", [b"\x0b", b"\x85", b"\r", b"\n", b"x" * 999])
def test_bytes_that_a_mail_server_takes_amiss_stop_the_mail(raw):
    message = compose.letter_message(delivery(), letterhead=Letterhead("Voices"))
    message.as_sent += raw
    with pytest.raises(MalformedMessage):
        checked(message)


def test_long_subjects_are_folded_and_read_as_written():
    for subject in ("word " * 39, "x" * 200, "mot clé " * 24, "\U0001f600" * 200):
        message = compose.letter_message(
            delivery(subject=subject, subject_is_own=True), letterhead=Letterhead("Voices")
        )
        head = as_bytes(message).partition(b"\r\n\r\n")[0]
        assert max(map(len, head.split(b"\r\n"))) <= 78
        assert as_received(message)["Subject"] == subject.strip()


def test_encoded_words_are_no_longer_than_mail_programs_read():
    message = compose.letter_message(everywhere("\U00020000é" * 50), letterhead=Letterhead("Voices"))
    words = [word for word in as_bytes(message).split() if word.startswith(b"=?")]
    assert words
    assert max(map(len, words)) <= 75


LINES = ".\n..x\nFrom me\n-- \nlast  \n\ttab\t\n=3D\n" + "long" * 3000 + "\n" + "x" * 997 + "\n."


@pytest.mark.parametrize("text", [LINES, f"é {LINES}", "\u05d0" * 9000, FAMILY * 2000])
def test_every_line_arrives_as_written_through_a_real_server_of_seven_bits(text):
    message = compose.letter_message(delivery(message=text, message_is_own=True), letterhead=Letterhead("Voices"))
    with MailServer(enable_SMTPUTF8=False) as server, smtplib.SMTP(server.hostname, server.port, timeout=10) as client:
        client.sendmail("letters@campaigns.example.org", message.recipients(), as_bytes(message))
    (envelope,) = server.envelopes
    assert envelope.rcpt_tos == ["minister@example.org"]
    assert envelope.content == as_bytes(message)
    parsed = email.message_from_bytes(envelope.content)
    body = parsed.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert many_lines(text) in body
    assert parsed["Content-Type"] == 'text/plain; charset="utf-8"'
    assert parsed["Content-Transfer-Encoding"] in ("7bit", "quoted-printable")


def test_djangos_own_backends_send_the_same_mail():
    message = compose.letter_message(everywhere("Zoé, «x»"), letterhead=Letterhead("Voices"))
    assert django_mail.get_connection().send_messages([message]) == 1
    ours, theirs = email.message_from_bytes(as_bytes(message)), message.message()
    assert theirs.get_payload().replace("\n", "\r\n") == ours.get_payload()
    assert {name: str(make_header(decode_header(theirs[name]))) for name in theirs} == {
        name: str(make_header(decode_header(ours[name]))) for name in ours
    }


def test_only_notices_say_that_a_program_wrote_them():
    own = everywhere("Jane")
    assert as_received(compose.letter_message(own, letterhead=Letterhead("V")))["Auto-Submitted"] is None
    notice = compose.gave_up_message(Notice(letter=own.letter), letterhead=Letterhead("V"), link="/x")
    assert as_received(notice)["Auto-Submitted"] == "auto-generated"


def test_an_address_without_a_name_stands_alone():
    assert str(Mailbox.of("\u200b", "a@example.org")) == "a@example.org"


# Test mode


def test_in_test_mode_the_mail_goes_to_the_test_mailbox_and_says_to_whom_it_would_have_gone():
    real = compose.letter_message(delivery(), letterhead=Letterhead("Voices"))
    test = compose.for_test_mailbox(real, "testing@example.org")
    refuse_what_is_wrong(test, "testing@example.org")
    parsed = as_received(test)
    assert parsed["To"] == "testing@example.org"
    assert parsed["Subject"] == "[TEST] Please act"
    assert (parsed["From"], parsed["Reply-To"], parsed["Message-ID"]) == tuple(
        as_received(real)[name] for name in ("From", "Reply-To", "Message-ID")
    )
    first, _, rest = parsed.get_content().partition("\n\n")
    assert first == "TEST. This mail would have gone to Camille Tremblay <minister@example.org>."
    assert rest == as_received(real).get_content()


def test_in_test_mode_a_french_mail_says_so_in_french():
    real = compose.letter_message(delivery(language="fr"), letterhead=Letterhead("Voix"))
    text = as_received(compose.for_test_mailbox(real, "testing@example.org")).get_content()
    assert text.startswith("TEST. Ce courriel serait allé à Camille Tremblay <minister@example.org>.")


@pytest.mark.parametrize("text", ATTACKS)
def test_in_test_mode_no_text_adds_a_header_either(text):
    real = compose.letter_message(everywhere(text), letterhead=Letterhead(text))
    refuse_what_is_wrong(compose.for_test_mailbox(real, "testing@example.org"), "testing@example.org")
