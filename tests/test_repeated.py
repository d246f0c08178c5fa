"""One letter per address and campaign, however the address is written; its owner is told of a second one."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from campaigns.aliases import BY_DOMAIN, one_address
from campaigns.models import Letter, MailedAddress, Notice
from campaigns.models.letters import email_key
from campaigns.pipeline.send import send_due


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane.Doe@Gmail.com", "janedoe+letters@googlemail.com"),
        ("jane@outlook.com", "jane+a@outlook.com"),
        ("jane@hotmail.com", "Jane+b+c@hotmail.com"),
        ("jane@fastmail.com", "jane+x@fastmail.com"),
        ("jane@proton.me", "jane+x@protonmail.com"),
        ("jane@pm.me", "j.ane@proton.me"),
        ("jane@icloud.com", "jane+x@me.com"),
        ("jane@yahoo.ca", "jane-x@yahoo.ca"),
    ],
)
def test_what_one_provider_takes_for_one_mailbox_is_one_person(one, other):
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jane.doe@example.org", "janedoe@example.org"),
        ("jane@example.org", "jane+a@example.org"),
        ("jane.doe@outlook.com", "janedoe@outlook.com"),
        ("jane@outlook.com", "jane@hotmail.com"),
        ("jane@gmail.com.example.org", "jane@gmail.com"),
        ("jane-a@gmail.com", "jane@gmail.com"),
    ],
)
def test_what_may_be_two_people_is(one, other):
    assert email_key(one) != email_key(other)


@given(st.text(min_size=1).filter(lambda local: "@" not in local), st.sampled_from([*BY_DOMAIN, "example.org"]))
def test_one_address_always_reads_as_itself_and_never_as_nobody(local, domain):
    once = one_address(f"{local}@{domain}")
    assert one_address(once) == once
    assert one_address(f"{local}@{domain}".upper()) == one_address(f"{local.upper()}@{domain}")
    assert re.match(r"(?s).+@.+", once)


@pytest.fixture
def signed(send) -> Letter:
    send(email="jane.doe@gmail.com")
    send_due(worker="test")
    mail.outbox.clear()
    letter = Letter.objects.get()
    MailedAddress.objects.prove(letter.email_key)  # its owner has pressed a button that only the mail leads to
    Letter.objects.update(signed_at=letter.signed_at - timedelta(hours=1))
    return letter


@pytest.mark.django_db
def test_a_repeated_letter_is_answered_as_a_new_one_and_its_owner_is_told_once(send, signed, page):
    for email in ("janedoe+again@googlemail.com", "jane.doe@gmail.com"):
        answer = send(email=email, first_name="Buywatches", message="Other words")
        assert (answer.status_code, answer["Location"]) == (303, page.thank_you_url)
    send_due(worker="test")
    (note,) = mail.outbox
    assert note.to == ["jane.doe@gmail.com"], "the address that was written first"
    assert note.subject == "You have already sent this letter: Justice now"
    assert signed.receipt_path in note.body
    assert not re.search("Buywatches|Other words", note.message().as_string())
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_an_address_that_nobody_has_shown_to_be_theirs_is_told_nothing_more(send, signed):
    MailedAddress.objects.update(proven_at=None)
    send(email="jane.doe@gmail.com")
    assert not Notice.objects.filter(kind="already_sent").exists()


@pytest.mark.django_db
def test_a_second_click_is_no_second_letter(send):
    send()
    send()
    assert not Notice.objects.filter(kind="already_sent").exists()


@pytest.mark.django_db
def test_one_that_waits_for_confirmation_gets_no_such_note(send, signed):
    Letter.objects.update(status="unconfirmed")
    send(email="jane.doe@gmail.com")
    assert not Notice.objects.filter(kind="already_sent").exists()
