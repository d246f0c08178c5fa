"""`manage.py check_sending`, against a real name server and a real mail server on this machine."""

import email
import ssl
import subprocess
from datetime import timedelta
from io import StringIO

import pytest
from aiosmtpd.smtp import AuthResult
from django.core.management import CommandError, call_command
from django.utils import timezone

from campaigns.models import Lane, MailEvent, Pace, SendingSettings, Worker
from tests.mail_server import MailServer, free_port
from tests.name_server import NameServer

pytestmark = pytest.mark.django_db

DOMAIN = "letters.example.org"
KEY = '"v=DKIM1; k=rsa; p=MIGfMA0G" "CSqGSIb3"'
GOOD = {
    (DOMAIN, "TXT"): ['"some-site-verification=1"', '"v=spf1 include:spf.example.org -all"'],
    (f"s1._domainkey.{DOMAIN}", "TXT"): [KEY],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:dmarc@example.org"'],
    (DOMAIN, "MX"): ["10 mx.example.org."],
}


@pytest.fixture(autouse=True)
def own_domain(settings):
    settings.LETTERS_FROM_EMAIL, settings.LETTERS_DOMAIN = f"letters@{DOMAIN}", DOMAIN
    SendingSettings.objects.update_or_create(defaults={"live": True})
    Worker.objects.report("host:1:a")


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        point_at(server, settings)
        yield server


