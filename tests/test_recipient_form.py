"""A recipient's form: what staff keep from imports, and how an address is verified."""

from datetime import date
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Recipient
from campaigns.staff.recipient_form import recipient_edit_handler
from tests import factories

pytestmark = pytest.mark.django_db


def save_recipient(client, recipient: Recipient, **changes) -> str:
    """Saves the recipient's form with some answers changed; returns the page that follows."""
    recipient.refresh_from_db()
    form = recipient_edit_handler.bind_to_model(Recipient).get_form_class()(instance=recipient)
    answers = {name: "" if value is None else value for name, value in form.initial.items()} | changes
    url = reverse("campaigns_recipient_modeladmin_edit", args=[recipient.pk])
    html = client.post(url, answers, follow=True).content.decode()
    recipient.refresh_from_db()
    return html


@pytest.fixture
def administrator():
    return factories.UserFactory(administrator=True)


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def member(district) -> Recipient:
    return district.representatives.get()


@pytest.fixture
def save(admin_client):
    return partial(save_recipient, admin_client)


def test_what_staff_change_in_a_representative_is_kept_from_imports_and_said(admin_client, save, member):
    url = reverse("campaigns_recipient_modeladmin_edit", args=[member.pk])
    assert "imports leave them alone" not in admin_client.get(url).content.decode()
    save(member, salutation_fr="Chère Robin", postal_address="House of Commons")
    assert member.kept_fields == ["salutation_fr", "postal_address"]
    html = admin_client.get(url).content.decode()
    assert "imports leave them alone" in html
    assert 'value="salutation_fr"' in html
    assert 'value="salutation_en"' not in html


def test_saving_without_a_change_keeps_nothing(save, member):
    save(member)
    assert member.kept_fields == []


def test_status_and_source_are_never_kept(save, member):
    save(member, status="blocked", source="Their page")
    assert (member.status, member.source, member.kept_fields) == ("blocked", "Their page", [])


def test_only_representatives_come_from_imports_so_nobody_else_has_kept_fields(save, minister):
    save(minister, salutation_fr="Madame")
    assert (minister.salutation_fr, minister.kept_fields) == ("Madame", [])


def test_staff_let_imports_change_a_field_again(save, member):
    Recipient.objects.filter(pk=member.pk).update(kept_fields=["email", "salutation_fr"])
    save(member, freed_fields=["salutation_fr"])
    assert member.kept_fields == ["email"]
    save(member, freed_fields=["email"])
    assert member.kept_fields == []


def test_a_verified_address_has_a_day_a_person_and_a_source(save, member, administrator):
    Recipient.objects.update(status="unverified")
    save(member, verified_today="on", source="A call to the office")
    assert (member.verified_on, member.verified_by) == (timezone.localdate(), administrator)
    assert (member.status, member.source) == ("ok", "A call to the office")


def test_verifying_without_a_source_is_an_error_at_that_field(save, member):
    html = save(member, verified_today="on")
    at_the_field = html.split('name="verified_today"')[1].split('name="source"')[0]
    assert "Say where the address was found." in at_the_field
    assert member.verified_on is None


def test_no_address_cannot_be_verified(save, member):
    assert "Enter the address that you verified." in save(member, email="", verified_today="on", source="A call")
    assert member.verified_on is None


def test_a_failing_address_stays_failing_until_staff_say_otherwise(save, member):
    Recipient.objects.update(status="failing")
    save(member, verified_today="on", source="A call")
    assert (member.status, member.verified_on) == ("failing", timezone.localdate())


@pytest.mark.parametrize(("before", "after"), [("ok", "unverified"), ("failing", "unverified"), ("blocked", "blocked")])
def test_a_new_address_is_not_verified(save, member, administrator, before, after):
    Recipient.objects.update(status=before, verified_on=date(2026, 1, 1), verified_by=administrator)
    save(member, email="new@example.org", status=before)
    assert (member.status, member.verified_on, member.verified_by) == (after, None, None)


def test_a_new_address_may_be_verified_at_once(save, member):
    save(member, email="new@example.org", verified_today="on", source="Their page")
    assert (member.email, member.status, member.verified_on) == ("new@example.org", "ok", timezone.localdate())


def test_an_address_that_another_recipient_has_is_saved_with_a_warning(save, member, minister):
    html = save(member, email=minister.email.upper())
    assert f"Letters to {minister} go to the same address." in html
    assert member.email == minister.email.upper()
    assert "the same address" not in save(member, email="own@example.org")


def test_recipients_without_an_address_share_none(save, member, minister):
    Recipient.objects.update(email="")
    member.refresh_from_db()
    assert "the same address" not in save(member, name="Robin Other")


def test_a_recipient_is_added(admin_client, district):
    other = factories.DistrictFactory()
    new = {"kind": "person", "name": "Sam", "salutation_en": "Dear Sam", "district": other.pk, "status": "unverified"}
    admin_client.post(reverse("campaigns_recipient_modeladmin_create"), new)
    assert Recipient.objects.get(name="Sam").kept_fields == []


def test_staff_dissolve_a_legislature_and_neither_add_nor_delete_one(admin_client, district):
    house = district.legislature
    url = reverse("legislature:edit", args=[house.pk])
    assert reverse("legislature:index") in admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert admin_client.get(reverse("legislature:index")).status_code == 200
    names = ("name_en", "name_fr", "member_en", "member_fr")
    admin_client.post(url, {name: getattr(house, name) for name in names} | {"dissolved": "on"})
    house.refresh_from_db()
    assert house.dissolved
    assert admin_client.get(reverse("legislature:add")).status_code == 302
    assert admin_client.post(reverse("legislature:delete", args=[house.pk])).status_code == 302
    assert type(house).objects.get() == house
