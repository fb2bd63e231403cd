"""Tables for a spreadsheet, CSV and XLSX, without letting a text become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse

# A spreadsheet runs what begins with one of these, also in its full-width form.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUPIAH = '#,##0;[Red]-#,##0;"-"'


def plain_cell(value: object) -> object:
    """A number as it is; a text that would be run as a formula, behind an apostrophe."""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(_STARTS) or text.startswith(_STARTS) else text


def as_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons and a byte order mark, as Indonesian spreadsheets expect them; rupiah undotted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([str(cell) for cell in header])
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(
    title: str,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    above: Sequence[str] = (),
    sums: Sequence[int] = (),
) -> bytes:
    """One sheet: lines of text above, a frozen header, the rows; ints as rupiah, dates as dates.

    `sums` are the columns (from 0) that get a live total in a last row. Texts are stored as text,
    so no cell but a total of ours is a formula.
    """
    # Eight megabytes that only a file needs.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "".join(sign for sign in title if sign not in r"[]:*?/\\")[:31] or "Data"
    bold = Font(bold=True)
    widths = [len(str(cell)) for cell in header]

    def put(row: int, column: int, value: object, *, is_bold: bool = False) -> None:
        if isinstance(value, int | date) and not isinstance(value, bool):
            cell = sheet.cell(row, column, value)
            cell.number_format = RUPIAH if isinstance(value, int) else "yyyy-mm-dd"
        else:
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = str(value), "s"
        if is_bold:
            cell.font = bold

    for line, text in enumerate(above, 1):
        put(line, 1, text, is_bold=line == 1)
    top = len(above) + (2 if above else 1)
    for column, label in enumerate(header, 1):
        put(top, column, label, is_bold=True)
    at = top
    for at, values in enumerate(rows, top + 1):
        for column, value in enumerate(values, 1):
            put(at, column, value)
            widths[column - 1] = max(widths[column - 1], min(len(str(value)) + 2, 48))
    for index in sums:
        letter = get_column_letter(index + 1)
        if at > top:
            cell = sheet.cell(at + 1, index + 1, f"=SUM({letter}{top + 1}:{letter}{at})")
            cell.font, cell.number_format = bold, RUPIAH
    for index, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(index + 1)].width = max(width + 1, 8)
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(content: bytes, name: str, *, content_type: str = XLSX) -> HttpResponse:
    """A file to keep, under a name of ours."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
