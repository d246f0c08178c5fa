"""Test mode: staff see it, an administrator ends it, and the audit log says who."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.models import Delivery, Pace, SendingSettings
from campaigns.models.reasons import Reason
from campaigns.pipeline.send import send_due
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(home) -> SendingSettings:
    SendingSettings.objects.update(live=False, test_mailbox="testing@example.org")
    return SendingSettings.load()


@pytest.fixture
def editor_client(client):
    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return client


def save(client, **changes):
    """Posts the form of the settings as an administrator would see it, with some answers changed."""
    sending = SendingSettings.load()
    names = ("live", "stopped", "test_mailbox", "recipient_cap", "domain_cap", "alarm_email")
    answers = {name: getattr(sending, name) for name in names} | changes
    data = {name: "on" if value is True else value for name, value in answers.items() if value not in (False, None)}
    return client.post(reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings", sending.pk]), data)


def test_the_home_page_says_where_mail_goes_in_test_mode(admin_client, sending):
    html = admin_client.get("/admin/").content.decode()
    assert "Sending is in test mode." in html
    assert "No letter reaches its recipient: all mail goes to testing@example.org, marked [TEST]." in html
    assert reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings"]) in html


def test_who_may_not_switch_it_sees_it_without_the_way_there(editor_client, sending):
    html = editor_client.get("/admin/").content.decode()
    assert "Sending is in test mode." in html
    assert "sendingsettings" not in html


def test_the_home_page_says_when_sending_is_stopped(admin_client, sending):
    SendingSettings.objects.update(live=True, stopped=True)
    html = admin_client.get("/admin/").content.decode()
    assert "Sending is stopped." in html
    assert "test mode" not in html


def test_the_home_page_says_nothing_while_letters_leave(admin_client, sending):
    SendingSettings.objects.update(live=True)
    html = admin_client.get("/admin/").content.decode()
    assert "Sending is" not in html


def test_in_french_too(admin_client, sending):
    html = admin_client.get("/admin/", headers={"accept-language": "fr"}).content.decode()
    assert "L’envoi est en mode test." in html


def test_nobody_goes_live_with_the_address_of_the_example(admin_client, sending, settings):
    settings.DEMO_INBOX = None
    html = save(admin_client, live=True).content.decode()
    assert "Letters would come from letters@campaigns.example.org." in html
    assert "Have LETTERS_FROM_EMAIL set to an address of yours first." in html
    assert not SendingSettings.load().live


@pytest.mark.parametrize("domain", ["organisation.ca", "notexample.org"])
def test_with_an_address_of_our_own_an_administrator_goes_live(admin_client, sending, settings, domain):
    settings.DEMO_INBOX, settings.LETTERS_DOMAIN = None, domain
    assert save(admin_client, live=True).status_code == 302
    assert SendingSettings.load().live


def test_the_audit_log_says_who_switched_what(admin_client, administrator, sending):
    save(admin_client, live=True, domain_cap=20)
    save(admin_client, live=True, domain_cap="", stopped=True)
    entries = ModelLogEntry.objects.filter(action="campaigns.sending_switched").order_by("pk")
    assert {entry.user for entry in entries} == {administrator}
    assert [str(entry.message) for entry in entries] == [
        "Live: on, was off; letters an hour to one domain: 20, was 1000",
        "Stop everything: on, was off; letters an hour to one domain: no limit, was 20",
    ]
    assert "Sending switched" in admin_client.get(reverse("wagtailadmin_reports:site_history")).content.decode()


def test_saving_without_a_switch_logs_no_switch_and_no_address(admin_client, sending):
    save(admin_client, test_mailbox="other@example.org")
    assert SendingSettings.load().test_mailbox == "other@example.org"
    assert not ModelLogEntry.objects.filter(action="campaigns.sending_switched").exists()
    assert "other@example.org" not in str(list(ModelLogEntry.objects.values_list("data", flat=True)))


def test_who_may_not_change_it_does_not_get_the_form(editor_client, sending):
    assert save(editor_client, live=True).status_code == 302
    assert not SendingSettings.load().live


@pytest.mark.parametrize("caps", [{"recipient_cap": 4}, {"recipient_cap": ""}])
def test_a_line_moves_up_when_a_cap_is_raised_or_emptied(admin_client, sending, page, minister, caps):
    SendingSettings.objects.update(live=True, recipient_cap=1, domain_cap=None)
    letters = factories.LetterFactory.create_batch(4, page=page)
    for letter in letters:
        Delivery.objects.create(letter=letter, recipient=minister)
    send_due(worker="test")
    save(admin_client, stopped=True)
    assert Delivery.objects.filter(due_at__gt=timezone.now(), reason=Reason.IN_LINE).count() == 3
    save(admin_client, stopped=False, **caps)
    assert not Delivery.objects.filter(status="queued").exclude(reason="").exists()
    assert not Pace.objects.exclude(next_at=None).exists()
    send_due(worker="test")
    assert Delivery.objects.filter(status="sent").count() == 4
