"""Rows as CSV or XLSX, of any number and with text that no spreadsheet calculates.

openpyxl is read in by whoever writes the first XLSX: 5 MB that no other process needs."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from wagtail.admin.views.mixins import ExcelDateFormatter, SpreadsheetExportMixin

from campaigns.cleaning import harmless_cell

if TYPE_CHECKING:
    from openpyxl import Workbook

CSV, XLSX = SpreadsheetExportMixin.FORMAT_CSV, SpreadsheetExportMixin.FORMAT_XLSX
SHEET_HOLDS = 1_000_000  # rows; Excel's own limit is 1,048,576
IN_MEMORY = 2_000_000  # bytes of a file; a larger one is written to disk
BYTE_ORDER_MARK = "\ufeff".encode()  # without it Excel takes UTF-8 for something else


def site_time(moment: datetime) -> datetime:
    """As the site's clock shows it, whatever the reader's; spreadsheets know no time zones."""
    return timezone.make_naive(moment, timezone.get_default_timezone())


def writable(text: str) -> str:
    """Without the characters that XLSX has no way to write."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


class TextAsText(SpreadsheetExportMixin):
    """Wagtail sees to it in XLSX; in CSV a spreadsheet would calculate it."""

    custom_value_preprocess = SpreadsheetExportMixin.custom_value_preprocess | {object: {CSV: harmless_cell}}


class Spreadsheet(TextAsText):
    """`columns` are what each row is asked for, with their headings. No more than a few rows are in memory at once."""

    custom_value_preprocess = TextAsText.custom_value_preprocess | {
        datetime: {CSV: lambda moment: site_time(moment).isoformat(" ", "seconds"), XLSX: site_time},
        str: {XLSX: writable},
    }

    def __init__(self, columns: Mapping[str, Any], *, filename: str) -> None:
        self.list_export, self.export_headings = list(columns), columns
        self.export_filename = filename

    def response(self, rows: Iterable[Any], kind: str) -> HttpResponse:
        """`kind` is CSV or XLSX."""
        return self.as_spreadsheet(rows, kind)

    def stream_csv(self, queryset: Iterable[Any]) -> Iterator[bytes]:
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)

    def write_xlsx(self, queryset: Iterable[Any], output: Any) -> None:
        """One sheet after the other: a row too many would make a file that nobody can open."""
        from openpyxl import Workbook

        book, formats = Workbook(write_only=True, iso_dates=True), ExcelDateFormatter().get()
        sheet = None
        for number, row in enumerate(queryset):
            if number % SHEET_HOLDS == 0:
                sheet = self._new_sheet(book)
            sheet.append(self.generate_xlsx_row(sheet, self.to_row_dict(row), date_format=formats))
        if sheet is None:
            self._new_sheet(book)
        book.save(output)

    def _new_sheet(self, book: "Workbook") -> Any:
        sheet = book.create_sheet()
        sheet.append([self.get_heading(None, name) for name in self.list_export])
        return sheet

    def write_xlsx_response(self, queryset: Iterable[Any]) -> FileResponse:
        output = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
        self.write_xlsx(queryset, output)
        output.seek(0)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return FileResponse(output, as_attachment=True, content_type=kind, filename=f"{self.get_filename()}.xlsx")
