"""What a supporter can do with a letter afterwards: look, withdraw, keep a copy, have it erased."""

import pytest
from django.core import mail
from django.core.management import call_command

from campaigns.models import Campaign, Delivery, Letter, Notice, Recipient
from campaigns.models.expiry import PERSON
from campaigns.pipeline.claim import claim_letters
from campaigns.pipeline.erase import settle_withdrawn
from campaigns.pipeline.orders import Orders
from campaigns.pipeline.send import send_due
from campaigns.pipeline.undelivered import tell_undelivered
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db

OWN = {"first_name": "Jane", "last_name": "Doe", "message": "My own words about Doe street."}


@pytest.fixture
def letter(send) -> Letter:
    send(**OWN)
    return Letter.objects.get()


def states(letter: Letter) -> list[tuple[str, str]]:
    return sorted(letter.deliveries.values_list("status", "reason"))


def number(page) -> int:
    """What the counter says, and a recount as well."""
    said = Campaign.objects.number_for(page.key)
    call_command("recount", verbosity=0)
    assert Campaign.objects.number_for(page.key) == said
    return said


def to_recipients() -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if "jane@example.org" not in message.to[0]]


# Looking


def test_looking_changes_nothing_whatever_looks(client, letter):
    paths = [letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.download_path]
    before = [list(rows.values().order_by("pk")) for rows in (Letter.objects, Delivery.objects, Notice.objects)]
    for look in (client.get, client.head):
        assert {look(path, headers={"User-Agent": "mail scanner"}).status_code for path in paths} == {200}
    assert [list(rows.values().order_by("pk")) for rows in (Letter.objects, Delivery.objects, Notice.objects)] == before


def test_its_pages_are_kept_by_nobody_and_lead_nowhere_without_the_number(client, letter):
    for path in (letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.download_path):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex"
        unknown = path.replace(str(letter.public_id), "00000000-0000-4000-8000-000000000000")
        for ask in (client.get, client.post):
            assert ask(unknown).status_code == 404
        assert client.get(path.replace("/en/", "/fr/")).status_code == 404, "a letter is read in its language"


def test_another_site_can_do_nothing(client, letter):
    for path in (letter.withdrawal_path, letter.erasure_path):
        assert client.post(path, headers={"Origin": "https://evil.example"}).status_code == 403
    letter.refresh_from_db()
    assert (letter.withdrawn_at, letter.erasure_asked_at) == (None, None)


def test_one_that_is_not_confirmed_has_none_of_these_pages(client, letter):
    Letter.objects.update(status="unconfirmed")
    for path in (letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.download_path):
        assert client.get(path).status_code == client.post(path).status_code == 404


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("held", "Waiting: we are looking into it before it leaves"),
        ("in_doubt", "It may have arrived"),
        ("queued", "it leaves soon"),
        ("handing_over", "it is leaving now"),
        ("sent", "Sent: their mail server has it"),
        ("delivered", "Delivered to their mailbox"),
        ("bounced", "Not delivered: their mail server returned it"),
        ("failed", "Not delivered: their mail server did not take it"),
        ("cancelled", "Not sent"),
    ],
)
def test_the_receipt_says_in_plain_words_what_became_of_it(client, letter, status, words):
    Delivery.objects.update(status=status)
    html = client.get(letter.receipt_path).content.decode()
    assert html.count(words) == 2
    assert html.count("<time datetime=") == 2


