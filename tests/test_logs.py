"""What stands in a log: what went wrong, where and in which request, and nothing that says or opens who somebody is."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from campaigns import letter_views
from campaigns.models import Campaign, Letter, ReviewLink
from cms import page_cache
from cms.logs import NamelessJson
from cms.request_id import RequestIdFilter, current
from tests import factories
from tests.canaries import WHO, found_in

pytestmark = pytest.mark.django_db

GIVEN = "3f2c9a70-from-the-proxy"


@pytest.fixture
def lines(page) -> Iterator[list[dict]]:
    """What production would write from now on, read again line by line."""

    class Written(logging.Handler):
        def emit(self, record):
            lines.append(json.loads(self.format(record)))

    lines: list[dict] = []
    handler = Written()
    handler.setFormatter(NamelessJson())
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


def raised(*_args) -> None:
    raise ValueError(f"Failing row contains ({WHO['email']}, {WHO['last_name']})")


# A line


def test_a_line_says_when_how_bad_where_what_and_in_which_request(lines, client, page):
    client.get("/en/write/999/")
    (line,) = lines
    assert set(line) == {"time", "level", "logger", "message", "request_id", "process"}
    assert (line["level"], line["logger"], line["process"]) == ("WARNING", "django.request", os.getpid())
    assert line["message"] == "Not Found: en/write/999/"
    assert line["time"].endswith("+00:00")


def test_what_a_record_brings_along_stays_out(lines):
    logging.getLogger("campaigns").warning("letter %s", 7, extra={"email": WHO["email"], "status_code": 404})
    logging.getLogger("campaigns").warning({"email": WHO["email"]})
    assert [line["message"] for line in lines] == ["letter 7", ""]
    assert found_in(lines) == set()


def test_an_error_is_told_without_its_words(lines):
    try:
        raised()
    except ValueError:
        logging.getLogger("campaigns").exception("it failed")
    assert "ValueError" in lines[0]["exc_info"]
    assert "in raised" in lines[0]["exc_info"]
    assert found_in(lines) == set()


@pytest.mark.parametrize(("format_", "is_json"), [("", True), ("json", True), ("line", False)])
def test_production_writes_json_unless_it_is_told_otherwise(format_, is_json):
    says = "import django; django.setup(); import logging; logging.getLogger('x').warning('said')"
    own = {"DJANGO_SETTINGS_MODULE": "cms.settings.production", "LOG_FORMAT": format_, "EMAIL_URL": "smtp://127.0.0.1"}
    secrets = dict.fromkeys(("SECRET_KEY", "PERSON_KEY", "ALLOWED_HOSTS", "LETTERS_FROM_EMAIL"), "x@example.org")
    own |= secrets | {"SITE_URL": "https://example.org", "DATABASE_URL": "sqlite://:memory:"}
    done = subprocess.run(
        [sys.executable, "-c", says], env=os.environ | own, capture_output=True, text=True, check=True
    )
    last = done.stderr.splitlines()[-1]
    assert last.startswith("{") is is_json
    assert "said" in last


# Private addresses


@pytest.fixture
def letter(page) -> Letter:
    return factories.LetterFactory(page=page)


def test_a_private_page_that_is_not_there_leaves_no_key_in_the_log(lines, client, letter):
    client.get(letter.receipt_path.replace("/en/", "/fr/").replace("letter", "lettre"))
    assert [line["message"] for line in lines] == ["Not Found: fr/lettre/<uuid:public_id>/"]
    assert str(letter.public_id) not in str(lines)


def test_nor_one_that_is_mistyped(lines, client, letter):
    client.get(f"/nothing{letter.receipt_path}", follow=True)
    client.get(f"{letter.receipt_path}x/")
    assert len(lines) >= 2
    assert str(letter.public_id) not in str(lines)


def test_nor_one_of_a_campaign_that_is_over(lines, client, letter):
    Letter.objects.update(status=Letter.Status.UNCONFIRMED)
    Campaign.objects.update(status=Campaign.Status.CLOSED)
    assert client.get(letter.confirmation_path).status_code == 410
    assert [line["message"] for line in lines] == ["Gone: en/confirm/<uuid:public_id>/"]
    assert str(letter.public_id) not in str(lines)


def test_nor_one_that_fails(lines, client, letter, monkeypatch):
    monkeypatch.setattr(letter_views, "erase_letter", raised)
    assert client.post(letter.erasure_path).status_code == 500
    (line,) = lines
    assert line["message"] == "Internal Server Error: en/letter/<uuid:public_id>/erase/"
    assert "ValueError" in line["exc_info"]
    assert str(letter.public_id) not in str(lines)
    assert found_in(lines) == set()


def test_nor_one_that_is_asked_in_a_way_it_does_not_know(lines, client, letter):
    assert client.delete(letter.receipt_path).status_code == 405
    assert str(letter.public_id) not in str(lines)


def test_nor_a_review_link(lines, client, page, administrator):
    link = ReviewLink.objects.create(key=page.key, created_by=administrator)
    client.get(f"/en/review/{link.token}/{page.pk}/no-such-mode/")
    client.get(f"/en/review/{link.token[:-1]}/")
    assert len(lines) == 2
    assert link.token[:-1] not in str(lines)


def test_whatever_other_handlers_there_are_get_no_key_either(caplog, client, letter):
    client.get(letter.receipt_path.replace("/en/", "/fr/").replace("letter", "lettre"))
    assert caplog.messages == ["Not Found: fr/lettre/<uuid:public_id>/"]


# Which request


@pytest.fixture
def proxy(settings):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


def test_an_answer_and_its_lines_have_one_id(lines, client, page):
    first, second = (client.get("/en/write/999/")["X-Request-ID"] for _n in range(2))
    assert [line["request_id"] for line in lines] == [first, second]
    assert first != second
    assert current.get() == ""


def test_the_id_that_our_proxy_gave_is_kept(lines, client, page, proxy):
    response = client.get("/en/write/999/", headers={"X-Request-ID": GIVEN})
    assert (response["X-Request-ID"], lines[0]["request_id"]) == (GIVEN, GIVEN)


def test_what_a_visitor_claims_is_not_believed(client):
    assert client.get("/healthz", headers={"X-Request-ID": GIVEN})["X-Request-ID"] != GIVEN


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "twelve chars", "jane@example.org", "line\nline-line", "é" * 9]
)
def test_what_is_no_id_is_replaced(client, proxy, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_what_is_said_within_a_request_has_its_id(lines, client, page, monkeypatch, proxy):
    def say(*_args):
        logging.getLogger("campaigns").warning("said")
        raised()

    monkeypatch.setattr(letter_views, "erase_letter", say)
    client.post(factories.LetterFactory(page=page).erasure_path, headers={"X-Request-ID": GIVEN})
    assert {line["message"]: line["request_id"] for line in lines}["said"] == GIVEN


def test_a_page_that_is_kept_for_others_says_nobodys_id(client, page, settings):
    settings.KEEP_PAGES = True
    page_cache.pages.clear()
    answers = [client.get(page.url) for _n in range(2)]
    assert [answer.has_header("X-Request-ID") for answer in answers] == [False, False]
