"""A postal code that only Represent knows, or would know if it were up: in a real browser, with scripts and without."""

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from campaigns.models import Delivery, Letter
from campaigns.pipeline.resolve import resolve_due
from campaigns.pipeline.send import send_due
from tests import factories
from tests.browser.test_journey import ENGLISH, FRENCH, fill_in
from tests.fake_represent import FakeRepresent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "V5K 0A1"
FOUND_LATER = "We find your MP after you send, and tell you by e-mail. Or choose your riding now."


@pytest.fixture
def represent(settings, district):
    """Knows that CODE lies in Ottawa Centre, which the local table does not."""
    with FakeRepresent() as fake:
        fake.know("V5K0A1", listed=[district.code])
        settings.REPRESENT_URL = fake.url
        yield fake


@pytest.fixture
def form(live_server, tab: Page, page) -> Page:
    """Filled in but for the postal code, where the keyboard is."""
    tab.goto(live_server.url + ENGLISH["path"])
    labels = {label: answer for label, answer in ENGLISH["labels"].items() if label != "Postal code"}
    fill_in(tab, {"labels": labels})  # a postal code of the local table would name the same member
    return tab


def type_code(form: Page) -> None:
    form.get_by_label("Postal code", exact=True).press_sequentially(CODE.lower())


def send(tab: Page, words: dict) -> None:
    tab.get_by_role("button", name=words["button"]).click()
    expect(tab.get_by_role("heading", name=words["thanks"])).to_be_visible()


def let_the_worker_look() -> list[str]:
    """Whom it sends the letter to; a minute or more has gone by."""
    Delivery.objects.filter(status="waiting").update(due_at=timezone.now())
    resolve_due()
    send_due(worker="test")
    return sorted(message.to[0].split(" <")[0] for message in mail.outbox if "Please act" in message.subject)


def test_the_member_is_named_while_the_supporter_types_on_and_the_keyboard_stays_where_it_is(form, represent):
    type_code(form)
    expect(form.get_by_text("Robin Member")).to_be_visible()
    expect(form.get_by_text("Your riding: Ottawa Centre")).to_be_visible()
    expect(form.get_by_label("Postal code", exact=True)).to_be_focused()
    assert len(represent.requests) == 1
    send(form, ENGLISH)
    assert len(represent.requests) == 1, "the POST asked nobody"
    assert Letter.objects.get().district.name_en == "Ottawa Centre"


@pytest.mark.parametrize("mode", ["503", "hang"])
def test_while_represent_is_down_the_words_say_so_and_the_letter_goes_later(form, represent, mode):
    represent.mode = mode
    type_code(form)
    expect(form.get_by_text(FOUND_LATER)).to_be_visible()
    expect(form.get_by_label("Postal code", exact=True)).to_be_focused()
    send(form, ENGLISH)
    assert let_the_worker_look() == ["Camille Tremblay"]
    represent.mode = "ok"
    assert let_the_worker_look() == ["Camille Tremblay", "Robin Member"]


def test_while_represent_is_down_the_supporter_may_choose_at_once(form, represent):
    represent.mode = "503"
    type_code(form)
    form.get_by_label("Your riding").select_option(label="Ottawa Centre")
    send(form, ENGLISH)
    assert let_the_worker_look() == ["Camille Tremblay", "Robin Member"]


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["English", "French"])
@pytest.mark.parametrize("mode", ["ok", "503"])
def test_without_scripts_the_letter_is_taken_and_the_worker_finds_the_member(
    live_server, browser: Browser, page, represent, mode, words
):
    factories.translate(page)
    represent.mode = mode
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(live_server.url + words["path"])
    fill_in(tab, words | {"labels": words["labels"] | {list(words["labels"])[-1]: CODE}})
    send(tab, words)
    assert represent.requests == []
    let_the_worker_look()
    represent.mode = "ok"
    assert let_the_worker_look() == ["Camille Tremblay", "Robin Member"]
    context.close()
