"""Whatever happens, who a supporter is stands in the fields that are listed, and nowhere else."""

import json
import logging

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from campaigns.models import CampaignPage, Delivery, Letter, MailedAddress
from campaigns.pipeline import submit
from campaigns.pipeline.clock import CHORES, LETTERS, _run
from campaigns.pipeline.send import LaneDown, send_due
from tests.canaries import CANARIES, PERSON, WHO, WORDS, Watch, found_in, places_of
from tests.fake_postmark import FakePostmark
from tests.letters import shown
from tests.scripted_smtp import ScriptedServer
from tests.webhook_cases import Provider, bounced

pytestmark = pytest.mark.django_db

QUOTED = f"550 5.1.1 <{WHO['email']}> {WHO['first_name']} {WHO['last_name']} unknown"


@pytest.fixture
def watch(caplog) -> Watch:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("factory").setLevel(logging.INFO)
    return Watch(caplog)


@pytest.fixture
def client(watch):
    return watch.client(raise_request_exception=False)


@pytest.fixture
def sign(client, page, district):
    """Posts the form as the canary fills it in."""
    CampaignPage.objects.update(asks_address=True, may_edit="subject message")
    page.refresh_from_db()

    def sign(**others):
        return client.post(f"/en/write/{page.pk}/", WHO | WORDS | shown(page) | {"district": district.pk} | others)

    return sign


@pytest.fixture
def letter(sign) -> Letter:
    assert sign().status_code == 303
    return Letter.objects.get()


def test_the_canaries_are_found_where_they_may_be(letter):
    """Else the tests below would prove nothing."""
    places = places_of(CANARIES)
    assert {"campaigns_letter.first_name", "campaigns_letter.message", "campaigns_letter.postal_code"} <= set(places)
    assert {place.partition(".")[0] for place in places} == {"campaigns_letter"}


@pytest.mark.speaks_of_people
def test_a_leak_of_each_kind_is_noticed(watch, client, letter):
    client.get("/en/", {"q": WHO["email"]})
    logging.getLogger("any").debug("for %s", {"name": "Zyxwina"})
    Delivery.objects.update(reason=QUOTED[:300])
    stray = mail.EmailMessage("x", "y", to=["a@example.org"], headers={"X-Person": "Quorvath"})
    kinds = {place.split(" ")[0].partition(".")[0] for place in watch.leaks([stray])}
    assert {"address", "log", "header", "campaigns_delivery"} <= kinds


def test_signed_sent_looked_at_kept_and_signed_again(watch, client, sign, letter):
    send_due(worker="test")
    client.post(f"/en/write/{letter.page_id}/recipients/", {"postal_code": WHO["postal_code"]})
    for path in (letter.receipt_path, letter.download_path, letter.withdrawal_path, letter.erasure_path):
        assert client.get(path).status_code == 200
    Letter.objects.update(signed_at="2026-01-01T00:00Z")
    MailedAddress.objects.prove(letter.email_key)  # who is no stranger is told of a second letter
    sign()
    sign(preview="1")
    sign(email="not an address", first_name="")
    send_due(worker="test")
    assert len(mail.outbox) == 4
    assert watch.leaks(mail.outbox) == {}


def test_confirmed_by_mail(watch, client, sign):
    CampaignPage.objects.update(asks_confirmation=True)
    sign()
    send_due(worker="test")
    letter = Letter.objects.get()
    client.get(letter.confirmation_path)
    client.post(letter.confirmation_path)
    send_due(worker="test")
    assert watch.leaks(mail.outbox) == {}


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_a_mail_server_that_quotes_people_in_its_refusals(watch, letter, settings, step):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with ScriptedServer(**{step: QUOTED}) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        try:
            send_due(worker="test")
        except LaneDown:
            assert step in ("EHLO", "MAIL")
    for job in (*LETTERS, *CHORES):
        if job.name != "refresh the directory":
            _run(job)
    assert watch.leaks(mail.outbox) == {}


def test_a_provider_gets_the_mail_and_nothing_beside_it(watch, letter, settings):
    with FakePostmark() as fake:
        settings.ANYMAIL_PROVIDER, settings.EMAIL_BACKEND = "postmark", "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": fake.url}
        send_due(worker="test")
    assert len(fake.asked) == 3
    for path, headers, body in fake.asked:
        beside = {name: value for name, value in body.items() if name not in ("From", "To", "ReplyTo", "TextBody")}
        assert found_in(json.dumps([path, dict(headers), beside]), PERSON) == set()
    assert watch.leaks() == {}


def test_a_provider_that_quotes_people(watch, letter, page, minister):
    Delivery.objects.update(status="sent")
    provider = Provider(page, minister)
    for delivery in Delivery.objects.all():
        assert provider.post(bounced(delivery, answer=QUOTED)) == 200
        assert provider.post(bounced(delivery, answer=QUOTED, Description=QUOTED, Tag=QUOTED)) == 200
    assert provider.post(bounced(delivery, answer=QUOTED), secret=f"provider:{WHO['email']}") in (401, 403)
    provider.close()
    assert watch.leaks() == {}


def test_withdrawn_and_erased(watch, client, letter):
    client.post(letter.withdrawal_path)
    client.post(letter.erasure_path)
    assert places_of(CANARIES) == {}
    assert watch.leaks(mail.outbox) == {}


def break_down(*args, **kwargs):
    """As PostgreSQL quotes a row that a constraint refuses."""
    raise IntegrityError(f"DETAIL: Failing row contains (1, {WHO}, {WORDS}).")


def test_an_error_in_the_midst_of_it(watch, client, sign, settings, monkeypatch):
    settings.ADMINS = [("Operator", "operator@example.org")]
    monkeypatch.setattr(submit.Letter, "save", break_down)
    assert sign().status_code == 500
    (told,) = mail.outbox
    assert "IntegrityError" in told.body
    assert "submit.py" in told.body, "an operator is told where it was"
    assert found_in(told.message().as_string()) == set()
    assert watch.leaks(mail.outbox) == {}


@pytest.mark.postgresql
def test_a_row_that_the_database_itself_refuses(watch, client, sign, monkeypatch):
    monkeypatch.setattr(submit, "unsaved_letter", refused(submit.unsaved_letter))
    assert sign().status_code == 500
    assert watch.leaks() == {}


def refused(unsaved_letter):
    """Makes letters that break a constraint of the table."""

    def unsaved(**of):
        letter = unsaved_letter(**of)
        letter.status = "unheard"
        return letter

    return unsaved


@pytest.mark.parametrize("command", ["import_representatives", "import_districts", "import_postal_codes"])
def test_lists_that_somebody_has_written_people_into(watch, page, tmp_path, command):
    file = tmp_path / "list.csv"
    file.write_text(f"name,email,code\n{WHO['first_name']} {WHO['last_name']},{WHO['email']},{WHO['postal_code']}\n")
    with pytest.raises(CommandError), transaction.atomic():
        call_command(command, str(file), verbosity=0)
    assert watch.leaks() == {}
