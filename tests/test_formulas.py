"""Formulas in what supporters write: no cell of an exported file is one."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from openpyxl import load_workbook

from campaigns.permissions import set_up_roles
from tests import factories
from tests.hostile import FORMULAS

pytestmark = pytest.mark.django_db

LIVE = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet calculates


@pytest.fixture
def exported(client, page):
    """The bytes of an export by somebody who may, of letters with a formula in each field."""
    set_up_roles()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name="Data officers"))
    client.force_login(user)
    for formula in FORMULAS:
        person = {"first_name": formula, "last_name": formula, "street": formula, "city": formula}
        factories.LetterFactory(page=page, subject=formula, message=formula, source=formula[:50], **person)

    def exported(address: str, **query) -> bytes:
        return b"".join(client.get(address, query).streaming_content)

    return exported


def addresses(page, kind: str) -> list[tuple[str, dict]]:
    own = [(reverse(f"export_{what}", args=[page.key, kind]), {}) for what in ("letters", "results")]
    return [*own, (reverse("campaigns_letter_modeladmin_index"), {"export": kind})]


def test_there_are_forty_of_them():
    assert len(set(FORMULAS)) == 40


def test_no_cell_of_a_csv_file_begins_as_a_formula(exported, page):
    for address, query in addresses(page, "csv"):
        text = exported(address, **query).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert [cell for cell in cells if cell.strip(" \u00a0").startswith(LIVE)] == [], address
    assert any("HYPERLINK" in cell for cell in cells) or "letters" not in address


def test_no_cell_of_an_xlsx_file_is_a_formula(exported, page):
    seen = 0
    for address, query in addresses(page, "xlsx"):
        book = load_workbook(io.BytesIO(exported(address, **query)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == [], address
        seen += sum("1+1" in str(cell.value) for cell in cells)
    assert seen >= 6 * 12, "they are there, as text"
