"""How staff come in: with a password, with a second factor where one is asked for, not by guessing, not for ever."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as project
from django.contrib.auth.models import Group
from django.core.cache import cache, caches
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.permissions import set_up_roles
from campaigns.roles import ADMINISTRATOR, AUTHOR, CAMPAIGN_LEAD, DATA_OFFICER, PAGE_APPROVER, SCRIPT_APPROVER
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN, SECRET = "/admin/login/", "a long password 7"


@pytest.fixture(autouse=True)
def roles(home):
    cache.clear()
    caches["shared"].clear()
    set_up_roles()


@pytest.fixture
def required(settings):
    settings.REQUIRE_2FA = True


def make_person(*roles, **fields):
    person = factories.UserFactory(**fields)
    person.set_password(SECRET)
    person.save()
    person.groups.set(Group.objects.filter(name__in=[role.name for role in roles]))
    return person


def sign_in(person, client: Client | None = None, password: str = SECRET, **extra):
    """The answer to the form, and who asked."""
    client = client or Client()
    return client.post(LOGIN, {"username": person.username, "password": password}, **extra), client


def is_in(client: Client) -> bool:
    return client.get(reverse("wagtailadmin_account")).status_code == 200


def code_for(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


def give_second_factor(person) -> str:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


# The password


def test_the_form_asks_for_a_name_and_a_password(client):
    html = client.get(LOGIN).content.decode()
    assert re.findall(r'<input type="(?:text|password)" name="(\w+)"', html) == ["username", "password"]
    assert "Sign in" in html


def test_whoever_knows_the_password_is_in_and_goes_where_they_wanted(client):
    wanted = reverse("wagtailadmin_account")
    page = client.get(wanted, follow=True)
    assert page.redirect_chain[-1][0] == f"{LOGIN}?next={wanted}"
    answers = {"username": make_person(AUTHOR).username, "password": SECRET, "next": wanted}
    assert f'name="next" value="{wanted}"' in page.content.decode()
    assert client.post(LOGIN, answers)["Location"] == wanted
    assert is_in(client)


def test_nobody_is_led_to_another_site(client):
    answers = {"username": make_person(AUTHOR).username, "password": SECRET, "next": "https://evil.example.org/"}
    assert client.post(LOGIN, answers)["Location"] == reverse("wagtailadmin_home")


def test_whoever_may_not_open_the_admin_can_come_in_as_somebody_else(client):
    client.force_login(make_person())
    response = client.get(reverse("wagtailadmin_home"), follow=True)
    assert (response.status_code, response.request["PATH_INFO"]) == (200, LOGIN)


def test_a_wrong_password_and_an_unknown_name_are_told_in_the_same_words():
    known, unknown = sign_in(make_person(AUTHOR), password="wrong"), sign_in(factories.UserFactory.build())
    words = [
        re.findall(r'<li class="error">(.+?)</li>', answer.content.decode()) for answer, _client in (known, unknown)
    ]
    assert words[0] == words[1] != []


def test_there_is_one_way_in_and_no_way_to_make_an_account(client):
    response = client.get("/en/_util/login/?next=/en/")
    assert response["Location"] == f"{LOGIN}?next=/en/"
    for path in ("signup/", "login/new/", "email/", "accounts/signup/"):
        assert client.get(f"/admin/{path}", follow=True).status_code == 404 or not is_in(client)


# Guessing


def test_after_five_wrong_passwords_nobody_gets_into_the_account_not_even_with_the_right_one():
    person = make_person(AUTHOR)
    for number in range(5):
        sign_in(person, password=f"guess {number}", REMOTE_ADDR=f"192.0.2.{number}")
    _answer, client = sign_in(person, REMOTE_ADDR="192.0.2.99")
    assert not is_in(client)
    _answer, other = sign_in(make_person(AUTHOR), REMOTE_ADDR="192.0.2.99")
    assert is_in(other)


def test_attempts_are_counted_for_all_processes_together():
    person = make_person(AUTHOR)
    for number in range(5):
        sign_in(person, password=f"guess {number}", REMOTE_ADDR=f"192.0.2.{number}")
        cache.clear()  # what another process does not know
    _answer, client = sign_in(person)
    assert not is_in(client)


def test_one_address_may_not_try_one_account_after_the_other():
    for number in range(10):
        sign_in(factories.UserFactory.build(username=f"guess{number}"), REMOTE_ADDR="192.0.2.7")
    _answer, client = sign_in(make_person(AUTHOR), REMOTE_ADDR="192.0.2.7")
    assert not is_in(client)
    _answer, elsewhere = sign_in(make_person(AUTHOR), REMOTE_ADDR="192.0.2.8")
    assert is_in(elsewhere)


def test_an_address_that_the_sender_invents_does_not_count():
    for number in range(10):
        name = factories.UserFactory.build(username=f"guess{number}")
        sign_in(name, REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    forged = {"headers": {"X-Forwarded-For": "198.51.100.77"}}
    _answer, client = sign_in(make_person(AUTHOR), REMOTE_ADDR="192.0.2.7", **forged)
    assert not is_in(client)


def test_forgotten_passwords_are_asked_for_so_often_and_no_more(client, mailoutbox):
    person = make_person(AUTHOR)
    answers = [client.post("/admin/password_reset/", {"email": person.email}).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]
    stranger = client.post("/admin/password_reset/", {"email": "nobody@example.org"}, REMOTE_ADDR="192.0.2.8")
    assert (stranger.status_code, stranger["Location"]) == (302, "/admin/password_reset/done/")
    assert {address for mail in mailoutbox for address in mail.to} == {person.email}


# The second factor


@pytest.mark.parametrize("role", [DATA_OFFICER, ADMINISTRATOR])
def test_whoever_may_see_supporters_sets_one_up_before_anything_else_opens(required, role):
    _answer, client = sign_in(make_person(role))
    setting_up = reverse("mfa_activate_totp")
    for name in ("wagtailadmin_home", "wagtailadmin_account", "audit", "wagtailadmin_reports:site_history"):
        assert client.get(reverse(name))["Location"] == setting_up
    letters = client.get(reverse("campaigns_letter_modeladmin_index"), {"export": "csv"})
    assert letters["Location"] == setting_up
    again = client.get(setting_up)["Location"]
    html = client.post(again, {"password": SECRET}, follow=True).content.decode()
    secret = re.search(r"<code>(\w+)</code>", html)[1]
    answer = client.post(setting_up, {"code": code_for(secret)}, follow=True)
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 10
    assert is_in(client)


@pytest.mark.parametrize("role", [AUTHOR, PAGE_APPROVER, CAMPAIGN_LEAD, SCRIPT_APPROVER])
def test_others_need_none(required, role):
    assert is_in(sign_in(make_person(role))[1])


def test_a_superuser_needs_one(required):
    _answer, client = sign_in(make_person(is_superuser=True))
    assert client.get("/admin/")["Location"] == reverse("mfa_activate_totp")


def test_on_a_laptop_nobody_needs_one():
    assert is_in(sign_in(make_person(DATA_OFFICER))[1])


@pytest.mark.parametrize("is_required", [True, False])
def test_whoever_has_one_is_asked_for_it_and_is_not_in_before(settings, is_required):
    settings.REQUIRE_2FA = is_required
    person = make_person(DATA_OFFICER)
    secret = give_second_factor(person)
    answer, client = sign_in(person)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get("/admin/")["Location"].startswith(LOGIN)
    assert "incorrect" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode().casefold()
    assert not is_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})["Location"] == "/admin/"
    assert is_in(client)


def test_a_recovery_code_lets_in_once():
    person = make_person(DATA_OFFICER)
    give_second_factor(person)
    code = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    found = []
    for _ in range(2):
        _answer, client = sign_in(person)
        client.post(reverse("mfa_authenticate"), {"code": code})
        found.append(is_in(client))
    assert found == [True, False]


def test_a_code_that_somebody_saw_over_a_shoulder_is_used_up():
    person = make_person(DATA_OFFICER)
    code = code_for(give_second_factor(person))
    found = []
    for _ in range(2):
        _answer, client = sign_in(person)
        client.post(reverse("mfa_authenticate"), {"code": code})
        cache.clear()
        found.append(is_in(client))
    assert found == [True, False]


def test_codes_are_not_guessed():
    person = make_person(DATA_OFFICER)
    secret = give_second_factor(person)
    _answer, client = sign_in(person)
    for number in range(6):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert not is_in(client)


def test_a_new_password_does_not_go_around_it(client, mailoutbox):
    person = make_person(DATA_OFFICER)
    give_second_factor(person)
    client.post("/admin/password_reset/", {"email": person.email})
    path = re.search(r"http://[^/]+(/admin/password_reset/confirm/\S+)", mailoutbox[0].body)[1]
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": "another long one 8", "new_password2": "another long one 8"})
    assert not is_in(client)
    answer, client = sign_in(person, password="another long one 8")
    assert answer["Location"] == reverse("mfa_authenticate")


# Sessions


def test_a_session_ends_after_twelve_hours_however_busy_it_is(time_machine):
    time_machine.move_to(timezone.now())
    _answer, client = sign_in(make_person(AUTHOR))
    for _ in range(12):
        assert is_in(client)
        session = client.session
        session["busy"] = session.get("busy", 0) + 1
        session.save()
        time_machine.shift(timedelta(minutes=59))
    assert is_in(client)
    time_machine.shift(timedelta(minutes=13))
    assert not is_in(client)
    assert project.SESSION_COOKIE_AGE == 12 * 60 * 60


# A lost second factor


def test_a_lost_one_is_taken_away_by_command_and_the_log_says_so(required, capsys):
    person = make_person(DATA_OFFICER)
    give_second_factor(person)
    call_command("remove_second_factor", person.username)
    assert not Authenticator.objects.filter(user=person).exists()
    _answer, client = sign_in(person)
    assert client.get("/admin/")["Location"] == reverse("mfa_activate_totp")
    assert ModelLogEntry.objects.get(action="cms.second_factor_removed").object_id == str(person.pk)


def test_the_command_says_whom_it_does_not_know():
    with pytest.raises(CommandError, match="nobody"):
        call_command("remove_second_factor", "nobody")
