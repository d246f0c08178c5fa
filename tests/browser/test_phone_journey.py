"""A letter from a slow phone: with and without scripts, in both languages. Says what it asked of the supporter."""

import sys

import pytest
from django.core import mail
from playwright.sync_api import Browser

from campaigns.models import Campaign, CampaignPage
from campaigns.pipeline.send import send_due
from tests import factories
from tests.browser.phone import ENGLISH, FRENCH, Words, send_letter, slow_phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=lambda words: words.language)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_supporter_on_a_slow_phone_sends_a_letter(live_server, browser: Browser, page, words: Words, scripts, capsys):
    translation = factories.translate(page)
    here = page if words is ENGLISH else translation
    with slow_phone(browser, scripts=scripts) as phone:
        phone.open(live_server.url + here.url)
        send_letter(phone, words, who="jane")
        assert (phone.complaints, phone.strangers) == ([], set())
    send_due(worker="test")
    assert len(mail.outbox) == 3, "to the minister, to the member, and the receipt"
    assert Campaign.objects.number_for(page.translation_key) == 1
    with capsys.disabled():
        told = f"{phone.taps} taps, {phone.fields} fields, {phone.seconds:.1f} s without typing"
        sys.stdout.write(f"\n{words.language}, {'with' if scripts else 'without'} scripts: {told}\n")


def test_nothing_on_the_page_moves_by_itself(live_server, browser: Browser, page: CampaignPage):
    with slow_phone(browser) as phone:
        phone.open(live_server.url + page.url)
        assert phone.layout_shift == 0
        assert phone.blocking_requests <= 2
        assert phone.weight < 60_000, "bytes"
