"""Dates, times and numbers as each language writes them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from cms.dates import date_format
from tests import factories

FIRST = datetime(2026, 11, 1, 19, 5, tzinfo=UTC)  # 14:05 in Ottawa
SECOND = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)


def shown(template: str, language: str, **context) -> str:
    with translation.override(language):
        return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("format_", "moment", "english", "french"),
    [
        ("DATE_FORMAT", FIRST, "Nov. 1, 2026", "1er novembre 2026"),
        ("DATE_FORMAT", SECOND, "Nov. 2, 2026", "2 novembre 2026"),
        ("DATETIME_FORMAT", FIRST, "Nov. 1, 2026, 2:05 p.m.", "1er novembre 2026 à 14\xa0h\xa005"),
        ("TIME_FORMAT", SECOND, "9:30 a.m.", "9\xa0h\xa030"),
        ("MONTH_DAY_FORMAT", FIRST, "November 1", "1er novembre"),
        ("SHORT_DATE_FORMAT", FIRST, "11/01/2026", "2026-11-01"),
        ("c", FIRST, "2026-11-01T14:05:00-05:00", "2026-11-01T14:05:00-05:00"),
    ],
)
def test_a_moment_in_each_language(format_, moment, english, french):
    template = f"{{{{ moment|date:'{format_}' }}}}"
    assert [shown(template, language, moment=moment) for language in ("en", "fr")] == [english, french]


def test_only_a_day_that_stands_before_its_months_name_is_the_first():
    with translation.override("fr"):
        assert date_format(date(2026, 4, 1)) == "1er avril 2026"
        assert date_format(date(2026, 4, 21)) == "21 avril 2026"
        assert date_format(date(2026, 4, 1), "j/n") == "1/4"
        assert date_format(date(2026, 4, 1), r"\j j F") == "j 1er avril"


@pytest.mark.parametrize("value", [None, "", "no date"])
def test_what_is_no_date_is_shown_as_nothing(value):
    assert shown("{{ value|date:'DATE_FORMAT' }}", "fr", value=value) == ""


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "<strong>0</strong> people have", "<strong>0</strong> personne a"),
        (1, "<strong>1</strong> person has", "<strong>1</strong> personne a"),
        (2, "<strong>2</strong> people have", "<strong>2</strong> personnes ont"),
        (12345, "<strong>12,345</strong> people", "<strong>12\xa0345</strong> personnes"),
    ],
)
def test_the_counter_in_each_language(number, english, french):
    template = "{% include 'campaigns/includes/counter.html' with number=number goal=20000 left=1000 %}"
    assert english in shown(template, "en", number=number)
    assert french in shown(template, "fr", number=number)
    assert "20\xa0000" in shown(template, "fr", number=number)


@pytest.mark.django_db
def test_a_page_that_opens_later_says_when_in_its_language(client, page):
    french = factories.translate(page)
    page.opens_at = datetime(2027, 1, 1, 14, 0, tzinfo=UTC)
    page.save()
    assert "1er janvier 2027 à 9\xa0h\xa000" in client.get(french.url).content.decode()
    assert "Jan. 1, 2027, 9 a.m." in client.get(page.url).content.decode()
