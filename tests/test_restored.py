"""After a restore staff are told why nothing leaves, and what to look at, until somebody turns the switch."""

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from campaigns.checkup.state import check_switch
from campaigns.history import note_restore
from campaigns.models import Delivery, Notice, SendingSettings
from campaigns.models.reasons import Reason
from tests import factories
from tests.test_sending_settings import save

pytestmark = pytest.mark.django_db

TAKEN_AT = datetime(2026, 11, 25, 2, 15, tzinfo=ZoneInfo("America/Toronto"))
DATES = r"Restored on .+ from the backup of Nov\. 25, 2026, 2:15 a\.m\. ?(?=\w|<)"
SCREENS = ["wagtailadmin_home", "sending_report", "switch"]


@pytest.fixture
def restored(page, minister) -> SendingSettings:
    """Two letters are in doubt for it, one of which was held, and a notice; another letter is so for its own reason."""
    SendingSettings.objects.update(live=True, stopped=True)
    note_restore(SendingSettings.load(), taken_at=TAKEN_AT)
    letters = factories.LetterFactory.create_batch(3, page=page)
    state = {"status": "in_doubt", "doubts": 2}
    for letter, reason in zip(letters, [Reason.RESTORED, Reason.RESTORED_HELD, Reason.WORKER_DIED], strict=True):
        Delivery.objects.create(letter=letter, recipient=minister, reason=reason, **state)
    Notice.objects.create(letter=letters[0], kind=Notice.Kind.RECEIPT, reason=Reason.RESTORED, **state)
    return SendingSettings.load()


@pytest.fixture
def shown(client):
    """What a screen says, to a superuser or to whoever is signed in."""

    def shown(screen: str, **headers: str) -> str:
        if not client.session.get("_auth_user_id"):
            client.force_login(factories.UserFactory(is_superuser=True, is_staff=True))
        pk = SendingSettings.load().pk
        url = reverse("wagtailsettings:edit", args=["campaigns", "sendingsettings", pk])
        html = client.get(url if screen == "switch" else reverse(screen), headers=headers).content.decode()
        return re.sub(r"\s+", " ", unescape(html).replace("\u202f", " "))

    return shown


def list_of(kind: str, reason: str) -> str:
    return f"{reverse(f'campaigns_{kind}_modeladmin_index')}?status=in_doubt&reason={reason}"


@pytest.mark.parametrize("screen", SCREENS)
def test_it_says_when_from_which_backup_and_what_to_do(restored, shown, screen):
    html = shown(screen)
    assert re.search(DATES, html)
    assert "3 mails are in doubt: they may have left after the backup was made." in html
    assert "Then switch “stop everything” off." in html


@pytest.mark.parametrize("screen", SCREENS[:2])
def test_it_leads_to_the_lists_of_what_is_in_doubt_for_it(restored, shown, screen):
    html = shown(screen)
    expected = [("delivery", "restored"), ("delivery", "restored%2C+held"), ("notice", "restored")]
    for kind, reason in expected:
        assert list_of(kind, reason) in html
    assert (list_of("delivery", "worker+died") in html) == (screen == "to_do")


def test_to_do_says_it_in_a_line(restored, shown):
    assert "Everything is stopped since the site was restored: nothing leaves" in shown("to_do")


def test_whoever_may_see_no_mails_is_told_why_without_the_lists(restored, client, shown):
    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    html = shown("wagtailadmin_home")
    assert re.search(DATES, html)
    assert "status=in_doubt" not in html


def test_once_all_is_decided_only_the_switch_is_left(restored, shown):
    for model in (Delivery, Notice):
        model.objects.mark_arrived()
    assert "No mail is in doubt because of it." in shown("wagtailadmin_home")


def test_check_sending_says_so_too(restored):
    assert re.match(rf"note  Sending: stopped\. {DATES}3 mails are in doubt:", str(check_switch()))


def test_who_switches_it_on_stands_in_the_log_and_nothing_is_said_any_more(restored, admin_client, shown):
    save(admin_client, stopped=False)
    html = shown("audit")
    assert "Restored from the backup of Nov. 25, 2026, 2:15 a.m." in html
    assert "Stop everything: off, was on" in html
    assert "Restored on" not in shown("wagtailadmin_home")


def test_who_stops_it_later_has_stopped_it_for_another_reason(restored, admin_client, shown):
    save(admin_client, stopped=False)
    save(admin_client, stopped=True)
    assert "Sending is stopped." in shown("wagtailadmin_home")
    assert "Restored on" not in shown("wagtailadmin_home")
    assert "stopped by staff" in str(check_switch())


def test_a_change_of_the_pace_leaves_it_said(restored, admin_client, shown):
    save(admin_client, domain_cap=7)
    assert re.search(DATES, shown("wagtailadmin_home"))


def test_in_french_too(restored, shown):
    html = shown("wagtailadmin_home", **{"accept-language": "fr"})
    assert "à partir de la sauvegarde du 25 novembre 2026" in html
    assert "L’envoi de 3 courriels est incertain" in html


def test_who_stopped_it_before_a_restore_is_forgotten_over_the_newer_one(restored, admin_client, shown):
    save(admin_client, stopped=False)
    SendingSettings.objects.update(stopped=True)
    note_restore(SendingSettings.load(), taken_at=TAKEN_AT)
    assert re.search(DATES, shown("wagtailadmin_home"))
