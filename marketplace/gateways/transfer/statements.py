"""Reading the list of movements that a bank's web page gives as CSV. Pure: no database.

Banks agree on nothing: preambles, delimiters, three ways to write an amount, credit in a column
of its own, as a sign or as a letter. What cannot be read is said with its line; nothing is guessed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.money import MAX_RUPIAH
from core.refusals import Refusal

MAX_BYTES = 1_000_000
MAX_ROWS = 10_000
MAX_DESCRIPTION = 200
OLDEST = timedelta(days=800)
_HEADER_WITHIN = 25  # lines of preamble that banks put above the columns

# How banks head their columns, in small letters without signs.
_NAMES = {
    meaning: frozenset(names.split("|"))
    for meaning, names in {
        "date": "tanggal|tgl|date|tanggal transaksi|tgl transaksi|tanggal mutasi|tanggal efektif"
        "|transaction date|posting date|post date|value date|booking date",
        "description": "keterangan|uraian|deskripsi|berita|rincian|keterangan transaksi|uraian transaksi"
        "|description|remark|remarks|details|narrative",
        "credit": "kredit|credit|mutasi kredit|kredit rp|cr|uang masuk|masuk|setoran|credit amount"
        "|jumlah kredit|nominal kredit",
        "debit": "debit|debet|mutasi debet|mutasi debit|db|uang keluar|keluar|debit amount|jumlah debet"
        "|jumlah debit|nominal debet|penarikan",
        "amount": "jumlah|mutasi|nominal|amount|nilai|jumlah mutasi|nilai transaksi",
        "kind": "tipe|jenis|type|d k|db cr|dk|jenis mutasi|tipe transaksi|debit kredit",
    }.items()
}
_IN = frozenset({"k", "c", "cr", "kr", "kredit", "credit", "in", "masuk"})
_OUT = frozenset({"d", "db", "dr", "debet", "debit", "out", "keluar"})
_FOOTER = re.compile(r"^(saldo|total|jumlah|mutasi|opening|closing|ending|balance)\b", re.IGNORECASE)
_MARKED = re.compile(r"^(?P<number>.*?)\s*(?P<mark>cr|db|dr|k|d|c)\.?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T,]+\d{1,2}[:.]\d{2}.*)?$", re.ASCII)
_YEAR_FIRST = re.compile(r"^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T]+\d{1,2}[:.]\d{2}.*)?$", re.ASCII)
_GROUPED = re.compile(r"^\d{1,3}(?:\.\d{3})+$|^\d{1,3}(?:,\d{3})+$|^\d+$", re.ASCII)


Line = tuple[int, list[str]]  # where it begins in the file, and its cells


class EmptyFile(Refusal):
    message = _("The file is empty.")
    field = "file"


class TooLong(Refusal):
    message = _("The file is too large. Take a shorter period: at most 1 MB and 10.000 lines.")
    field = "file"


class NotCsv(Refusal):
    message = _("This is not a CSV text. In the bank's page or in the spreadsheet, choose “CSV”.")
    field = "file"


class BrokenQuotes(Refusal):
    message = _("From line %(line)s on a quotation mark is misplaced or not closed. Correct it there.")
    field = "file"


class NoColumns(Refusal):
    message = _("No line names the columns. Needed: date, description, and credit or amount.")
    field = "file"


class TwoColumns(Refusal):
    message = _("Two columns could be “%(name)s”: %(first)s and %(second)s. Remove one of them.")
    field = "file"


@dataclass(frozen=True)
class Row:
    """Money in, on one line of the file. Whole rupiah."""

    line: int
    booked_on: date
    description: str
    amount: int


@dataclass(frozen=True)
class RowError:
    """A line that cannot be read, and why."""

    line: int
    message: str


@dataclass(frozen=True)
class Statement:
    """What a file holds: money in, unreadable lines, and how many lines were money out."""

    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]
    outgoing: int


class _Unreadable(Exception):
    """Why one line cannot be kept; becomes a RowError."""

    def __init__(self, message: str | Promise):
        super().__init__(str(message))


def read_statement(content: bytes, *, today: date) -> Statement:
    """Every credit of a bank's CSV. Lines are counted as a text editor counts them.

    Raises EmptyFile, TooLong, NotCsv, BrokenQuotes, NoColumns, TwoColumns.
    """
    columns, below = _table(_decode(content))
    rows: list[Row] = []
    errors: list[RowError] = []
    outgoing = 0
    for number, cells in below:
        if not any(cells) or _is_footer(cells, columns):
            continue
        try:
            row = _read_row(number, cells, columns, today)
        except _Unreadable as why:
            errors.append(RowError(number, str(why)))
            continue
        if row is None:
            outgoing += 1
        else:
            rows.append(row)
    return Statement(tuple(rows), tuple(errors), outgoing)


def fingerprints(rows: Iterable[Row], *, account: str) -> list[str]:
    """A name for each row, the same whenever the same movements are read again.

    Truly identical movements of one day are told apart by which of them it is in the file.
    """
    seen: dict[tuple[date, int, str], int] = {}
    names = []
    for row in rows:
        same = (row.booked_on, row.amount, row.description.casefold())
        seen[same] = seen.get(same, 0) + 1
        told = f"{account}|{row.booked_on.isoformat()}|{row.amount}|{same[2]}|{seen[same]}"
        names.append(hashlib.sha256(told.encode()).hexdigest())
    return names


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise TooLong
    if not content.strip():
        raise EmptyFile
    # A zip (XLSX), an old XLS, a PDF or UTF-16 is not a text we could read.
    if content.startswith((b"PK", b"\xd0\xcf", b"%PDF")) or b"\x00" in content:
        raise NotCsv
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _table(text: str) -> tuple[dict[str, int], list[Line]]:
    """The columns and the lines below them, by the delimiter with which a header can be read."""
    broken: BrokenQuotes | None = None
    for delimiter in ";\t,":
        try:
            if found := _find_columns(_split(text, delimiter)):
                return found
        except BrokenQuotes as refusal:
            broken = broken or refusal
    raise broken or NoColumns


def _split(text: str, delimiter: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Line] = []
    start = 1
    try:
        for cells in reader:
            found.append((start, [_clean(cell) for cell in cells]))
            start = reader.line_num + 1
            if len(found) > MAX_ROWS:
                raise TooLong
    except csv.Error as error:
        raise BrokenQuotes(line=start) from error
    return found


def _clean(cell: str) -> str:
    """One line without control and direction signs, and without the mark that keeps text text."""
    kept = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in cell)
    return " ".join(kept.split()).lstrip("'").strip()


def _find_columns(lines: list[Line]) -> tuple[dict[str, int], list[Line]] | None:
    for at, (_number, cells) in enumerate(lines[:_HEADER_WITHIN]):
        columns = _columns(cells)
        if {"date", "description"} <= columns.keys() and columns.keys() & {"credit", "amount"}:
            return columns, lines[at + 1 :]
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
                if meaning in ("credit", "debit", "amount") and meaning in found:
                    raise TwoColumns(name=name, first=cells[found[meaning]], second=cell)
                found.setdefault(meaning, index)
    # Some banks write CR or DB in a column without a name, right of the amount.
    if "amount" in found and cells[found["amount"] + 1 : found["amount"] + 2] == [""]:
        found["mark"] = found["amount"] + 1
    return found


def _is_footer(cells: list[str], columns: Mapping[str, int]) -> bool:
    """Balances and totals under the list: their first cell says so, and none is a date."""
    day = cells[columns["date"]] if columns["date"] < len(cells) else ""
    first = next((cell for cell in cells if cell), "")
    return bool(_FOOTER.match(first)) and not (_DAY_FIRST.match(day) or _YEAR_FIRST.match(day))


def _read_row(number: int, cells: list[str], columns: Mapping[str, int], today: date) -> Row | None:
    """The credit on a line; None for money out. Raises _Unreadable."""

    def cell(name: str) -> str:
        at = columns.get(name)
        if at is None:
            return ""
        if at >= len(cells):
            raise _Unreadable(_("The line has too few columns."))
        return cells[at]

    day = _read_day(cell("date"), today)
    mark = cell("mark").lower().strip(" .")
    kind = cell("kind") or (mark if mark in _IN | _OUT else "")
    amount = _money_in(cell("credit"), cell("debit"), cell("amount"), kind, columns)
    if amount is None:
        return None
    if amount > MAX_RUPIAH:
        raise _Unreadable(_("The amount is too large."))
    return Row(number, day, cell("description")[:MAX_DESCRIPTION], amount)


def _read_day(typed: str, today: date) -> date:
    if match := _YEAR_FIRST.match(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.match(typed):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    else:
        raise _Unreadable(_("“%(typed)s” is not a date such as 23/11/2026.") % {"typed": typed[:30]})
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise _Unreadable(_("There is no day %(typed)s.") % {"typed": typed[:30]}) from error
    if found < today - OLDEST:
        raise _Unreadable(_("%(typed)s is too long ago.") % {"typed": typed[:30]})
    if found > today + timedelta(days=1):
        raise _Unreadable(_("%(typed)s is still to come.") % {"typed": typed[:30]})
    return found


def _money_in(credit: str, debit: str, amount: str, kind: str, columns: Mapping[str, int]) -> int | None:
    """Whole rupiah that came in, None when the line is money out. Raises _Unreadable."""
    if "credit" in columns:
        came, went = _read_amount(credit), _read_amount(debit)
        if came and went:
            raise _Unreadable(_("The line is both credit and debit."))
        if not came and not went:
            raise _Unreadable(_("The line has no amount."))
        if came < 0:
            raise _Unreadable(_("The credit is negative."))
        return came or None
    marked = _MARKED.match(amount)
    mark = (kind or (marked["mark"] if marked else "")).lower().strip(" .")
    value = _read_amount(marked["number"] if marked else amount)
    if value == 0:
        raise _Unreadable(_("The line has no amount."))
    if mark in _OUT or value < 0:
        return None
    if mark and mark not in _IN:
        raise _Unreadable(_("“%(mark)s” says neither credit nor debit.") % {"mark": mark[:20]})
    if "kind" in columns and not mark:
        raise _Unreadable(_("The line does not say whether it is credit or debit."))
    return value


def _read_amount(typed: str) -> int:
    """Whole rupiah from 1.500.000,00, 1,500,000.00, 1500000.00, 1500000 or -1500000; 0 for nothing.

    Raises _Unreadable for sen, which no payment of ours has, and for everything else.
    """
    number = re.sub(r"rp|idr|\s", "", typed.lower()).strip(".")
    if number in ("", "-", "0"):
        return 0
    number = number.removesuffix(",-").removesuffix(".-")
    is_negative = number.startswith(("-", "(")) or number.endswith("-")
    whole, sen = number.strip("+-()"), ""
    if match := re.fullmatch(r"(.+)[.,](\d{2})", whole, re.ASCII):
        whole, sen = match[1], match[2]
    if not _GROUPED.match(whole):
        raise _Unreadable(_("“%(typed)s” is not an amount.") % {"typed": typed[:30]})
    if sen not in ("", "00"):
        raise _Unreadable(_("“%(typed)s” has sen; a payment has whole rupiah.") % {"typed": typed[:30]})
    value = int(whole.replace(".", "").replace(",", ""))
    return -value if is_negative else value
