"""Lists of the banks of the regency, as CSV and as workbooks, read into days and whole rupiah."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bumdes.banking.reading import (
    NoColumns,
    NotWorkbook,
    in_order,
    open_table,
    read_movements,
    where_a_line_is_missing,
)

TODAY = date(2026, 11, 23)


def read(content: str | bytes):
    table = open_table(content.encode() if isinstance(content, str) else content)
    return read_movements(table, today=TODAY, carries_sen=True)


def told(content: str | bytes) -> list[tuple[int, int, int | None]]:
    """Day, amount and balance of each movement, oldest first."""
    found = read(content)
    assert found.errors == ()
    return [(one.day.day, one.amount, one.balance) for one in in_order(found.movements)]


BRI = """NO_REK,TGL_TRAN,DESK_TRAN,MUTASI_DEBET,MUTASI_KREDIT,SALDO_AKHIR_MUTASI
1,2026-10-05 09:12:33,SETORAN,0.00,150000.00,250000.00
1,2026-10-06 00:00:00,BIAYA ADM,7500.00,0.00,242500.00
"""
MANDIRI = """Account No,Date,Val. Date,Description,Reference No.,Debit,Credit,Balance
123,05/10/26,05/10/26,SETORAN,TRX1,0,"150,000.00","250,000.00"
123,06/10/26,06/10/26,BIAYA ADM,TRX2,"7,500.00",0,"242,500.00"
"""
BNI = """Post Date;Value Date;Branch;Journal No.;Description;Amount;Db/Cr;Balance
05/10/2026;05/10/2026;X;881;SETORAN;150.000,00;K;250.000,00
06/10/2026;06/10/2026;X;882;BIAYA ADM;7.500,00;D;242.500,00
"""
BSI = """Periode;01 Okt 2026
Tanggal;Keterangan;No. Referensi;Debit;Kredit;Saldo
06 Okt 2026;BIAYA ADM;F2;7.500;;242.500
05 Okt 2026;SETORAN;F1;;150.000;250.000
"""
SUMSEL = """Tanggal\tKeterangan\tMutasi\tSaldo
05-10-2026\tSETORAN\t150.000,00 CR\t250.000,00
06-10-2026\tBIAYA ADM\t7.500,00 DB\t242.500,00
Saldo Akhir\t\t\t242.500,00
"""
SIGNED = """tanggal,uraian,jumlah,saldo
05/10/2026,SETORAN,150000,250000
06/10/2026,BIAYA ADM,-7500,242500
"""


@pytest.mark.parametrize("content", [BRI, MANDIRI, BNI, BSI, SUMSEL, SIGNED])
def test_lists_of_the_banks_are_read_alike(content):
    assert told(content) == [(5, 150_000, 250_000), (6, -7_500, 242_500)]


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_like_its_csv():
    content = workbook(
        [
            ["Tanggal", "Keterangan", "Debet", "Kredit", "Saldo"],
            [date(2026, 10, 5), "SETORAN", None, 150_000, 250_000],
            ["06/10/2026", "BIAYA ADM", 7_500.0, None, 242_500.0],
        ]
    )

    assert told(content) == [(5, 150_000, 250_000), (6, -7_500, 242_500)]


def test_a_broken_workbook_is_refused():
    with pytest.raises(NotWorkbook):
        open_table(b"PK\x03\x04 nothing")


def test_sen_follow_the_balance():
    content = (
        "Tanggal;Keterangan;Debet;Kredit;Saldo\n"
        "05/10/2026;BUNGA;;100,60;1.100,60\n"
        "06/10/2026;PAJAK;20,12;;1.080,48\n"
        "07/10/2026;SETORAN;;500,00;1.580,48\n"
        "08/10/2026;BUNGA;;0,10;1.580,58\n"
    )

    assert told(content) == [(5, 100, 1_100), (6, -20, 1_080), (7, 500, 1_580)]
    assert read(content).tiny == 1


def test_sen_without_a_balance_are_an_error():
    found = read("Tanggal;Keterangan;Debet;Kredit\n05/10/2026;BUNGA;;100,60\n")

    assert [(error.line, "no balance" in error.message) for error in found.errors] == [(2, True)]


def test_headings_that_say_too_little_are_left_to_a_person():
    table = open_table(b"Tgl;Ket;Nominal;Sisa\n05/10/2026;A;5;6\n")

    assert (table.is_understood, table.width) == (False, 4)


def test_what_is_no_table_is_refused():
    with pytest.raises(NoColumns):
        open_table(b"hello\nworld\n")


def test_a_missing_line_shows_in_the_balances():
    found = read(BNI.replace("242.500,00", "241.000,00"))

    assert where_a_line_is_missing(in_order(found.movements)) == 3


@given(
    st.integers(min_value=0, max_value=10**9),
    st.lists(st.integers(min_value=-(10**9), max_value=10**9).filter(bool), min_size=1, max_size=12),
)
def test_whole_rupiah_add_up_to_whole_balances(opening, amounts):
    """In sen; what the movements make is what the balances say, whatever the sen."""
    rows, held = ["Tanggal;Keterangan;Jumlah;Saldo"], opening
    for amount in amounts:
        held += amount
        rows.append(f"05/10/2026;X;{_spelt(amount)};{_spelt(held)}")

    found = read("\n".join(rows))

    assert found.errors == ()
    assert opening // 100 + sum(one.amount for one in found.movements) == held // 100


def _spelt(sen: int) -> str:
    return f"{'-' if sen < 0 else ''}{abs(sen) // 100}.{abs(sen) % 100:02d}"
