"""Letters whose representative is not known when they are signed."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from campaigns import directory, lookup
from campaigns.models import CampaignPage, Delivery, District, Letter, LookupAnswer, Notice, Recipient, Upstream
from campaigns.pipeline.resolve import resolve_due, settle
from campaigns.pipeline.send import send_due
from tests import factories
from tests.fake_represent import FakeRepresent

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(send) -> Delivery:
    """The member's delivery of a letter whose supporter asked to choose later."""
    assert send(postal_code="V5K 0A1", district="later").status_code == 303
    return Delivery.objects.get(recipient=None)


def due(delivery: Delivery) -> Delivery:
    Delivery.objects.filter(pk=delivery.pk, status="waiting").update(due_at=timezone.now())
    resolve_due()
    delivery.refresh_from_db()
    return delivery


def to_supporter(about: str = "Your letter: ") -> EmailMessage:
    """The mail to whoever wrote the letter with these words in its subject: the receipt, or another notice."""
    (message,) = (one for one in mail.outbox if "jane@example.org" in one.to[0] and about in one.subject)
    return message


def receipt_link() -> str:
    Notice.objects.update(due_at=timezone.now())
    send_due(worker="test")
    return re.search(r"http://\S+?(/en/letter/\S+)", to_supporter().body)[1]


def test_the_minister_gets_the_letter_at_once_and_the_members_waits(waiting):
    assert (waiting.status, waiting.reading) == ("waiting", "To do")
    send_due(worker="test")
    assert [message.to[0].split(" <")[0] for message in mail.outbox] == ["Camille Tremblay"]


def test_a_postal_code_that_becomes_known_sends_it(waiting, district):
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    assert due(waiting).status == "queued"
    assert waiting.recipient.name == "Robin Member"
    assert Letter.objects.get().district == district


def test_a_postal_code_in_two_ridings_is_left_to_the_supporter(waiting, district):
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    factories.PostalCodeFactory(code="V5K0A1", district=factories.DistrictFactory())
    assert (due(waiting).status, waiting.reason) == ("waiting", "several ridings")


def test_the_receipt_asks_for_the_riding_and_the_answer_sends_it(client, waiting, district):
    link = receipt_link()
    assert "Please choose your riding:" in to_supporter().body
    assert "Which is your riding?" in client.get(link).content.decode()
    assert client.post(link, {"district": ""}).status_code == 422
    assert client.post(link, {"district": district.pk}).status_code == 303
    waiting.refresh_from_db()
    assert waiting.recipient.name == "Robin Member"
    assert "Which is your riding?" not in client.get(link).content.decode()