def test_a_copy_is_the_letter_as_each_recipient_gets_it(client, letter):
    response = client.get(letter.download_path)
    assert response["Content-Disposition"] == 'attachment; filename="letter.txt"'
    assert response["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    send_due(worker="test")
    sent = [message.body for message in to_recipients()]
    assert any("Dear Minister," in body for body in sent)
    assert len(sent) == 2
    for body in sent:
        assert body.strip() in text


# Withdrawing


def test_before_anything_left_it_is_gone_and_not_counted_and_may_be_signed_anew(client, letter, page, send):
    assert number(page) == 1
    assert "They will not leave once you press the button" in client.get(letter.withdrawal_path).content.decode()
    for _ in range(2):
        assert client.post(letter.withdrawal_path)["Location"] == letter.receipt_path
    assert states(letter) == [("cancelled", "withdrawn")] * 2
    assert number(page) == 0
    assert "Nothing of it left, and it is not counted" in client.get(letter.receipt_path).content.decode()
    send(message="Better words")
    assert number(page) == 1
    assert set(Letter.objects.values_list("status", flat=True)) == {"withdrawn", "signed"}


def test_what_left_before_stays_and_counts(client, letter, page, send):
    first = letter.deliveries.order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(status="sent")
    html = client.get(letter.withdrawal_path).content.decode()
    assert html.index("They cannot be called back") < html.index("Sent: their mail server has it")
    client.post(letter.withdrawal_path)
    assert states(letter) == [("cancelled", "withdrawn"), ("sent", "")]
    html = client.get(letter.receipt_path).content.decode()
    assert "cannot be called back, so it stays counted" in html
    assert "Withdrawn by you: it did not leave" in html
    assert number(page) == 1
    send()
    assert Letter.objects.count() == 1


def test_where_all_has_left_there_is_no_button(client, letter):
    Delivery.objects.update(status="sent")
    html = client.get(letter.withdrawal_path).content.decode()
    assert "nothing left to withdraw" in html
    assert "Withdraw my letter" not in html


def test_what_a_worker_has_in_hand_is_stopped_when_it_comes_back(client, letter, page):
    taken = claim_letters(worker="test", limit=1, orders=Orders.of_now()).mails
    client.post(letter.withdrawal_path)
    assert sorted(letter.deliveries.values_list("status", flat=True)) == ["cancelled", "claimed"]
    assert number(page) == 1, "it may be leaving"
    Delivery.objects.filter(pk=taken[0].pk).release()
    mail.outbox.clear()
    send_due(worker="test")
    assert not to_recipients(), "though it was queued again"
    assert settle_withdrawn() == 1
    assert states(letter) == [("cancelled", "withdrawn")] * 2
    assert number(page) == 0
    assert settle_withdrawn() == 0


# Erasing


def test_erased_it_is_nobodys_and_still_counted_where_it_went(client, letter, page, send):
    send_due(worker="test")
    client.post(letter.erasure_path)
    client.post(letter.erasure_path)
    key, district = letter.email_key, letter.district
    letter.refresh_from_db()
    assert {getattr(letter, name) for name in (*PERSON, "message")} == {""}
    assert letter.subject == page.subject, "the campaign's words stay"
    assert (letter.email_key, letter.district, letter.message_is_own) == (key, district, True)
    assert number(page) == 1
    html = client.get(letter.receipt_path).content.decode()
    assert "We have erased your name" in html
    assert "Doe" not in html
    assert client.get(letter.download_path).status_code == 303
    mail.outbox.clear()
    send()
    send_due(worker="test")
    assert (Letter.objects.count(), mail.outbox) == (1, []), "nobody is there to write to"


def test_erased_before_it_left_nothing_leaves_the_receipt_neither(client, letter, page):
    client.post(letter.erasure_path)
    assert set(states(letter)) <= {("cancelled", "erased"), ("cancelled", "withdrawn")}
    send_due(worker="test")
    assert mail.outbox == []
    assert number(page) == 0


@pytest.mark.parametrize("state", ["claimed", "handing_over"])
def test_while_a_worker_has_it_in_hand_its_words_stay_as_they_are(client, letter, state):
    one = letter.deliveries.order_by("pk").first()
    Delivery.objects.filter(pk=one.pk).update(status=state, claimed_by="test")
    client.post(letter.erasure_path)
    letter.refresh_from_db()
    assert (letter.first_name, letter.message, letter.erased_at) == ("Jane", OWN["message"], None)
    html = client.get(letter.receipt_path).content.decode()
    assert "Your letter is leaving at this moment" in html
    assert "My own words" not in html
    settle_withdrawn()
    letter.refresh_from_db()
    assert letter.erased_at is None
    Delivery.objects.filter(pk=one.pk).update(status="sent", claimed_by="")
    settle_withdrawn()
    letter.refresh_from_db()
    assert (letter.first_name, letter.message) == ("", "")


def test_one_that_failed_is_neither_sent_nor_spoken_of_once_it_is_erased(client, letter):
    Delivery.objects.update(status="failed")
    client.post(letter.erasure_path)
    assert tell_undelivered() == "0 supporters told"
    letter.deliveries.requeue()
    send_due(worker="test")
    settle_withdrawn()
    assert mail.outbox == []
    assert {status for status, _reason in states(letter)} == {"cancelled"}


def test_in_french_as_well(client, page, answers):
    french = factories.translate(page, slug="justice-fr")
    french = type(page).objects.get(pk=french.pk)
    client.post(f"/fr/write/{french.pk}/", answers | {"message": french.message} | shown(french))
    letter = Letter.objects.get()
    assert "Retirer ma lettre" in client.get(letter.withdrawal_path).content.decode()
    assert "Effacer mes données" in client.get(letter.erasure_path).content.decode()
    client.post(letter.withdrawal_path)
    assert "Vous avez retiré votre lettre" in client.get(letter.receipt_path).content.decode()


def test_a_copy_is_kept_by_its_supporter_when_the_seat_is_vacant_by_now(client, letter, minister):
    Recipient.objects.filter(pk=minister.pk).update(email="")
    copy = client.get(letter.download_path)
    assert copy.status_code == 200
    assert minister.name in copy.content.decode()
