"""Where a campaign asks for the full address: in the form, the letter, the receipt and the preview; nowhere else."""

import pytest

from campaigns import compose
from campaigns.letterhead import Letterhead
from campaigns.models import Delivery, Letter, Notice
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = {"street": "24 Sussex\u200b  Lane", "city": "Ottawa"}
FOOTER = "Jane Doe, 24 Sussex Lane, Ottawa, K1A 0A6."


@pytest.fixture
def asking(page):
    page.asks_address = True
    page.save_revision().publish()
    return page


def form_of(client, page) -> str:
    return client.get(page.get_url()).content.decode()


def test_the_form_asks_only_where_the_campaign_does(client, page):
    assert 'name="street"' not in form_of(client, page)
    page.asks_address = True
    page.save_revision().publish()
    html = form_of(client, page)
    assert 'name="street"' in html
    assert 'name="city"' in html
    assert 'autocomplete="address-line1"' in html
    assert 'autocomplete="address-level2"' in html


def test_the_first_page_decides_for_all_languages(client, asking):
    french = factories.translate(asking, title="Justice", slug="justice")
    assert not french.asks_address or french.lead_page == asking
    french.asks_address = False
    french.save_revision().publish()
    assert 'name="street"' in form_of(client, french)
    assert "Numéro et rue" in form_of(client, french)


def test_a_letter_holds_the_address_on_one_line_each(send, asking):
    assert send(**ADDRESS).status_code == 303
    letter = Letter.objects.get()
    assert (letter.street, letter.city) == ("24 Sussex Lane", "Ottawa")


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(send, asking):
    response = send(street="24 Sussex Lane", city=" ")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Enter your city." in html
    assert 'href="#letter_city"' in html
    assert 'value="24 Sussex Lane"' in html
    html = send(city="Ottawa").content.decode()
    assert "Enter your street and number." in html
    assert 'value="Ottawa"' in html
    assert not Letter.objects.exists()


def test_an_address_that_is_too_long_says_so_once(send, asking):
    html = send(street="x" * 151, city="Ottawa").content.decode()
    assert "at most 150 characters" in html
    assert "Enter your street and number." not in html


def test_outside_canada_the_address_may_be_left_out(send, asking):
    assert send(outside_country="on").status_code == 303
    assert Letter.objects.get().address == "outside Canada"


def test_where_nobody_asked_a_posted_address_is_not_kept(send, page):
    assert send(**ADDRESS).status_code == 303
    letter = Letter.objects.get()
    assert (letter.street, letter.city, letter.address) == ("", "", "K1A 0A6")


def test_the_letter_and_the_receipt_say_it_and_the_placeholders_do_not(send, asking):
    asking.closing = "{{ supporter_name }}, {{ district }}, {{ postal_code }}"
    asking.save_revision().publish()
    send(**ADDRESS, letter_version=asking.letter_version)
    delivery, notice = Delivery.objects.order_by("pk").first(), Notice.objects.get()
    text = compose.as_received(compose.letter_message(delivery, letterhead=Letterhead("Voices"))).get_content()
    assert f"{FOOTER} Sent through Voices." in text
    assert "Jane Doe, Ottawa Centre, K1A 0A6\n" in text
    receipt = compose.receipt_message(
        notice, letterhead=Letterhead("Voices"), link="/x", denial="/xnot-me/", deliveries=[delivery]
    )
    assert FOOTER.removesuffix(".") in compose.as_received(receipt).get_content()


def test_the_receipts_page_says_it(send, asking, client):
    send(**ADDRESS)
    html = client.get(Letter.objects.get().receipt_path).content.decode()
    assert FOOTER.removesuffix(".") in html


def test_the_preview_shows_an_invented_one(asking):
    sample = asking.sample_letter()
    assert sample.address == "1 Example Street, Ottawa, K1A 0A6"
    asking.asks_address = False
    assert asking.sample_letter().address == "K1A 0A6"


def test_without_a_full_address_the_letter_says_name_and_postal_code(send, page):
    send()
    message = compose.letter_message(Delivery.objects.order_by("pk").first(), letterhead=Letterhead("Voices"))
    assert "Jane Doe, K1A 0A6. Sent through Voices." in compose.as_received(message).get_content()
