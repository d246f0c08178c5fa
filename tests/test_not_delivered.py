"""A supporter is told honestly whom the letter did not reach."""

import pytest
from django.core import mail
from django.utils import timezone

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.models import Delivery, Letter, Notice
from campaigns.pipeline.send import send_due
from campaigns.pipeline.undelivered import tell_undelivered
from tests import factories

pytestmark = pytest.mark.django_db


def write(letter: Letter) -> str:
    notice = Notice.objects.create(letter=letter, kind=Notice.Kind.NOT_DELIVERED)
    copies = letter.deliveries.select_related("recipient").order_by("pk")
    message = compose.not_delivered_message(
        notice, letterhead=Letterhead("Voices"), link="https://x/", deliveries=copies
    )
    assert message.to == [f"Jane Doe <{letter.email}>"]
    return f"{message.subject}\n{message.body}"


@pytest.fixture
def letter(page, minister, district) -> Letter:
    letter = factories.LetterFactory(page=page)
    Delivery.objects.create(letter=letter, recipient=minister, status="failed", reason="550 5.1.1 at RCPT")
    member = district.representatives.get()
    Delivery.objects.create(letter=letter, recipient=member, status="sent")
    return letter


def test_it_names_who_did_not_get_the_letter_and_who_did_without_codes(letter):
    text = write(letter)
    lost, arrived = text.split("Your letter did reach:")
    assert "could not be delivered: Justice now" in lost
    assert "- Camille Tremblay (Minister of Foreign Affairs)" in lost
    assert "- Robin Member" in arrived
    assert "https://x/" in text
    assert "550" not in text
    assert "still on its way" not in text


def test_it_says_what_is_still_on_its_way_and_leaves_out_what_never_had_a_recipient(letter, district):
    other = factories.RecipientFactory(name="Sam Late", role_en="")
    Delivery.objects.filter(status="sent").update(recipient=other, status="queued")
    Delivery.objects.create(letter=letter, status="cancelled", legislature=district.legislature)
    text = write(letter)
    assert text.partition("It is still on its way to:")[2].strip().startswith("- Sam Late")
    assert "did reach" not in text
    assert "None" not in text


def test_it_is_written_in_the_letters_language(letter):
    Letter.objects.update(language="fr")
    letter.refresh_from_db()
    text = write(letter)
    assert "n’a pas pu être remise" in text
    assert "Ministre des Affaires étrangères" in text


def test_after_five_days_the_supporter_is_told_once_and_the_mail_leaves(letter, time_machine):
    assert tell_undelivered() == "0 supporters told"
    time_machine.move_to(timezone.now() + timezone.timedelta(days=5, minutes=1))
    assert tell_undelivered() == "1 supporters told"
    assert tell_undelivered() == "0 supporters told"
    send_due(worker="test")
    (message,) = mail.outbox
    assert message.recipients() == [letter.email]
    assert "could not be delivered" in message.subject


@pytest.mark.parametrize("change", [{"status": "queued"}, {"is_test": True}])
def test_what_was_mended_or_only_a_test_is_not_told(letter, time_machine, change):
    Delivery.objects.filter(status="failed").update(**change)
    time_machine.move_to(timezone.now() + timezone.timedelta(days=5, minutes=1))
    assert tell_undelivered() == "0 supporters told"
