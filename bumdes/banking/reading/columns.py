"""What the columns of a bank's list mean: known by their headings, or chosen by a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bumdes.banking.reading.files import DELIMITERS, Line, decode, is_workbook, sheet, split
from bumdes.banking.reading.refusals import BrokenQuotes, NoColumns, TwoColumns

HEADER_WITHIN = 25  # lines of preamble that banks put above the columns

# How banks head their columns, in small letters without signs and digits.
_NAMES = {
    meaning: frozenset(names.split("|"))
    for meaning, names in {
        "date": "tanggal|tgl|date|tanggal transaksi|tgl transaksi|tanggal mutasi|tanggal efektif"
        "|transaction date|posting date|post date|value date|booking date|postdate|tgl tran|trx date"
        "|tanggal posting|tanggal pembukuan",
        "description": "keterangan|uraian|deskripsi|berita|rincian|keterangan transaksi|uraian transaksi"
        "|description|remark|remarks|details|narrative|desk tran|transaksi|transaction description",
        "credit": "kredit|credit|mutasi kredit|kredit rp|cr|uang masuk|masuk|setoran|credit amount"
        "|jumlah kredit|nominal kredit",
        "debit": "debit|debet|mutasi debet|mutasi debit|db|uang keluar|keluar|debit amount|jumlah debet"
        "|jumlah debit|nominal debet|penarikan",
        "amount": "jumlah|mutasi|nominal|amount|nilai|jumlah mutasi|nilai transaksi",
        "kind": "tipe|jenis|type|d k|db cr|dk|jenis mutasi|tipe transaksi|debit kredit|debet kredit|d c",
        "balance": "saldo|saldo akhir|balance|saldo rp|ending balance|close balance|running balance"
        "|saldo akhir mutasi|closing balance",
        "reference": "no referensi|referensi|reference|ref|no ref|nomor referensi|reference no|journal no"
        "|no jurnal|no bukti|nomor bukti|reference number|no reff",
    }.items()
}
MEANINGS = tuple(_NAMES)
_MONEY = ("credit", "debit", "amount")


@dataclass(frozen=True)
class Table:
    """The lines of a file, where its columns stand and what they mean; empty when nobody knows yet."""

    lines: tuple[Line, ...]
    header: int  # index of the line that names the columns; -1 when none does
    columns: Mapping[str, int]

    @property
    def below(self) -> tuple[Line, ...]:
        return self.lines[self.header + 1 :]

    @property
    def is_understood(self) -> bool:
        return is_enough(self.columns)

    @property
    def width(self) -> int:
        return max((len(cells) for _number, cells in self.lines), default=0)


def is_enough(columns: Mapping[str, int]) -> bool:
    """Can movements be read with these columns?"""
    return {"date", "description"} <= columns.keys() and bool(columns.keys() & {"credit", "amount"})


def find_table(content: bytes) -> Table:
    """The columns and lines of a CSV, by the delimiter with which a header can be read.

    Raises EmptyFile, TooLong, NotCsv, BrokenQuotes, NoColumns, TwoColumns.
    """
    text = decode(content)
    broken: BrokenQuotes | None = None
    for delimiter in DELIMITERS:
        try:
            if found := _with_header(split(text, delimiter)):
                return found
        except BrokenQuotes as refusal:
            broken = broken or refusal
    raise broken or NoColumns


def open_table(content: bytes) -> Table:
    """A CSV or a workbook; where the headings say too little, its cells without meanings.

    Raises EmptyFile, TooLong, NotCsv, NotWorkbook, BrokenQuotes, NoColumns (nothing like a table).
    """
    if is_workbook(content):
        lines = sheet(content)
        try:
            return _with_header(lines) or _bare(lines)
        except TwoColumns:
            return _bare(lines)
    try:
        return find_table(content)
    except (NoColumns, TwoColumns):
        text = decode(content)
        return _bare(max((split(text, delimiter) for delimiter in DELIMITERS), key=_usual_width))


def _usual_width(lines: list[Line]) -> int:
    widths = Counter(len(cells) for _number, cells in lines if any(cells))
    return widths.most_common(1)[0][0] if widths else 0


def _bare(lines: list[Line]) -> Table:
    """Raises NoColumns for what is no table of at least three columns."""
    if _usual_width(lines) < 3:
        raise NoColumns
    return Table(tuple(lines), -1, {})


def _with_header(lines: list[Line]) -> Table | None:
    for at, (_number, cells) in enumerate(lines[:HEADER_WITHIN]):
        columns = _columns(cells)
        if is_enough(columns):
            return Table(tuple(lines), at, columns)
    return None


def _columns(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = " ".join(
            re.sub(r"[^a-z]+", " ", cell.lower().replace("(idr)", "").replace("(rp)", "")).split()
        )
        for meaning, names in _NAMES.items():
            if name in names:
                # Two dates are common (booked, effective) and the first one counts; two amounts
                # would let money be read from the wrong column.
                if meaning in _MONEY and meaning in found:
                    raise TwoColumns(name=name, first=cells[found[meaning]], second=cell)
                found.setdefault(meaning, index)
    # Some banks write CR or DB in a column without a name, right of the amount.
    if "amount" in found and cells[found["amount"] + 1 : found["amount"] + 2] == [""]:
        found["mark"] = found["amount"] + 1
    return found