def test_another_site_cannot_answer_for_the_supporter(client, waiting, district):
    answer = client.post(receipt_link(), {"district": district.pk}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_whoever_gets_it_as_minister_does_not_get_it_again_as_member(client, waiting, district, minister):
    Recipient.objects.filter(district=district).delete()
    Recipient.objects.filter(pk=minister.pk).update(district=district)
    client.post(receipt_link(), {"district": district.pk})
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == ("cancelled", "gets the letter already")


def test_after_fourteen_days_it_is_cancelled_and_said_so(waiting, time_machine):
    time_machine.move_to(timezone.now() + timezone.timedelta(days=14, minutes=1))
    assert due(waiting).status == "cancelled"
    send_due(worker="test")
    assert to_supporter("did not go to a representative")


@pytest.fixture
def other(district) -> District:
    """Another riding, for which somebody else sits."""
    other = factories.DistrictFactory(name_en="Ottawa South")
    factories.RecipientFactory(representative=True, name="Kim Other", district=other)
    return other


def test_what_the_supporter_chooses_during_the_look_up_stands(waiting, district, other, monkeypatch):
    def find(*_asked):
        settle(Letter.objects.get(), other)
        return lookup.Answer([district], "represent")

    monkeypatch.setattr(lookup, "find", find)
    assert due(waiting).recipient.name == "Kim Other"
    assert Letter.objects.get().district == other


def test_what_was_found_before_the_supporter_chose_stands(waiting, district, other):
    seen = Letter.objects.get()
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    due(waiting)
    settle(seen, other)
    waiting.refresh_from_db()
    assert waiting.recipient.name == "Robin Member"
    assert Letter.objects.get().district == seen.district == district


def test_the_letter_goes_by_the_riding_that_another_look_has_found(waiting, district, other):
    seen = Letter.objects.get()
    Letter.objects.update(district=other)
    settle(seen, district)
    waiting.refresh_from_db()
    assert waiting.recipient.name == "Kim Other"


def test_whoever_became_known_between_the_last_two_looks_gets_it(waiting, district, time_machine):
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    time_machine.move_to(timezone.now() + timezone.timedelta(days=14, minutes=1))
    assert due(waiting).recipient.name == "Robin Member"


@pytest.mark.parametrize("dissolved", [False, True])
def test_a_vacant_seat_holds_the_letter_until_a_date_where_the_campaign_says_so(send, page, district, dissolved):
    CampaignPage.objects.update(vacancy="hold", vacancy_hold_until=timezone.localdate() + timezone.timedelta(days=30))
    if dissolved:
        type(district.legislature).objects.update(dissolved=True)
    else:
        Recipient.objects.filter(district=district).update(until=timezone.localdate())
    send()
    held = Delivery.objects.get(recipient=None)
    assert due(held).reason == "vacant"
    Recipient.objects.update(until=None)
    type(district.legislature).objects.update(dissolved=False)
    assert due(held).recipient.name == "Robin Member"


def test_a_vacant_seat_sends_the_letter_to_the_stand_in_where_the_campaign_names_one(send, page, district):
    stand_in = factories.RecipientFactory(name="Sam Speaker")
    CampaignPage.objects.update(vacancy="stand_in", vacancy_stand_in=stand_in)
    Recipient.objects.filter(district=district).delete()
    send()
    assert Delivery.objects.filter(recipient=stand_in).exists()


def test_a_seat_that_turns_out_to_be_vacant_sends_the_letter_to_the_stand_in(waiting, district):
    stand_in = factories.RecipientFactory(name="Sam Speaker")
    CampaignPage.objects.update(vacancy="stand_in", vacancy_stand_in=stand_in)
    Recipient.objects.filter(district=district).delete()
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    assert due(waiting).recipient == stand_in


def test_a_seat_that_turns_out_to_be_vacant_holds_the_letter_as_long_as_the_campaign_says(waiting, district):
    until = timezone.localdate() + timezone.timedelta(days=60)
    CampaignPage.objects.update(vacancy="hold", vacancy_hold_until=until)
    Recipient.objects.filter(district=district).delete()
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    assert due(waiting).status == "waiting"
    assert timezone.localdate(waiting.waits_until) == until


def test_a_seat_that_stayed_vacant_is_the_reason_that_the_supporter_is_told(waiting, district, time_machine):
    Recipient.objects.filter(district=district).delete()
    factories.PostalCodeFactory(code="V5K0A1", district=district)
    due(waiting)
    time_machine.move_to(timezone.now() + timezone.timedelta(days=14, minutes=1))
    assert due(waiting).status == "cancelled"
    send_due(worker="test")
    assert "The seat of Ottawa Centre stayed vacant" in to_supporter("did not go to a representative").body


def ask(client, page, postal_code):
    return client.post(f"/en/write/{page.pk}/recipients/", {"postal_code": postal_code})


def test_the_form_is_told_who_gets_the_letter(client, page):
    html = ask(client, page, "k1a 0a6").content.decode()
    assert "Robin Member" in html
    assert "Camille Tremblay" in html
    assert "Not your MP? Choose your riding" in html


def test_the_form_is_told_to_ask_where_two_ridings_share_the_code(client, page):
    factories.PostalCodeFactory(district=factories.DistrictFactory(name_en="Ottawa South"))
    html = ask(client, page, "K1A0A6").content.decode()
    assert "more than one riding" in html
    assert html.count("<option") == 4, "choose, the two, and later"


@pytest.mark.parametrize("until", [None, "2020-06-01"])
def test_no_letter_is_said_to_wait_where_none_does(client, page, district, until):
    CampaignPage.objects.update(vacancy="hold", vacancy_hold_until=until)
    Recipient.objects.filter(district=district).delete()
    html = ask(client, page, "K1A0A6").content.decode()
    assert "waits for whoever is elected" not in html
    assert "The other recipients get your letter." in html


@pytest.mark.parametrize(
    ("vacancy", "words"),
    [("skip", "The other recipients get your letter."), ("hold", "waits for whoever is elected, until June 1, 2099")],
)
def test_the_form_is_told_that_the_seat_is_vacant_and_what_then(client, page, district, vacancy, words):
    CampaignPage.objects.update(vacancy=vacancy, vacancy_hold_until="2099-06-01")
    Recipient.objects.filter(district=district).delete()
    html = ask(client, page, "K1A0A6").content.decode()
    assert "The seat of Ottawa Centre is vacant" in html
    assert words in html


def test_the_form_says_that_one_person_holds_both_offices(client, page, district, minister):
    Recipient.objects.filter(district=district).delete()
    Recipient.objects.filter(pk=minister.pk).update(district=district)
    html = ask(client, page, "K1A0A6").content.decode()
    assert "Camille Tremblay is also your MP, and gets one letter." in html
    assert html.count("<li>") == 1


def test_a_dissolved_house_is_said_on_the_page(client, page, district):
    type(district.legislature).objects.update(dissolved=True)
    assert "House of Commons is dissolved" in client.get(page.url).content.decode()
    assert "House of Commons is dissolved" in ask(client, page, "K1A0A6").content.decode()


def test_a_code_that_nobody_knows_lets_one_choose(client, page):
    assert "Choose it." in ask(client, page, "V5K0A1").content.decode()


@pytest.mark.parametrize("postal_code", ["", "90210", "K1A 0A", "<script>"])
def test_what_is_no_postal_code_is_refused(client, page, postal_code):
    assert ask(client, page, postal_code).status_code == 422


def test_the_look_up_is_for_our_own_pages_and_only_posted(client, page):
    url = f"/en/write/{page.pk}/recipients/"
    assert client.post(url, {"postal_code": "K1A0A6"}, headers={"Origin": "null"}).status_code == 403
    assert client.get(url).status_code == 405


def test_the_riding_can_always_be_chosen_without_scripts(send, district):
    other = factories.DistrictFactory(name_en="Ottawa South", province="ON")
    factories.DistrictFactory(name_en="Halifax", province="NS")
    html = send(choose="1").content.decode()
    assert "Choose your riding." in html
    assert html.index("Near your postal code") < html.index("Ontario") < html.index("Nova Scotia")
    assert send(district=other.pk, district_for="K1A0A6").status_code == 303
    assert Letter.objects.get().district == other


def test_ridings_near_the_code_are_known_from_what_others_answered_too(send, page, district):
    other = factories.DistrictFactory(name_en="Ottawa South")
    answer = LookupAnswer.objects.create(postal_code="K1A9Z9", legislature=district.legislature, source="represent")
    answer.districts.add(other)
    elsewhere = factories.DistrictFactory(name_en="Halifax")
    factories.PostalCodeFactory(code="K1B0A1", district=elsewhere)
    near = directory.districts_near(page, "K1A0A0")
    assert [riding.name_en for riding in near] == ["Ottawa Centre", "Ottawa South"]


MODES = ["503", "502", "429", "html200", "truncated", "hang", "notype", "wrongshape", "nulls", "huge", "redirect"]


@pytest.fixture
def represent(settings):
    with FakeRepresent() as fake:
        settings.REPRESENT_URL = fake.url
        yield fake


@pytest.mark.parametrize("mode", ["ok", "slow", *MODES])
def test_the_post_asks_nobody_and_every_supporter_can_finish_however_represent_fails(send, represent, mode):
    represent.mode = mode
    assert send(postal_code="V5K 0A1").status_code == 303
    assert represent.requests == []
    assert Delivery.objects.get(recipient=None).status == "waiting"


def test_the_worker_asks_and_the_letter_goes_to_the_member(send, represent, district):
    represent.know("V5K0A1", listed=[district.code])
    send(postal_code="V5K 0A1")
    waiting = Delivery.objects.get(recipient=None)
    assert due(waiting).recipient.name == "Robin Member"
    assert len(represent.requests) == 1


def test_while_represent_is_down_the_letter_goes_on_waiting(send, represent, district):
    represent.know("V5K0A1", listed=[district.code])
    represent.mode = "503"
    send(postal_code="V5K 0A1")
    waiting = Delivery.objects.get(recipient=None)
    assert due(waiting).status == "waiting"
    represent.mode = "ok"
    assert due(waiting).status == "queued"


def test_however_many_ask_at_the_form_the_worker_can_still_ask(client, page, send, represent, district):
    Upstream.objects.create(name="represent", recent_calls=[timezone.now().timestamp()] * 30)
    represent.know("V5K0A1", listed=[district.code])
    assert "We find your MP after you send" in ask(client, page, "V5K0A1").content.decode()
    send(postal_code="V5K 0A1")
    assert due(Delivery.objects.get(recipient=None)).recipient.name == "Robin Member"


def test_the_form_is_told_what_represent_knows_or_that_it_is_found_later(client, page, represent, district):
    represent.know("V5K0A1", listed=[district.code])
    assert "Robin Member" in ask(client, page, "V5K0A1").content.decode()
    represent.mode = "503"
    assert "We find your MP after you send" in ask(client, page, "V5K0A2").content.decode()