def point_at(server, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = server.hostname, server.port, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def check(*arguments: str, zone=GOOD, is_broken: bool = False) -> tuple[list[str], bool]:
    """The lines it says, and whether something must be mended."""
    out = StringIO()
    with NameServer(zone, is_broken=is_broken) as names:
        try:
            call_command("check_sending", "--nameserver", names.address, *arguments, stdout=out)
        except CommandError:
            return out.getvalue().splitlines(), True
    return out.getvalue().splitlines(), False


def line(lines: list[str], about: str) -> str:
    """The one line about it, without its padding."""
    (found,) = [one for one in lines if one.split(maxsplit=1)[1].startswith(about)]
    return " ".join(found.split())


def test_all_is_well_and_each_thing_has_one_line(mail_server):
    lines, is_faulty = check()
    assert not is_faulty
    assert [one.split()[0] for one in lines] == ["ok"] * 6 + ["note"] + ["ok"] * 3 + ["note"]
    assert line(lines, "SPF") == (
        "ok SPF: letters.example.org says who may send for it: v=spf1 include:spf.example.org -all"
        " (compare it with what your mail provider asks)"
    )
    assert line(lines, "DKIM").startswith("ok DKIM: letters.example.org has a key for selector s1.")
    assert line(lines, "DMARC").startswith("ok DMARC: letters.example.org asks others to reject forged mail")
    assert line(lines, "MX").startswith("ok MX: mail to letters.example.org, such as bounces, goes to mx.example.org.")
    assert line(lines, "Alignment").startswith("ok")
    assert line(lines, "Sending") == "ok Sending: live."
    assert line(lines, "Workers") == "ok Workers: 1 running."


@pytest.mark.parametrize(
    ("about", "change", "words"),
    [
        ("SPF", {(DOMAIN, "TXT"): ['"other"']}, "MEND SPF: letters.example.org does not say who may send for it"),
        ("SPF", {(DOMAIN, "TXT"): ['"v=spf1 -all"', '"v=spf1 a -all"']}, "MEND SPF: letters.example.org has 2 records"),
        ("SPF", {(DOMAIN, "TXT"): ['"v=spf1 +all"']}, "MEND SPF: letters.example.org lets everybody send"),
        ("SPF", {(DOMAIN, "TXT"): ['"v=spf10 -all"']}, "MEND SPF: letters.example.org does not say"),
        ("DKIM", {(f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p="']}, "? DKIM: whether letters.example.org has a"),
        ("DMARC", {(f"_dmarc.{DOMAIN}", "TXT"): []}, "MEND DMARC: letters.example.org has no policy."),
        ("DMARC", {(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=none"']}, "note DMARC: letters.example.org only"),
        ("DMARC", {(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1"']}, "MEND DMARC: the policy of letters.example.org"),
        (
            "DMARC",
            {(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']},
            "MEND DMARC: letters.example.org has 2 records",
        ),
        (
            "DMARC",
            {(f"_dmarc.{DOMAIN}", "TXT"): [], ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=none; sp=quarantine"']},
            "ok DMARC: example.org asks others to quarantine",
        ),
        ("MX", {(DOMAIN, "MX"): []}, "MEND MX: letters.example.org takes no mail"),
        ("MX", {(DOMAIN, "MX"): ["0 ."]}, "MEND MX: letters.example.org takes no mail"),
        ("MX", {(DOMAIN, "MX"): [], (DOMAIN, "A"): ["192.0.2.1"]}, "note MX: letters.example.org names no mail server"),
    ],
)  # fmt: skip
def test_what_the_domain_lacks_is_said(mail_server, about, change, words):
    lines, is_faulty = check(zone=GOOD | change)
    assert line(lines, about).startswith(words)
    assert is_faulty == words.startswith("MEND")


def test_the_selectors_that_are_named_are_looked_for_each(mail_server):
    zone = GOOD | {(f"old._domainkey.{DOMAIN}", "TXT"): ['"p="']}
    lines, is_faulty = check("--selector", "s1", "--selector", "s9", "--selector", "old", zone=zone)
    assert is_faulty
    assert line(lines, "DKIM: letters.example.org has a key for selector s1.")
    assert line(lines, "DKIM: there is no key at s9._domainkey").startswith("MEND")
    assert line(lines, "DKIM: the key of selector old is withdrawn").startswith("MEND")


def test_without_an_answer_of_dns_nothing_is_claimed(mail_server):
    lines, is_faulty = check(is_broken=True)
    for about in ("SPF", "DKIM", "DMARC", "MX"):
        assert line(lines, f"{about} of {DOMAIN} could not be asked").startswith("?")
    assert not is_faulty


def test_a_name_server_that_is_no_address_is_refused():
    for nameserver in ("192.0.2.1:port", "nowhere", "ns.example.org:53"):
        with pytest.raises(CommandError, match="is not the address of a name server"):
            call_command("check_sending", "--nameserver", nameserver)


def test_the_conversation_ends_before_a_letter_would_follow(mail_server):
    lines, _is_faulty = check()
    assert line(lines, "Mail server: it takes mail from letters@letters.example.org").startswith("ok")
    assert mail_server.commands == ["MAIL letters@letters.example.org", "RSET", "QUIT"]
    assert mail_server.envelopes == []


def test_a_mail_server_that_does_not_answer_is_to_be_mended(settings):
    with MailServer() as server:
        point_at(server, settings)
    settings.EMAIL_PORT = free_port()
    lines, is_faulty = check()
    assert is_faulty
    assert "could not be asked: [Errno 111] Connection refused" in line(lines, "Mail server")


def test_a_mail_server_that_refuses_our_address_is_quoted(settings):
    with MailServer(refuses={"MAIL": "550 5.7.1 not from here"}) as server:
        point_at(server, settings)
        lines, is_faulty = check()
    assert is_faulty
    assert line(lines, f"Mail server: 127.0.0.1:{server.port} refused").endswith("refused: 550 5.7.1 not from here")


def test_a_login_that_fails_is_quoted_and_the_password_never_shown(settings):
    options = {"authenticator": lambda *_all: AuthResult(success=False, handled=False), "auth_require_tls": False}
    with MailServer(**options) as server:
        point_at(server, settings)
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "letters", "secret-word"
        lines, is_faulty = check()
    assert is_faulty
    assert line(lines, "Mail server: the password goes over the line in clear").startswith("MEND")
    assert "535" in line(lines, f"Mail server: 127.0.0.1:{server.port} refused")
    assert "secret-word" not in "\n".join(lines)


def test_encryption_that_was_asked_for_and_is_not_offered_is_to_be_mended(mail_server, settings):
    settings.EMAIL_USE_TLS = True
    lines, is_faulty = check()
    assert is_faulty
    assert "STARTTLS" in line(lines, f"Mail server: {settings.EMAIL_HOST}:{settings.EMAIL_PORT} could not be asked")


def test_a_certificate_that_nobody_vouches_for_is_to_be_mended(settings, own_certificate):
    with MailServer(tls_context=own_certificate) as server:
        point_at(server, settings)
        settings.EMAIL_USE_TLS = True
        lines, is_faulty = check()
    assert is_faulty
    assert "no encryption that can be trusted" in "\n".join(lines)


@pytest.fixture
def own_certificate(tmp_path) -> ssl.SSLContext:
    """One that a server made for itself."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs the openssl program")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_a_test_letter_goes_to_the_address_and_its_message_id_is_said(mail_server):
    lines, is_faulty = check("--to", "me@example.org")
    assert not is_faulty
    (envelope,) = mail_server.envelopes
    assert envelope.rcpt_tos == ["me@example.org"]
    message_id = email.message_from_bytes(envelope.content)["Message-ID"]
    assert line(lines, f"Test letter: handed over for me@example.org, Message-ID {message_id}.").startswith("ok")


@pytest.mark.parametrize("address", ["me", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org"])
def test_a_test_letter_to_no_address_is_not_sent(mail_server, address):
    lines, is_faulty = check("--to", address)
    assert is_faulty
    assert "is not an address that letters can go to" in "\n".join(lines)
    assert mail_server.envelopes == []


def test_a_test_letter_that_is_refused_is_quoted(settings):
    with MailServer(refuses={"DATA": "554 5.7.1 spam"}) as server:
        point_at(server, settings)
        lines, is_faulty = check("--to", "me@example.org")
    assert is_faulty
    assert "554" in line(lines, "Test letter")


def test_the_state_of_sending_is_told(mail_server):
    SendingSettings.objects.update(live=False)
    Worker.objects.all().delete()
    Lane.objects.stop("554 5.7.1 at banner")
    lines, is_faulty = check()
    assert is_faulty
    assert line(lines, "Sending").startswith("note Sending: test mode. All mail goes to letters@letters.example.org")
    assert line(lines, "Workers").startswith("MEND Workers: none runs")
    assert "554 5.7.1 at banner" in line(lines, "Mail server: it refused us")
    SendingSettings.objects.update(stopped=True)
    assert line(check()[0], "Sending").startswith("note Sending: stopped by staff")


def test_the_days_limit_is_told_once_it_is_reached(mail_server, settings):
    settings.LETTERS_A_DAY = 7
    today = Pace.objects.create(key=Pace.objects.key_of_today, left=6)
    assert not any("LETTERS_A_DAY" in one for one in check()[0])
    Pace.objects.filter(pk=today.pk).update(left=7)
    assert line(check()[0], "Limit").startswith("note Limit: today's 7 mails (LETTERS_A_DAY) have left;")


def test_with_a_provider_the_last_webhook_is_told(settings):
    settings.ANYMAIL_PROVIDER, settings.EMAIL_BACKEND = "mailgun", "anymail.backends.mailgun.EmailBackend"
    lines, _is_faulty = check()
    assert line(lines, "Webhook").startswith("? Webhook: nothing came from mailgun yet.")
    assert line(lines, "Alignment").startswith("? Alignment: mailgun chooses the envelope sender.")
    assert line(lines, "Mail server").startswith("note Mail server: letters leave through mailgun")
    hour_ago = timezone.now() - timedelta(hours=1)
    MailEvent.objects.create(digest="x", message_id="<a@b>", status="delivered", received_at=hour_ago)
    assert line(check()[0], "Webhook").replace("\u00a0", " ") == "ok Webhook: mailgun was last heard 1 hour ago."
