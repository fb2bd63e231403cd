"""The statements as a workbook whose totals are formulas, so that a reader can follow them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bumdes.statements.layout import Statement
from bumdes.statements.queries import Pack
from bumdes.statements.tables import Table, tables_of
from core.spreadsheets import RUPIAH

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

FIRST_ROW = 7  # above it stand the letterhead and the heads of the columns
NOW, PRIOR = 2, 3


def as_workbook(pack: Pack) -> bytes:
    """A workbook with one sheet per statement; XLSX."""
    # Loaded here only: it costs every worker 20 MB that few of them need.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for table in tables_of(pack.statements.now, pack.statements.prior):
        sheet = book.create_sheet(table.title.removeprefix("Laporan ")[:31])
        _head(sheet, pack, title=table.title)
        _rows(sheet, table)
    notes = book.create_sheet("CALK")
    _head(notes, pack, title=str(Statement.NOTES.label))
    _notes(notes, pack)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _text(sheet: Worksheet, row: int, column: int, words: str) -> Cell:
    """Write words as words: a name that begins with "=" must not become a formula."""
    cell = sheet.cell(row, column)
    cell.value = words
    cell.data_type = "s"
    return cell


def _head(sheet: Worksheet, pack: Pack, *, title: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    head = pack.letterhead
    _text(sheet, 1, 1, head.name).font = Font(bold=True, size=14)
    place = _("%(village)s village, %(district)s district") % {
        "village": head.village,
        "district": head.district,
    }
    _text(sheet, 2, 1, place)
    _text(sheet, 3, 1, title).font = Font(bold=True, size=12)
    whose = pack.unit.name if pack.unit else _("All units together")
    _text(sheet, 4, 1, f"{pack.span.title} · {whose} · {_('in rupiah')}")
    for column, words in (
        (1, _("Item")),
        (NOW, pack.span.end_title),
        (PRIOR, pack.statements.prior_span.end_title),
    ):
        cell = _text(sheet, FIRST_ROW - 1, column, words)
        cell.font = Font(bold=True)
        cell.border = Border(bottom=Side("thin"))
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right", wrap_text=True)
    sheet.column_dimensions["A"].width = 62
    sheet.column_dimensions["B"].width = sheet.column_dimensions["C"].width = 20
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{FIRST_ROW - 1}"


def _rows(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    at: dict[str, int] = {}
    for number, row in enumerate(table.rows, start=FIRST_ROW):
        label = _text(sheet, number, 1, row.label)
        label.alignment = Alignment(indent=row.level)
        strong = Font(bold=row.kind != "line")
        label.font = strong
        if row.kind == "heading":
            continue
        at[row.name] = number
        for column, amount in ((NOW, row.amount), (PRIOR, row.prior)):
            cell = sheet.cell(number, column, _formula(row.terms, at, column) if row.terms else amount)
            cell.number_format = RUPIAH
            cell.font = strong
            if row.kind == "total":
                cell.border = Border(top=Side("thin"))


def _formula(terms: tuple[tuple[int, str], ...], at: dict[str, int], column: int) -> str:
    """=B8+B9-B10"""
    letter = "ABC"[column - 1]
    signed = "".join(f"{'-' if sign < 0 else '+'}{letter}{at[name]}" for sign, name in terms)
    return f"={signed.removeprefix('+')}"


def _notes(sheet: Worksheet, pack: Pack) -> None:
    from openpyxl.styles import Alignment, Font

    row = FIRST_ROW
    for title, words in pack.notes.policies:
        _text(sheet, row, 1, title).font = Font(bold=True)
        _text(sheet, row + 1, 1, words).alignment = Alignment(wrap_text=True, vertical="top")
        row += 2
    for line in pack.notes.lines:
        _text(sheet, row, 1, line.label).font = Font(bold=True)
        first = row + 1
        for number, account in enumerate(line.accounts, start=first):
            label = _text(sheet, number, 1, f"{account.code} {account.name}".strip())
            label.alignment = Alignment(indent=1)
            for column, amount in ((NOW, account.amount), (PRIOR, account.prior)):
                sheet.cell(number, column, amount).number_format = RUPIAH
        last = row + len(line.accounts)
        for column, amount in ((NOW, line.amount), (PRIOR, line.prior)):
            letter = "ABC"[column - 1]
            total = f"=SUM({letter}{first}:{letter}{last})" if line.accounts else amount
            cell = sheet.cell(row, column, total)
            cell.number_format, cell.font = RUPIAH, Font(bold=True)
        row = last + 1
    if pack.letterhead.other_information:
        _text(sheet, row, 1, _("Other information")).font = Font(bold=True)
        _text(sheet, row + 1, 1, pack.letterhead.other_information).alignment = Alignment(wrap_text=True)
