"""A chart of letters by day, as its template draws it: the finding it shows, bars, and what stands along its axes.

Across, everything is in per cent, so that the chart is as wide as its place while its words keep their size; upwards in
pixels. Numbers are text already: a decimal comma would be no SVG.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext, pgettext

from campaigns.counts import Results, today
from cms.dates import date_format

HEIGHT = 200  # pixels from zero to the top line
WIDEST = 12.0  # per cent that a bar takes, however few days there are
YEAR = 365  # days
DATES = 4  # along the axis, at most: as many as fit on a phone


@dataclass(frozen=True)
class Bar:
    left: str
    width: str
    top: str
    height: str
    words: str


@dataclass(frozen=True)
class Mark:
    """Of an axis: where, and the words beside it. `anchor` keeps the first and the last inside the chart."""

    at: str
    words: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    title: str
    description: str
    bars: list[Bar]
    numbers: list[Mark]
    dates: list[Mark]
    height: int = HEIGHT


def chart_of(results: Results) -> Chart | None:
    """None where there is nothing to draw."""
    if not results.peak:
        return None
    top = round_top(results.peak[1])
    first, last = results.days[0][0], results.days[-1][0]
    text = gettext("Bars for each day from %(first)s to %(last)s. The same numbers stand in the table below.")
    description = text % {"first": day_words(first), "last": day_words(last)}
    return Chart(finding(results), description, list(_bars(results, top)), list(_numbers(top)), list(_dates(results)))


def finding(results: Results) -> str:
    """What the chart shows, in a sentence without a full stop."""
    if not results.peak:
        return gettext("No letters yet") if results.period.first_day is None else gettext("No letters in this time")
    words = ngettext(
        "%(letters)s letter since %(first)s, on %(peak)s",
        "%(letters)s letters since %(first)s, most on %(peak)s: %(most)s",
        results.letters,
    )
    (first, _letters), (peak, most) = results.days[0], results.peak
    numbers = {"letters": intcomma(results.letters), "most": intcomma(most)}
    return words % {"first": day_words(first), "peak": day_words(peak), **numbers}


def day_words(day: date) -> str:
    """The year is said where it is not this one."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today().year else "DATE_FORMAT")


def round_top(most: int) -> int:
    """Where the axis ends: at 2, 4, 6, 8, 10, 20, 40 and so on, so that its half is a whole number too."""
    power = 1
    while most > 10 * power:
        power *= 10
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= most)


def _bars(results: Results, top: int) -> Iterator[Bar]:
    """A bar for each day with letters, in the middle of the day's place."""
    place = 100 / len(results.days)
    width = min(0.8 * place, WIDEST)
    for number, (day, letters) in enumerate(results.days):
        if letters:
            height = max(HEIGHT * letters / top, 1)
            left = number * place + (place - width) / 2
            words = f"{day_words(day)}: {intcomma(letters)}"
            yield Bar(f"{left:.3f}%", f"{width:.3f}%", f"{HEIGHT - height:.1f}", f"{height:.1f}", words)


def _numbers(top: int) -> Iterator[Mark]:
    for number in (0, top // 2, top):
        yield Mark(f"{HEIGHT - HEIGHT * number / top:.0f}", intcomma(number))


def _dates(results: Results) -> Iterator[Mark]:
    days = [day for day, _letters in results.days]
    steps = min(DATES, len(days)) - 1
    for step in range(steps + 1):
        number = round(step * (len(days) - 1) / steps) if steps else 0
        anchor = "middle" if len(days) <= DATES else {0: "start", steps: "end"}.get(step, "middle")
        yield Mark(f"{(number + 0.5) * 100 / len(days):.3f}%", short_words(days[number], days[0], days[-1]), anchor)


def short_words(day: date, first: date, last: date) -> str:
    """Of a date on the axis; over more than a year the day says less than the year."""
    # Translators: a day without its year on the axis of a chart, in Django's format: j is the day, M the month.
    return date_format(day, "M Y" if (last - first).days > YEAR else pgettext("format of a date", "M j"))
