"""What providers post, as they sign it, and the eighteen ways in which a post may be bad, early, late or double."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from collections.abc import Callable

from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from campaigns.models import Delivery, MailEvent, Recipient
from campaigns.models.states import Status
from campaigns.pipeline.track import match_parked
from tests import factories

SECRET, OTHER_SECRET = "provider:first", "provider:second"
KEY = "mailgun-signing-key"


class Provider:
    """Posts to the site; keeps each answer's status. Makes letters that have left. Close it in the end."""

    def __init__(self, page, recipient: Recipient):
        self.page, self.recipient = page, recipient
        self.client = Client(raise_request_exception=False)
        self.answers: list[int] = []
        self.settings = override_settings()
        self.become("postmark")

    def become(self, name: str, **others) -> None:
        """The site is set up for this provider from now on."""
        secrets = {"WEBHOOK_SECRET": [SECRET, OTHER_SECRET], "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
        self.close()
        self.settings = override_settings(
            **{"ANYMAIL_PROVIDER": name, "HAS_WEBHOOKS": True, "ANYMAIL": secrets} | others
        )
        self.settings.enable()

    def close(self) -> None:
        if hasattr(self.settings, "wrapped"):  # while it is enabled
            self.settings.disable()

    def letter(self, status: Status = Status.SENT) -> Delivery:
        fields = {"recipient": self.recipient, "recipient_email": self.recipient.email, "tried_at": timezone.now()}
        return Delivery.objects.create(letter=factories.LetterFactory(page=self.page), status=status, **fields)

    def post(self, body, *, to: str | None = None, secret: str | None = SECRET, method: str = "POST", **more) -> int:
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if secret is not None:
            more["HTTP_AUTHORIZATION"] = "Basic " + b64encode(secret.encode()).decode()
        path = f"/anymail/{to or settings.ANYMAIL_PROVIDER}/tracking/"
        kind = more.pop("content_type", "application/json")
        answer = self.client.generic(method, path, body, content_type=kind, **more)
        self.answers.append(answer.status_code)
        return answer.status_code


def local(mail: Delivery) -> str:
    return mail.message_id.strip("<>").partition("@")[0]


def delivered(mail: Delivery, at: str = "") -> dict:
    """Postmark gives a mail an id of its own: only the metadata tells which it is."""
    return {
        "RecordType": "Delivery",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Recipient": "minister@example.org",
        "DeliveredAt": at or timezone.now().isoformat(),
        "Details": "Test delivery to minister@example.org",
        "Metadata": {"mail": local(mail)},
    }


def bounced(mail: Delivery, answer: str = "smtp;550 5.1.1 <minister@example.org> unknown", **more) -> dict:
    return {
        "RecordType": "Bounce",
        "ID": secrets.randbelow(10**12),
        "Type": "HardBounce",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Description": "The server was unable to deliver your message to minister@example.org",
        "Details": answer,
        "Email": "minister@example.org",
        "BouncedAt": timezone.now().isoformat(),
        "Metadata": {"mail": local(mail)},
    } | more


def complained(mail: Delivery) -> dict:
    return bounced(mail, RecordType="SpamComplaint", Type="SpamComplaint")


def mailgun(mail: Delivery, event: str = "delivered", *, at: float | None = None, key: str = KEY, **more) -> dict:
    """Its signature covers the time and a token, and nothing of the event."""
    token, moment = secrets.token_hex(25), str(int(at or time.time()))
    signature = hmac.new(key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "timestamp": time.time(),
        "id": secrets.token_hex(8),
        "recipient": "minister@example.org",
        "message": {"headers": {"message-id": mail.message_id.strip("<>")}},
    }
    return {"signature": {"token": token, "timestamp": moment, "signature": signature}, "event-data": data | more}


def sparkpost(mail: Delivery, kind: str = "delivery", **more) -> dict:
    """It posts many at once."""
    event = {
        "type": kind,
        "event_id": secrets.token_hex(8),
        "timestamp": str(int(time.time())),
        "transmission_id": "65832150921904138",
        "raw_rcpt_to": "minister@example.org",
        "rcpt_meta": {"mail": local(mail)},
    }
    return {"msys": {"message_event": event | more}}


def state(mail: Delivery) -> Status:
    return Status(Delivery.objects.get(pk=mail.pk).status)


# The cases. Each is told a provider, and asserts.


def forged(provider: Provider) -> None:
    provider.become("mailgun")
    mail = provider.letter()
    assert provider.post(mailgun(mail, key="guessed")) == 403
    assert state(mail) == Status.SENT


def no_secret(provider: Provider) -> None:
    mail = provider.letter()
    assert provider.post(bounced(mail), secret=None) == 401
    provider.become("mailgun")
    assert provider.post(mailgun(mail), secret=None) == 401
    assert state(mail) == Status.SENT


def wrong_secret(provider: Provider) -> None:
    mail = provider.letter()
    for secret in ("provider:third", "provider:", ":", "", SECRET.upper(), f"{SECRET} ", "None", "é:\0"):
        assert provider.post(bounced(mail), secret=secret) == 403
    for odd in ("Basic", "Basic !!!", "Basic 4pyT", "Bearer provider:first", "Basic a b c"):
        assert provider.post(bounced(mail), secret=None, HTTP_AUTHORIZATION=odd) == 403
    assert state(mail) == Status.SENT


def replayed(provider: Provider) -> None:
    """Also after staff have queued the letter again, and it left again."""
    provider.become("mailgun")
    mail = provider.letter()
    event = mailgun(mail, "failed", severity="permanent")
    assert provider.post(event) == 200
    assert state(mail) == Status.BOUNCED
    Delivery.objects.filter(pk=mail.pk).update(status=Status.SENT)
    assert provider.post(event) == 200
    assert state(mail) == Status.SENT


def changed_body(provider: Provider) -> None:
    provider.become("mailgun")
    mail, other = provider.letter(), provider.letter()
    event = mailgun(mail)
    assert provider.post(event) == 200
    assert provider.post({"signature": event["signature"]} | {"event-data": mailgun(other)["event-data"]}) == 403
    form = event["signature"] | {"event": "bounced", "Message-Id": other.message_id}
    pairs = "&".join(f"{name}={value}" for name, value in form.items()).encode()
    assert provider.post(pairs, content_type="application/x-www-form-urlencoded") == 403
    assert (state(mail), state(other)) == (Status.DELIVERED, Status.SENT)


def truncated_json(provider: Provider) -> None:
    mail = provider.letter()
    whole = json.dumps(bounced(mail)).encode()
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        assert provider.post(whole[:size]) == 400
    assert state(mail) == Status.SENT


def wrong_types(provider: Provider) -> None:
    mail = provider.letter()
    good = bounced(mail)
    for body in ([], [good], "text", 7, None, True, {}, [[]], {"RecordType": ["Bounce"]}):
        assert provider.post(body) in (200, 400)
    for name in good:
        for value in (None, 7, -1.5, True, [], {}, [{}], "", "\0", "\ud800", "x" * 1000, float("inf"), 10**400):
            assert provider.post({**bounced(mail), "RecordType": "Open", name: value}) in (200, 400)
    assert provider.post({**good, "Metadata": {"mail": [local(mail)]}, "MessageID": 7}) == 400
    provider.become("sparkpost")
    for value in (None, 7, {}, {"msys": 7}, {"msys": []}, {"msys": {"a": 1, "b": 2}}, {"msys": {"message_event": []}}):
        assert provider.post([value]) in (200, 400)
    assert state(mail) == Status.SENT


def huge(provider: Provider) -> None:
    mail = provider.letter()
    for size in (1024 * 1024, 3 * 1024 * 1024):
        assert provider.post(bounced(mail, Padding="x" * size)) == 413
    assert state(mail) == Status.SENT


def wrong_method(provider: Provider) -> None:
    mail = provider.letter()
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert provider.post(bounced(mail), method=method) == 405
    assert state(mail) == Status.SENT


def unknown_provider(provider: Provider) -> None:
    mail = provider.letter()
    for name in ("mailgun", "sparkpost", "no_such", "postmark/inbound", "POSTMARK", "base", "anymail", "..", "%00"):
        assert provider.post(bounced(mail), to=name) == 404
    provider.become("scaleway")  # which reports nothing
    assert provider.post(bounced(mail)) == 404
    assert state(mail) == Status.SENT


def unknown_id(provider: Provider) -> None:
    """Kept for a while, where it may be ours; else nothing."""
    mail = provider.letter()
    before = MailEvent.objects.count()
    assert provider.post(bounced(mail, Metadata={"mail": secrets.token_hex(16)})) == 200
    assert MailEvent.objects.latest("pk").is_parked
    assert provider.post(bounced(mail, Metadata={"mail": "minister@example.org"})) == 200
    assert provider.post(bounced(mail, Metadata={}, MessageID="<minister@example.org>")) == 200
    assert MailEvent.objects.count() == before + 1
    assert state(mail) == Status.SENT


def before_our_commit(provider: Provider) -> None:
    mail = provider.letter(Status.CLAIMED)
    assert provider.post(delivered(mail)) == 200
    assert (state(mail), match_parked()) == (Status.CLAIMED, 0)
    Delivery.objects.filter(pk=mail.pk).update(status=Status.SENT)
    assert (match_parked(), state(mail), match_parked()) == (1, Status.DELIVERED, 0)


def out_of_order(provider: Provider) -> None:
    mail = provider.letter()
    for event in (complained(mail), delivered(mail), bounced(mail)):
        assert provider.post(event) == 200
    assert state(mail) == Status.COMPLAINED


def duplicate(provider: Provider) -> None:
    mail, before = provider.letter(), MailEvent.objects.count()
    event = bounced(mail)
    assert [provider.post(event) for _time in range(5)] == [200] * 5
    assert (state(mail), MailEvent.objects.count()) == (Status.BOUNCED, before + 1)


def backwards(provider: Provider) -> None:
    mail = provider.letter()
    for event, status in ((bounced(mail), Status.BOUNCED), (delivered(mail), Status.BOUNCED)):
        assert provider.post(event) == 200
        assert state(mail) == status
    cancelled = provider.letter(Status.CANCELLED)
    assert provider.post(delivered(cancelled)) == 200
    assert state(cancelled) == Status.CANCELLED


def mixed_batch(provider: Provider) -> None:
    provider.become("sparkpost")
    first, second, third = (provider.letter() for _one in range(3))
    bad = [sparkpost(first) | {"msys": 7}, {}, 7, "\ud800", sparkpost(first, rcpt_meta=7, transmission_id=[])]
    batch = [sparkpost(first), *bad, sparkpost(second, "bounce", raw_reason="550 5.1.1 no"), sparkpost(third)]
    assert provider.post(batch) == 200
    assert [state(mail) for mail in (first, second, third)] == [Status.DELIVERED, Status.BOUNCED, Status.DELIVERED]
    assert provider.post(bad) == 400


def non_utf8(provider: Provider) -> None:
    mail = provider.letter()
    text = json.dumps(bounced(mail), ensure_ascii=False)
    for body in (text.replace("server", "\xe9").encode("latin-1"), text.encode("utf-16"), b"\xff\xfe", b"\0" * 100):
        assert provider.post(body) == 400
    for kind in ("application/json; charset=no-such", "text/plain", "multipart/form-data", "\xe9", ""):
        assert provider.post(b"\xff", content_type=kind) == 400
    assert state(mail) == Status.SENT


def deep_nesting(provider: Provider) -> None:
    mail = provider.letter()
    for body in (b"[" * 500_000, b'{"a":' * 150_000, b'{"RecordType":' + b"[" * 100_000 + b"]" * 100_000 + b"}"):
        assert provider.post(body) == 400
    for name in ("mailgun", "sparkpost"):
        provider.become(name)
        assert provider.post(b"[" * 500_000) == 400
    assert state(mail) == Status.SENT


CASES: list[Callable[[Provider], None]] = [
    forged,
    no_secret,
    wrong_secret,
    replayed,
    changed_body,
    truncated_json,
    wrong_types,
    huge,
    wrong_method,
    unknown_provider,
    unknown_id,
    before_our_commit,
    out_of_order,
    duplicate,
    backwards,
    mixed_batch,
    non_utf8,
    deep_nesting,
]
