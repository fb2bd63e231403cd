"""Files for a spreadsheet: numbers stay numbers, totals are live, texts never run."""

from __future__ import annotations

import io
from datetime import date

from openpyxl import load_workbook

from core.spreadsheets import as_xlsx


def test_texts_are_text_and_totals_are_formulas():
    rows = [[date(2026, 1, 5), "=HYPERLINK(0)", 15_000], [date(2026, 1, 6), "@x", -5_000]]

    sheet = load_workbook(
        io.BytesIO(as_xlsx("Buku: kas", ["Tanggal", "Uraian", "Jumlah"], rows, above=["BUMDes"], sums=[2]))
    ).active

    assert sheet.title == "Buku kas"
    assert [cell.value for cell in sheet[3]] == ["Tanggal", "Uraian", "Jumlah"]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=HYPERLINK(0)", "s")
    assert sheet["C4"].value == 15_000
    assert (sheet["C6"].value, sheet["C6"].data_type) == ("=SUM(C4:C5)", "f")
    assert sheet.freeze_panes == "A4"
