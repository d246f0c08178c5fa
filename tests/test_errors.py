"""An unexpected error is told to Sentry: what and where, and nothing of whoever sent the form."""

import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from campaigns import letter_views, views
from campaigns.models import CampaignPage
from cms.errors import report_errors
from cms.settings.reading import safe_url
from tests import factories
from tests.canaries import WHO, WORDS, found_in
from tests.letters import shown

pytestmark = pytest.mark.django_db


class Kept(Transport):
    """What would have gone over the network."""

    def __init__(self, *_options) -> None:
        super().__init__()
        self.envelopes: list[Envelope] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.envelopes.append(envelope)

    @property
    def events(self) -> list[dict]:
        return [event for envelope in self.envelopes if (event := envelope.get_event())]

    @property
    def said(self) -> str:
        return b"".join(envelope.serialize() for envelope in self.envelopes).decode()


@pytest.fixture
def sentry(settings) -> Iterator[Kept]:
    settings.SENTRY_DSN = "https://key@sentry.example.org/1"
    kept = Kept()
    with sentry_sdk.isolation_scope():
        report_errors(transport=kept)
        yield kept
    sentry_sdk.get_global_scope().set_client(None)  # else what the next tests ask of others carries its headers


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


def quote(*_args, **given) -> None:
    """Fails as a database does that shows the row, with the form in its variables."""
    form = given.get("form")
    raise ValueError(f"Failing row contains ({form.cleaned_data if form else WHO})")


def test_an_error_is_told_by_kind_place_pattern_and_request_without_what_was_typed(
    sentry, client, page, district, monkeypatch
):
    monkeypatch.setattr(views, "submit_letter", quote)
    CampaignPage.objects.update(may_edit="subject message", asks_address=True)
    page.refresh_from_db()
    typed = WHO | WORDS | shown(page) | {"district": district.pk}
    address = f"/en/write/{page.pk}/?email={WHO['email']}"
    client.cookies["note"] = WHO["email"]
    response = client.post(address, typed, headers={"Referer": f"http://testserver/?name={WHO['last_name']}"})
    assert response.status_code == 500
    (event,) = sentry.events
    (error,) = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert [frame["function"] for frame in error["stacktrace"]["frames"]][-2:] == ["answer", "quote"]
    assert event["transaction"].endswith("write/{page_id}/")
    assert event["tags"] == {"request_id": response["X-Request-ID"]}
    assert found_in(sentry.said) == set()
    assert not {"request", "user", "breadcrumbs", "extra", "contexts", "modules"} & event.keys()


def test_the_key_to_a_private_page_is_not_told(sentry, client, page, monkeypatch):
    monkeypatch.setattr(letter_views, "erase_letter", quote)
    letter = factories.LetterFactory(page=page)
    client.post(letter.erasure_path)
    assert len(sentry.events) == 1
    assert str(letter.public_id) not in sentry.said
    assert letter.public_id.hex not in sentry.said


def test_what_is_logged_as_an_error_is_told_as_the_code_has_it(sentry):
    logging.getLogger("campaigns").error("letter of %s failed", WHO["email"])
    (event,) = sentry.events
    assert event["logentry"] == {"message": "letter of %s failed"}
    assert found_in(sentry.said) == set()


def test_what_is_no_error_of_ours_is_not_told(sentry, client, page, send):
    client.get("/en/write/999/")
    send(email="")
    assert sentry.events == []


def test_without_an_address_nothing_of_it_is_even_loaded():
    says = "import os, django; django.setup(); import sys; sys.exit('sentry_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", says]).returncode == 0


def test_an_address_without_encryption_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        safe_url({"SENTRY_DSN": "http://key@sentry.example.org/1"}, "SENTRY_DSN")
