"""Through a provider of django-anymail: what each answer of its API, over a real connection, means for the letter."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.core.mail import EmailMessage

from campaigns.models import Delivery
from campaigns.models.states import Status
from campaigns.pipeline.send import send_due
from campaigns.transports import new_transport
from campaigns.transports.base import NotAccepted, Outcome
from campaigns.transports.provider import ProviderTransport
from tests import factories
from tests.fake_postmark import BAD_ADDRESS, INACTIVE, TAKEN, FakePostmark

MAIL = "0123456789abcdef0123456789abcdef"
LONG, SHORT = 20, 0.3  # seconds; the short one only where nobody answers


@pytest.fixture
def postmark(settings):
    with FakePostmark() as fake:
        use(settings, "postmark", POSTMARK_SERVER_TOKEN="token", POSTMARK_API_URL=fake.url)
        yield fake


def use(settings, provider: str, **options) -> None:
    settings.ANYMAIL_PROVIDER = provider
    settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    settings.ANYMAIL = {"REQUESTS_TIMEOUT": LONG} | options


def message() -> EmailMessage:
    return EmailMessage(
        subject="Please act",
        body="Dear Minister,",
        from_email='"Jane Doe via Voices" <letters@campaigns.example.org>',
        to=["minister@example.org"],
        reply_to=["jane@example.org"],
        headers={"Message-ID": f"<{MAIL}@campaigns.example.org>"},
    )


def hand_over(transport: ProviderTransport | None = None):
    transport = transport or ProviderTransport()
    letter = message()
    try:
        transport.prepare(letter)
    except NotAccepted as refused:
        return refused.answer
    return transport.hand_over(letter)


def test_the_settings_choose_the_transport(settings, postmark):
    assert isinstance(new_transport(), ProviderTransport)


SHOW = "from cms.settings import base; print(base.EMAIL_BACKEND, base.HAS_WEBHOOKS, sorted(base.ANYMAIL.items()))"


@pytest.mark.parametrize(("secret", "told"), [("", "False"), (",", "False"), ("a:b,c:d", "True")])
def test_a_providers_own_variables_reach_it_and_no_others_do(secret, told):
    names = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_USE_BULK_API": "False", "MAILGUN_API_KEY": "another's"}
    env = os.environ | names | {"ANYMAIL_PROVIDER": "postmark", "ANYMAIL_WEBHOOK_SECRET": secret}
    shown = subprocess.run([sys.executable, "-c", SHOW], env=env, check=True, capture_output=True, text=True).stdout
    secrets = [one for one in secret.split(",") if one]
    own = [("POSTMARK_SERVER_TOKEN", "token"), ("POSTMARK_USE_BULK_API", False), ("REQUESTS_TIMEOUT", 20)]
    assert shown == f"anymail.backends.postmark.EmailBackend {told} {[*own, ('WEBHOOK_SECRET', secrets)]}\n"


def test_a_letter_that_the_provider_takes_is_sent(postmark):
    answer = hand_over()
    assert (answer.outcome, answer.reason) == (Outcome.SENT, "")


def test_the_provider_learns_nothing_but_the_letter_and_an_opaque_mark_and_tracks_nobody(postmark):
    hand_over()
    _path, headers, asked = postmark.asked[0]
    assert headers["X-Postmark-Server-Token"] == "token"
    assert asked["Metadata"] == {"mail": MAIL}
    assert (asked["TrackOpens"], asked["TrackLinks"]) == (False, "None")
    assert (asked["To"], asked["ReplyTo"]) == ("minister@example.org", "jane@example.org")
    assert {"Name": "Message-ID", "Value": f"<{MAIL}@campaigns.example.org>"} in asked["Headers"]


def test_letters_of_one_transport_share_a_connection(postmark):
    transport = ProviderTransport()
    assert [hand_over(transport).outcome for _letter in range(3)] == [Outcome.SENT] * 3
    assert (len(postmark.asked), postmark.connections) == (3, 1)
    transport.close()
    hand_over(transport)
    assert postmark.connections == 2


def test_what_is_dropped_never_leaves(postmark):
    transport = ProviderTransport()
    transport.prepare(letter := message())
    transport.drop(letter)
    assert postmark.asked == []


ANSWERS = {
    "inactive recipient": (INACTIVE, Outcome.REFUSED, "suppressed at API"),
    "bad recipient": (BAD_ADDRESS, Outcome.REFUSED, "invalid at API"),
    "400": ((400, {}), Outcome.REFUSED, "HTTP 400"),
    "413": ((413, {}), Outcome.REFUSED, "HTTP 413"),
    "422": ((422, {"ErrorCode": 300, "Message": "Invalid"}), Outcome.REFUSED, "HTTP 422 code 300"),
    "422, our address": ((422, {"ErrorCode": 401, "Message": "No"}), Outcome.IDENTITY_REFUSED, "HTTP 422 code 401"),
    "422, our account": ((422, {"ErrorCode": 405, "Message": "No"}), Outcome.IDENTITY_REFUSED, "HTTP 422 code 405"),
    "401": ((401, {"ErrorCode": 10, "Message": "Bad token"}), Outcome.IDENTITY_REFUSED, "HTTP 401 code 10"),
    "402": ((402, {}), Outcome.IDENTITY_REFUSED, "HTTP 402"),
    "403": ((403, {}), Outcome.IDENTITY_REFUSED, "HTTP 403"),
    "404": ((404, b"nothing here"), Outcome.LANE_DOWN, "HTTP 404"),
    "408": ((408, {}), Outcome.LATER, "HTTP 408"),
    "429": ((429, {}), Outcome.LANE_DOWN, "HTTP 429"),
    "500": ((500, {}), Outcome.IN_DOUBT, "HTTP 500"),
    "502": ((502, b"<html>minister@example.org</html>"), Outcome.IN_DOUBT, "HTTP 502"),
    "503": ((503, {}), Outcome.LATER, "HTTP 503"),
    "504": ((504, {}), Outcome.IN_DOUBT, "HTTP 504"),
    "no JSON": ((200, b"<html>minister@example.org</html>"), Outcome.IN_DOUBT, "HTTP 200"),
    "odd JSON": ((200, {"Thanks": True}), Outcome.IN_DOUBT, "HTTP 200"),
    "a number": ((200, b"7"), Outcome.IN_DOUBT, "TypeError at API"),
    "a text": ((200, b'"minister@example.org"'), Outcome.IN_DOUBT, "AttributeError at API"),
    "deep nesting": ((200, b"[" * 100_000), Outcome.IN_DOUBT, "RecursionError at API"),
    "hang": ("hang", Outcome.IN_DOUBT, "ReadTimeout at API"),
    "drop": ("drop", Outcome.IN_DOUBT, "ConnectionError at API"),
    "half an answer": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        Outcome.IN_DOUBT,
        "ChunkedEncodingError at API",
    ),
    "garbage": (b"\x00\xff garbage\r\n\r\n", Outcome.IN_DOUBT, "ConnectionError at API"),
    "led elsewhere": (
        b"HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
        Outcome.LANE_DOWN,
        "configuration: TooManyRedirects",
    ),
}


@pytest.mark.parametrize(("answer", "outcome", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_each_answer_is_told_from_the_others_and_its_words_are_not_kept(postmark, settings, answer, outcome, reason):
    postmark.answer = answer
    settings.ANYMAIL["REQUESTS_TIMEOUT"] = SHORT if answer == "hang" else LONG
    assert (hand_over().outcome, hand_over().reason) == (outcome, reason)
    assert all(path == "/email" for path, _headers, _body in postmark.asked)


def test_after_an_odd_answer_the_next_letter_goes(postmark):
    transport = ProviderTransport()
    postmark.answer = "drop"
    hand_over(transport)
    postmark.answer = TAKEN
    assert hand_over(transport).outcome == Outcome.SENT


def test_a_provider_that_refuses_connections_is_a_lane_that_is_down(settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    use(settings, "postmark", POSTMARK_SERVER_TOKEN="token", POSTMARK_API_URL=f"http://127.0.0.1:{port}")
    answer = hand_over()
    assert (answer.outcome, answer.reason) == (Outcome.LANE_DOWN, "ConnectionError at connect")


def test_a_provider_without_an_address_is_a_lane_that_is_down(settings):
    use(settings, "postmark", POSTMARK_SERVER_TOKEN="token", POSTMARK_API_URL="http://nowhere.invalid")
    assert hand_over().outcome == Outcome.LANE_DOWN


def test_a_provider_that_lets_nobody_in_is_a_lane_that_is_down(settings):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        crowd = [socket.socket() for _one in range(3)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        use(settings, "postmark", POSTMARK_SERVER_TOKEN="token", POSTMARK_API_URL=url, REQUESTS_TIMEOUT=SHORT)
        answer = hand_over()
        for one in crowd:
            one.close()
    assert (answer.outcome, answer.reason) == (Outcome.LANE_DOWN, "ConnectTimeout at connect")


def test_a_provider_that_cannot_do_tls_is_a_lane_that_is_down_and_gets_no_letter(settings, postmark):
    settings.ANYMAIL["POSTMARK_API_URL"] = postmark.url.replace("http:", "https:")
    answer = hand_over()
    assert (answer.outcome, answer.reason) == (Outcome.LANE_DOWN, "SSLError at connect")
    assert postmark.asked == []


@pytest.mark.parametrize(
    ("provider", "options"),
    [
        ("postmark", {}),
        ("postmark", {"POSTMARK_SERVER_TOKEN": "two\nlines"}),
        ("postmark", {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": "nonsense"}),
        ("no_such_provider", {}),
        ("amazon_ses", {}),  # its library is an extra
    ],
)
def test_a_setting_that_cannot_work_stops_the_lane_and_no_letter_is_given_up(settings, provider, options):
    use(settings, provider, **options)
    answer = hand_over()
    assert answer.outcome == Outcome.LANE_DOWN
    assert answer.reason.startswith("configuration: ")


def test_an_address_that_no_provider_can_have_is_refused_and_not_named(postmark):
    transport, letter = ProviderTransport(), message()
    transport.prepare(letter)
    letter.to = ["not an address"]
    answer = transport.hand_over(letter)
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "AnymailInvalidAddress")
    assert postmark.asked == []


PROVIDERS = {
    "brevo": {"BREVO_API_KEY": "key"},
    "mailersend": {"MAILERSEND_API_TOKEN": "key"},
    "mailgun": {"MAILGUN_API_KEY": "key", "MAILGUN_SENDER_DOMAIN": "example.org"},
    "mailjet": {"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "key"},
    "mailtrap": {"MAILTRAP_API_TOKEN": "key"},
    "mandrill": {"MANDRILL_API_KEY": "key"},
    "postal": {"POSTAL_API_KEY": "key"},
    "postmark": {"POSTMARK_SERVER_TOKEN": "key"},
    "resend": {"RESEND_API_KEY": "key"},
    "scaleway": {"SCALEWAY_SECRET_KEY": "key", "SCALEWAY_PROJECT_ID": "project"},
    "sendgrid": {"SENDGRID_API_KEY": "key"},
    "sparkpost": {"SPARKPOST_API_KEY": "key"},
    "unisender_go": {"UNISENDER_GO_API_KEY": "key"},
}


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_a_provider_does_not_know_is_left_out_and_the_letter_goes(settings, provider):
    """Somebody else answers in the provider's place: it is enough that the letter was posted."""
    with FakePostmark() as fake:
        fake.answer = (500, {})
        use(settings, provider, **PROVIDERS[provider], **{f"{provider.upper()}_API_URL": fake.url})
        assert hand_over().reason == "HTTP 500"


def test_a_conversation_that_is_drawn_out_can_be_ended_from_another_thread(postmark):
    postmark.answer = "drip"
    transport, answers = ProviderTransport(), []
    thread = threading.Thread(target=lambda: answers.append(hand_over(transport)))
    thread.start()
    wait_until(lambda: postmark.asked)
    transport.abort()
    thread.join(10)
    assert [answer.outcome for answer in answers] == [Outcome.IN_DOUBT]


def wait_until(is_so, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_through_the_provider(page, minister, postmark):
    delivery = Delivery.objects.create(letter=factories.LetterFactory(page=page), recipient=minister)
    send_due(worker="test")
    delivery.refresh_from_db()
    assert delivery.status == Status.SENT
    assert f"<{postmark.asked[0][2]['Metadata']['mail']}@campaigns.example.org>" == delivery.message_id
