"""Banks' CSV as they really come, and as a hostile hand would make them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import format_rupiah
from marketplace.gateways.transfer.statements import (
    BrokenQuotes,
    EmptyFile,
    NoColumns,
    NotCsv,
    Row,
    TooLong,
    TwoColumns,
    fingerprints,
    read_statement,
)

TODAY = date(2026, 11, 23)


def read(text: str | bytes):
    return read_statement(text if isinstance(text, bytes) else text.encode(), today=TODAY)


def amounts(text: str | bytes) -> list[int]:
    found = read(text)
    assert found.errors == ()
    return [row.amount for row in found.rows]


def one(amount: str, *, head: str = "Tanggal;Keterangan;Jumlah", day: str = "23/11/2026") -> str:
    return f"{head}\n{day};Transfer dari SITI;{amount}\n"


def error(text: str) -> tuple[int, str]:
    found = read(text)
    assert found.rows == ()
    return found.errors[0].line, found.errors[0].message


def test_a_list_with_debit_and_credit_columns():
    found = read(
        "Rekening;1234567890\n"
        "Periode;01/11/2026 - 30/11/2026\n"
        "\n"
        "Tanggal;Keterangan;Debet;Kredit;Saldo\n"
        "22/11/2026;TRSF E-BANKING SITI;;1.500.123,00;9.500.123,00\n"
        '23/11/2026;"BIAYA ADM; BULANAN";15.000,00;;9.485.123,00\n'
        "Saldo Akhir;;;;9.485.123,00\n"
    )

    assert found.rows == (Row(5, date(2026, 11, 22), "TRSF E-BANKING SITI", 1_500_123),)
    assert (found.outgoing, found.errors) == (1, ())


def test_a_list_with_marks_in_a_column_without_a_name():
    found = read(
        "Tanggal,Keterangan,Cabang,Jumlah,,Saldo\n"
        "'21/11/2026,'TRSF E-BANKING CR SITI,'0000,60123.00,CR,1060123.00\n"
        "'22/11/2026,'BIAYA ADM,'0000,15000.00,DB,1045123.00\n"
    )

    assert [(row.booked_on.day, row.amount) for row in found.rows] == [(21, 60_123)]
    assert found.outgoing == 1


@pytest.mark.parametrize(
    "typed",
    [
        "1.500.000,00",
        "1,500,000.00",
        "1500000.00",
        "1500000,00",
        "1500000",
        "1.500.000",
        "Rp 1.500.000",
        "Rp1.500.000,00",
        "IDR 1,500,000.00",
        "1.500.000,-",
        "1.500.000,00 CR",
        "1500000.00 K",
        "+1500000",
        "'1500000",
        '"1.500.000"',
    ],
)
def test_an_amount_in_every_spelling(typed):
    assert amounts(one(typed)) == [1_500_000]


@pytest.mark.parametrize(
    "typed", ["-1.500.000,00", "(1.500.000)", "1.500.000,00-", "1500000.00 DB", "15000 D"]
)
def test_money_going_out_is_counted_and_left(typed):
    assert (read(one(typed)).rows, read(one(typed)).outgoing) == ((), 1)


@pytest.mark.parametrize(
    "typed",
    ["1.50", "1.5", "15rb", "1e9", "12.34.567", "1,2,3", "=1+1", "seratus", "٣٠٠٠", "NaN", "0x10", "1_000"],
)
def test_what_is_no_amount_is_told_with_its_line(typed):
    line, message = error(one(typed))

    assert line == 2
    assert typed in message


@pytest.mark.parametrize("typed", ["", "0", "0,00", "-", "0.00"])
def test_a_line_without_an_amount_is_told(typed):
    assert "no amount" in error(one(typed))[1]


def test_sen_are_refused_not_rounded():
    assert "sen" in error(one("12.345,67"))[1]


def test_an_amount_beyond_every_column_is_refused():
    assert "too large" in error(one("9" * 15))[1]


@pytest.mark.parametrize(
    "typed",
    [
        "23/11/2026",
        "23-11-2026",
        "23.11.2026",
        "2026-11-23",
        "23/11/26",
        "2026-11-23 10:15:00",
        "23/11/2026 08.05",
    ],
)
def test_a_day_in_every_spelling(typed):
    assert [row.booked_on for row in read(one("15000", day=typed)).rows] == [TODAY]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/02/2026", "no day"),
        ("13/13/2026", "no day"),
        ("23 Nov", "not a date"),
        ("", "not a date"),
        ("01/01/2030", "still to come"),
        ("01/01/0001", "too long ago"),
        ("11/23/2026", "no day"),
    ],
)
def test_what_is_no_day_is_told(typed, why):
    assert why in error(one("15000", day=typed))[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_accents_survive_both_encodings(encoding):
    text = one("15000").replace("SITI", "Café Siti")

    assert read(text.encode(encoding)).rows[0].description == "Transfer dari Café Siti"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(newline):
    assert amounts(one("15000").replace("\n", newline)) == [15_000]


@pytest.mark.parametrize(
    "head",
    [
        "Tanggal;Keterangan;Kredit",
        "TANGGAL;URAIAN;MUTASI KREDIT",
        "Tgl.;Deskripsi;Jumlah (Rp)",
        "Date;Description;Credit Amount",
        "Posting Date;Remark;Amount",
        '"Tanggal Transaksi";"Keterangan Transaksi";"Kredit (IDR)"',
    ],
)
def test_columns_are_known_by_many_names(head):
    assert amounts(one("15.000,00", head=head)) == [15_000]


def test_a_line_of_a_quoted_text_over_two_lines_keeps_the_count():
    found = read('Tanggal;Keterangan;Jumlah\n23/11/2026;"baris\nsatu";15000\n23/11/2026;x;salah\n')

    assert found.rows[0].description == "baris satu"
    assert found.errors[0].line == 4


def test_both_credit_and_debit_on_a_line_is_told():
    assert "both" in error("Tanggal;Keterangan;Debet;Kredit\n23/11/2026;x;1000;2000\n")[1]


def test_a_mark_that_says_nothing_is_told():
    assert "neither" in error("Tanggal;Keterangan;Jumlah;Tipe\n23/11/2026;x;1000;ZZ\n")[1]


def test_a_missing_mark_is_never_taken_for_credit():
    assert "does not say" in error("Tanggal;Keterangan;Jumlah;Tipe\n23/11/2026;x;1000;\n")[1]


def test_a_short_line_is_told():
    assert "too few" in error("Tanggal;Keterangan;Jumlah\n23/11/2026;x\n")[1]


def test_two_columns_of_money_are_not_guessed_between():
    with pytest.raises(TwoColumns):
        read("Tanggal;Keterangan;Jumlah;Nominal\n23/11/2026;x;1000;2000\n")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b" \n\n ", EmptyFile),
        (b"PK\x03\x04 spreadsheet", NotCsv),
        (b"%PDF-1.7", NotCsv),
        (b"\xd0\xcf\x11\xe0 old spreadsheet", NotCsv),
        ("Tanggal;Keterangan;Jumlah\n".encode("utf-16"), NotCsv),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotCsv),
        (b'Tanggal;Keterangan;Jumlah\n23/11/2026;"never closed;15000\n', BrokenQuotes),
        (b"<html><body>Session expired</body></html>", NoColumns),
        (b"Tanggal;Jumlah\n23/11/2026;15000\n", NoColumns),
        (b"a,b,c\n1,2,3\n", NoColumns),
        (b"Tanggal;Keterangan;Jumlah\n" + b"x" * 1_000_001, TooLong),
        (b"Tanggal;Keterangan;Jumlah\n" + b";;\n" * 10_001, TooLong),
    ],
)
def test_what_is_no_bank_list_is_refused(content, refusal):
    with pytest.raises(refusal):
        read(content)


def test_signs_that_disguise_are_dropped_and_formulas_stay_text():
    text = one("15000").replace("Transfer dari SITI", "=HYPERLINK(\u202e\x07)\tx")

    assert read(text).rows[0].description == "=HYPERLINK( ) x"


def test_a_long_text_is_cut():
    assert len(read(one("15000").replace("SITI", "S" * 5_000)).rows[0].description) == 200


def test_the_same_lines_have_the_same_names_and_twins_differ():
    rows = read(
        "Tanggal;Keterangan;Jumlah\n"
        "23/11/2026;Setoran;15000\n"
        "23/11/2026;SETORAN;15000\n"
        "22/11/2026;Setoran;15000\n"
    ).rows

    names = fingerprints(rows, account="1")

    assert len(set(names)) == 3
    assert names == fingerprints(rows, account="1")
    assert not set(names) & set(fingerprints(rows, account="2"))


@given(st.integers(min_value=1, max_value=999_999_999_999), st.sampled_from(["id", "en", "plain", "rp"]))
def test_every_whole_amount_is_read_back(value, way):
    written = {
        "id": f"{value:,}".replace(",", ".") + ",00",
        "en": f"{value:,}.00",
        "plain": f"{value}.00",
        "rp": format_rupiah(value),
    }[way]

    assert amounts(one(f'"{written}"')) == [value]


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    try:
        read("Tanggal;Keterangan;Jumlah\n" + text)
    except (NotCsv, BrokenQuotes, NoColumns, TooLong):
        return


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    try:
        read(content)
    except (EmptyFile, NotCsv, BrokenQuotes, NoColumns, TooLong, TwoColumns):
        return
