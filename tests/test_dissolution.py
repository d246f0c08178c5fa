"""A house is dissolved: nobody writes to its former members. It sits again: the letters go to whoever was elected."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from campaigns.models import Delivery, Legislature, Letter, Recipient
from campaigns.pipeline.send import send_due
from campaigns.staff.dissolution import follow_dissolution
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(district) -> Legislature:
    return district.legislature


@pytest.fixture
def member(district) -> Recipient:
    return Recipient.objects.get(district=district)


@pytest.fixture
def letter(page, district) -> Letter:
    return factories.LetterFactory(page=page, district=district)


@pytest.fixture
def to_member(letter, member) -> Delivery:
    return Delivery.objects.create(letter=letter, recipient=member)


@pytest.fixture
def save(admin_client, house):
    """The legislature's form as staff fill it in; returns the page that follows."""

    def post(*, dissolved: bool, **others: str) -> str:
        names = ("name_en", "name_fr", "member_en", "member_fr")
        answers = {name: getattr(house, name) for name in names} | others | ({"dissolved": "on"} if dissolved else {})
        return admin_client.post(reverse("legislature:edit", args=[house.pk]), answers, follow=True).content.decode()

    return post


def state(delivery: Delivery) -> tuple[str, str]:
    now = Delivery.objects.get(pk=delivery.pk)
    return now.status, now.reason


def dissolve(house: Legislature, *, dissolved: bool = True) -> None:
    Legislature.objects.filter(pk=house.pk).update(dissolved=dissolved)


def test_the_switch_holds_queued_letters_and_tells_how_many(save, to_member, administrator, house):
    html = save(dissolved=True)
    assert "1 letter to its members is held." in html
    assert state(to_member) == ("held", "dissolved")
    entry = ModelLogEntry.objects.get(action="campaigns.letters_hold")
    assert (entry.object_id, entry.user, entry.message) == (str(house.pk), administrator, "Letters held: 1.")


def test_switched_back_they_go_to_whoever_was_elected(save, to_member, member, district):
    save(dissolved=True)
    Recipient.objects.filter(pk=member.pk).update(name="Sam Elected", salutation_en="Dear Sam", email="sam@example.org")
    assert "1 letter that was held goes on its way." in save(dissolved=False)
    send_due(worker="test")
    assert mail.outbox[0].to == ["Sam Elected <sam@example.org>"]
    assert mail.outbox[0].body.startswith("Dear Sam,")


def test_letters_held_for_another_reason_stay_held(save, to_member, page, member, district):
    blocked = factories.LetterFactory(page=page, district=district)
    other = Delivery.objects.create(letter=blocked, recipient=member, status="held", reason="staff asked")
    save(dissolved=True)
    save(dissolved=False)
    assert (state(to_member), state(other)) == (("queued", ""), ("held", "staff asked"))


def test_another_change_of_the_house_touches_no_letter(save, to_member):
    html = save(dissolved=False, name_fr="Les communes")
    assert state(to_member) == ("queued", "")
    assert "letter that was held" not in html
    assert "letters that were held" not in html


def test_a_minister_who_sits_there_gets_letters_as_minister(save, page, letter, member, minister, district):
    Recipient.objects.filter(pk=member.pk).delete()
    Recipient.objects.filter(pk=minister.pk).update(district=district)
    delivery = Delivery.objects.create(letter=letter, recipient=minister)
    assert "0 letters" in save(dissolved=True)
    send_due(worker="test")
    assert state(delivery)[0] == "sent"


def test_letters_to_the_members_of_another_house_go_on(save, page, district):
    elsewhere = factories.LegislatureFactory(code="elsewhere", name_en="Elsewhere")
    riding = factories.DistrictFactory(legislature=elsewhere, representation_order=elsewhere.current_order)
    member = factories.RecipientFactory(representative=True, district=riding)
    letter = factories.LetterFactory(page=page, district=riding)
    delivery = Delivery.objects.create(letter=letter, recipient=member)
    save(dissolved=True)
    assert state(delivery) == ("queued", "")


def test_a_letter_that_comes_to_the_worker_meanwhile_is_held_as_well_and_goes_on_afterwards(save, to_member, house):
    dissolve(house)
    send_due(worker="test")
    assert state(to_member) == ("held", "dissolved")
    assert mail.outbox == []
    save(dissolved=False)
    assert state(to_member) == ("queued", "")


def test_letters_that_a_worker_has_in_hand_are_not_touched(house, to_member, administrator):
    Delivery.objects.update(status="handing_over")
    dissolve(house)
    house.refresh_from_db()
    assert follow_dissolution(house, by=administrator) == 0
    assert not ModelLogEntry.objects.filter(action="campaigns.letters_hold").exists()


def test_the_members_letters_say_why_they_cannot_be_sent(admin_client, to_member, house, member):
    dissolve(house)
    html = admin_client.get(reverse("readdress_letters", args=[member.pk])).content.decode()
    assert "House of Commons is dissolved. Letters to its members stay held until it sits again." in html


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_letter_is_held_or_claimed_never_both(house, to_member, administrator):
    """The claim is not committed yet when the switch comes to the row, and waits for it."""
    dissolve(house)
    house.refresh_from_db()
    won = []

    def switch() -> None:
        won.append(follow_dissolution(house, by=administrator))
        connection.close()

    with transaction.atomic():
        Delivery.objects.filter(pk=to_member.pk).update(status="claimed", claimed_by="test")
        other = threading.Thread(target=switch)
        other.start()
        other.join(1)
        assert other.is_alive(), "it waits for the row"
    other.join(10)
    assert won == [0]
    assert state(to_member) == ("claimed", "")
