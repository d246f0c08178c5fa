"""What leaves the house as a file: for whom, without formulas, and with a line in the history."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from campaigns.models import Campaign, Letter
from campaigns.permissions import set_up_roles
from campaigns.roles import ROLES
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "campaigns_letter_modeladmin_index"


@pytest.fixture
def sign_in(client, home):
    set_up_roles()

    def sign_in(role: str):
        user = factories.UserFactory()
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        client.user = user
        return client

    return sign_in


@pytest.fixture
def letter(page, district) -> Letter:
    factories.LetterFactory(page=page, status="unconfirmed", first_name="Waiting")
    words = {"first_name": "=1+1", "last_name": "Élodie", "source": "poster", "consent_updates": True}
    return factories.LetterFactory(page=page, district=district, message="@sum\nTwo\x0b lines", **words)


def file_of(response) -> list[list]:
    """The rows of the file, headings first."""
    content = b"".join(response.streaming_content)
    if response["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def address(what: str, page, kind: str) -> str:
    return reverse(f"export_{what}", args=[page.key, kind])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_data_officer_gets_the_signed_letters_and_the_history_says_so(sign_in, letter, page, kind):
    factories.LetterFactory(page=page, first_name="Erasing", erasure_asked_at=timezone.now())
    client = sign_in("Data officers")
    assert address("letters", page, kind) in client.get(reverse("campaign_results", args=[page.key])).content.decode()
    headings, row = file_of(client.get(address("letters", page, kind)))
    told = dict(zip(headings, row, strict=True))
    quote = "'" if kind == "csv" else ""
    assert (told["First name"], told["Last name"], told["Source"]) == (f"{quote}=1+1", "Élodie", "poster")
    assert (told["E-mail"], str(told["Wants updates"]), told["Riding"]) == (letter.email, "True", "Ottawa Centre")
    assert told["Message"].startswith(f"{quote}@sum")
    entry = ModelLogEntry.objects.get(action="campaigns.letters_exported")
    assert (entry.user, entry.data) == (client.user, {"format": kind.upper(), "rows": 1})
    assert entry.object_id == str(Campaign.objects.get().pk)
    assert entry.message == f"Letters with their supporters exported as {kind.upper()}, rows: 1"


@pytest.mark.parametrize("role", [role.name for role in ROLES if role.name != "Data officers"])
def test_nobody_else_exports_letters(sign_in, letter, page, role):
    client = sign_in(role)
    response = client.get(address("letters", page, "csv"))
    assert response.status_code == (302 if role == "Script approvers" else 403)
    assert letter.email.encode() not in response.content
    assert not ModelLogEntry.objects.filter(action="campaigns.letters_exported").exists()
    if role != "Script approvers":
        html = client.get(reverse("campaign_results", args=[page.key])).content.decode()
        assert address("results", page, "csv") in html
        assert address("letters", page, "csv") not in html


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_whoever_sees_the_results_takes_them_along_without_any_supporter(sign_in, letter, page, kind):
    client = sign_in("Authors")
    rows = file_of(client.get(address("results", page, kind)))
    assert [str(cell) for cell in next(row for row in rows if row[0] == "Source")] == [
        "Source",
        "poster",
        "Letters",
        "1",
    ]
    assert letter.email not in str(rows)
    entry = ModelLogEntry.objects.get(action="campaigns.results_exported")
    assert (entry.user, entry.data["rows"]) == (client.user, len(rows) - 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_letters_exports_by_the_same_permission_and_log(sign_in, letter, page, kind):
    client = sign_in("Data officers")
    assert "export=csv" in client.get(reverse(LIST)).content.decode()
    rows = file_of(client.get(reverse(LIST), {"export": kind, "q": letter.pk}))
    assert [row[0] for row in rows[1:]] == [str(letter.pk) if kind == "csv" else letter.pk]
    assert ModelLogEntry.objects.get(action="campaigns.letters_exported").data["rows"] == 1


def test_to_look_at_letters_is_not_enough(sign_in, letter):
    client = sign_in("Data officers")
    group = client.user.groups.get()
    group.permissions.remove(group.permissions.get(codename="export_letter"))
    assert "export=csv" not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse(LIST), {"export": "csv"}).status_code == 403
    assert not ModelLogEntry.objects.exists()


def test_another_kind_of_file_does_not_exist(admin_client, page):
    assert admin_client.get(address("results", page, "pdf"), follow=True).status_code == 404


def test_times_are_the_sites_own(sign_in, letter, page):
    Letter.objects.update(signed_at=datetime(2026, 5, 4, 3, 59, tzinfo=UTC))
    _headings, row = file_of(sign_in("Data officers").get(address("letters", page, "csv")))
    assert row[1] == "2026-05-03 23:59:00"
