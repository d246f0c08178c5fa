"""An editor has the previewed e-mails sent to their own mailbox."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from campaigns.models import CampaignPage, Delivery, Letter, SendingSettings
from tests import factories
from tests.scripted_smtp import SILENCE, ScriptedServer, refused_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(page) -> str:
    return reverse("send_me", args=[page.pk])


def ask(client, url, *modes) -> str:
    return client.post(url, {"mails": modes}, follow=True).content.decode()


def use_smtp(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def test_the_pages_header_leads_to_it_and_all_mails_are_ticked(admin_client, page, url):
    assert url in admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    html = admin_client.get(url).content.decode()
    assert html.count('type="checkbox"') == html.count("checked") == 3
    assert "E-mail to Camille Tremblay" in html


def test_the_chosen_mails_reach_the_editor_alone_marked_as_a_test(admin_client, administrator, page, url, mail_server):
    SendingSettings.objects.update(live=True)
    html = ask(admin_client, url, "letter-0", "receipt")
    assert "2 e-mails are on their way to you." in html
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [[administrator.email]] * 2
    letter, receipt = (envelope.content.decode() for envelope in mail_server.envelopes)
    assert "Subject: [TEST] Please act" in letter
    assert "TEST. This mail would have gone to Camille Tremblay <minister" in letter
    assert "Dear Minister,\r\n\r\nI ask you to act now." in letter
    assert "Subject: [TEST] Your letter: Justice now" in receipt


def test_it_is_the_newest_draft_and_each_mail_has_an_id_of_its_own(admin_client, page, url):
    page.message = "Words of the draft"
    page.save_revision()
    ask(admin_client, url, "letter-0", "letter-1")
    ask(admin_client, url, "letter-0")
    assert all("Words of the draft" in message.body for message in mail.outbox)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 3


def test_a_confirmation_and_a_translation_are_sent_too(admin_client, page):
    CampaignPage.objects.update(asks_confirmation=True)
    french = factories.translate(CampaignPage.objects.get(pk=page.pk), slug="justice", message="J’accuse")
    ask(admin_client, reverse("send_me", args=[french.pk]), "letter-0", "confirmation")
    letter, confirmation = mail.outbox
    assert "Madame la Ministre,\n\nJ’accuse" in letter.body
    assert confirmation.subject.startswith("[TEST] ")


def test_looking_sends_nothing_and_nothing_is_stored(admin_client, url):
    admin_client.get(url, {"mails": "letter-0"})
    assert not mail.outbox
    ask(admin_client, url, "letter-0")
    assert not Letter.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("modes", [(), ("nonsense",)])
def test_what_is_not_offered_is_refused(admin_client, url, modes):
    ask(admin_client, url, *modes)
    assert not mail.outbox


def test_only_who_may_edit_the_page_may_ask(client, outsider, url):
    for login in (lambda: None, lambda: client.force_login(outsider)):
        login()
        assert client.get(url).status_code == 302
        assert client.post(url, {"mails": ["letter-0"]}).status_code == 302
    assert not mail.outbox


def test_a_draft_without_a_letter_says_what_is_wrong(admin_client, page, url):
    CampaignPage.objects.update(opening="{{ nobody }}")
    assert "Letters do not know {{ nobody }}." in ask(admin_client, url, "letter-0")
    assert not mail.outbox


def test_what_is_wrong_is_said_in_the_editors_language(admin_client, page, minister, district):
    french = factories.translate(page, slug="justice")
    type(minister).objects.filter(pk=minister.pk).update(email="")
    html = ask(admin_client, reverse("send_me", args=[french.pk]), "letter-0")
    assert "Camille Tremblay (Minister of Foreign Affairs) has no e-mail address" in html
    district.representatives.all().delete()
    ask(admin_client, reverse("send_me", args=[french.pk]), "letter-1")
    assert "membre du Parlement" in mail.outbox[0].body


def test_an_editor_without_an_address_is_told(admin_client, administrator, url):
    type(administrator).objects.update(email="")
    assert "Your account has no e-mail address." in ask(admin_client, url, "letter-0")


def test_where_everything_is_stopped_this_is_too(admin_client, url):
    SendingSettings.objects.update(stopped=True)
    assert "Sending is stopped at the moment" in ask(admin_client, url, "letter-0")
    assert not mail.outbox


def test_twenty_times_an_hour_are_enough(admin_client, administrator, url):
    for _ in range(20):
        ask(admin_client, url, "receipt")
    assert "That was 20 times within an hour." in ask(admin_client, url, "receipt")
    assert len(mail.outbox) == 20
    PageLogEntry.objects.update(timestamp=timezone.now() - timedelta(hours=2))
    ask(admin_client, url, "receipt")
    assert len(mail.outbox) == 21


def test_a_mail_server_that_is_not_there_is_said_and_what_was_ticked_stays(admin_client, url, settings, caplog):
    use_smtp(settings, refused_port())
    html = ask(admin_client, url, "letter-1")
    assert "The mail server did not take the e-mails." in html
    assert html.count("checked") == 1
    assert "ConnectionRefusedError" in caplog.text


def test_a_silent_mail_server_keeps_nobody_waiting(admin_client, url, settings, monkeypatch):
    monkeypatch.setattr("campaigns.tryout.mail_me.PATIENCE", 0.3)
    with ScriptedServer(banner=SILENCE) as server:
        use_smtp(settings, server.port)
        assert "The mail server did not take the e-mails." in ask(admin_client, url, "letter-0")


def test_the_history_says_how_many_and_neither_it_nor_the_log_names_an_address(
    admin_client, administrator, page, url, settings, caplog
):
    caplog.set_level(logging.DEBUG)
    with ScriptedServer(RCPT=f"550 5.1.1 no {administrator.email}") as server:
        use_smtp(settings, server.port)
        ask(admin_client, url, "letter-0", "receipt")
    entry = PageLogEntry.objects.get(action="campaigns.mailed_to_editor")
    assert entry.data == {"reason": "", "letters": 2}
    assert "mail to editor" in caplog.text
    assert administrator.email not in caplog.text
    history = admin_client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "E-mails of the draft sent to the editor: 2." in history
