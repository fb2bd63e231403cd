"""The empty file to fill in: its columns, and the book's accounts and units to choose from."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from bumdes.bookkeeping.imports.reading import HEADERS
from bumdes.ledger.models import Account, Unit
from core.spreadsheets import RUPIAH, as_csv

ROWS = 5_000
_WIDTHS = (10, 13, 36, 40, 14, 16, 16, 16)


def template_csv() -> bytes:
    return as_csv(HEADERS, [])


def template_xlsx(accounts: Iterable[Account], units: Iterable[Unit]) -> bytes:
    """A sheet to fill in, one with accounts and units that its cells choose from, one with an example."""
    # Eight megabytes that only a file needs.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet, lists, example = (
        book.active,
        book.create_sheet(_("Accounts and units")),
        book.create_sheet(_("Example")),
    )
    sheet.title = _("Entries")
    bold = Font(bold=True)

    def put(into: Any, row: int, column: int, value: object, *, is_bold: bool = False) -> None:
        cell = into.cell(row, column)
        if isinstance(value, int):
            cell.value, cell.number_format = value, RUPIAH
        else:
            cell.value, cell.data_type = str(value), "s"
        if is_bold:
            cell.font = bold

    words = _("Capital from the village")
    rows = [
        ("1", "2026-01-02", words, "1.1.01.01", Unit.HEAD_OFFICE, 5_000_000, "", "modal-1"),
        ("1", "2026-01-02", words, "3.1.01.01", Unit.HEAD_OFFICE, "", 5_000_000, "modal-1"),
    ]
    for into in (sheet, example):
        for at, (name, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True), 1):
            put(into, 1, at, name, is_bold=True)
            into.column_dimensions[get_column_letter(at)].width = width
        into.freeze_panes = "A2"
    for line, values in enumerate(rows, 2):
        for at, value in enumerate(values, 1):
            put(example, line, at, value)
    for letter, form in (("A", "@"), ("B", "yyyy-mm-dd"), ("F", "#,##0"), ("G", "#,##0"), ("H", "@")):
        sheet.column_dimensions[letter].number_format = form

    for at, name in enumerate((_("Account"), _("Unit"), _("Name of the unit")), 1):
        put(lists, 1, at, name, is_bold=True)
    last = {"A": 2, "B": 2}
    for line, account in enumerate((account for account in accounts if account.is_active), 2):
        put(lists, line, 1, f"{account.code} {account.name}")
        last["A"] = line
    for line, unit in enumerate((unit for unit in units if unit.is_active), 2):
        put(lists, line, 2, unit.code)
        put(lists, line, 3, unit.name)
        last["B"] = line
    for letter, width in (("A", 56), ("B", 16), ("C", 40)):
        lists.column_dimensions[letter].width = width
    title = lists.title.replace("'", "''")
    for column, source in (("D", "A"), ("E", "B")):
        choice = DataValidation(
            type="list",
            formula1=f"'{title}'!${source}$2:${source}${last[source]}",
            allow_blank=True,
            # A unit that is still to be made, or a code alone, may be typed.
            showErrorMessage=False,
        )
        sheet.add_data_validation(choice)
        choice.add(f"{column}2:{column}{ROWS + 1}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
