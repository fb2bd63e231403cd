"""Lines of a bank's list as movements: a day, words, and whole rupiah that came or went."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bumdes.banking.reading.columns import Table
from core.money import MAX_RUPIAH

MAX_DESCRIPTION = 200
MAX_REFERENCE = 60
OLDEST = timedelta(days=800)

_IN = frozenset({"k", "c", "cr", "kr", "kredit", "credit", "in", "masuk"})
_OUT = frozenset({"d", "db", "dr", "debet", "debit", "out", "keluar"})
_FOOTER = re.compile(r"^(saldo|total|jumlah|mutasi|opening|closing|ending|balance)\b", re.IGNORECASE)
_MARKED = re.compile(r"^(?P<number>.*?)\s*(?P<mark>cr|db|dr|k|d|c)\.?$", re.IGNORECASE)
_TIME = r"(?:[ T,]+\d{1,2}[:.]\d{2}.*)?$"
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})" + _TIME, re.ASCII)
_YEAR_FIRST = re.compile(r"^(\d{4})[/-](\d{1,2})[/-](\d{1,2})" + _TIME, re.ASCII)
_NAMED = re.compile(r"^(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*\.?[ -](\d{4}|\d{2})" + _TIME, re.ASCII)
_MONTHS = {
    **{"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6, "jul": 7, "aug": 8},
    **{"agu": 8, "ags": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "nop": 11, "dec": 12, "des": 12},
}
_GROUPED = re.compile(r"^\d{1,3}(?:\.\d{3})+$|^\d{1,3}(?:,\d{3})+$|^\d+$", re.ASCII)


@dataclass(frozen=True)
class Movement:
    """Money in (credit) or out (debit) on one line of the file, as the bank sees it. Whole rupiah.

    `sen` is the amount as the bank wrote it, in hundredths, positive when it came in.
    """

    line: int
    day: date
    description: str
    reference: str
    debit: int
    credit: int
    balance: int | None
    sen: int

    @property
    def amount(self) -> int:
        """Positive when it came in."""
        return self.credit - self.debit


@dataclass(frozen=True)
class RowError:
    """A line that cannot be read, and why."""

    line: int
    message: str


@dataclass(frozen=True)
class Reading:
    """What a file holds: movements, unreadable lines, and how many moved less than a rupiah."""

    movements: tuple[Movement, ...]
    errors: tuple[RowError, ...]
    tiny: int


class _Unreadable(Exception):
    """Why one line cannot be kept; becomes a RowError."""

    def __init__(self, message: str | Promise):
        super().__init__(str(message))


def read_movements(table: Table, *, today: date, carries_sen: bool = False) -> Reading:
    """Every movement below the header, in the order of the file.

    Books have whole rupiah. With `carries_sen` an amount with sen moves as many whole rupiah as the
    balance beside it does, so that balances always agree; without a balance it is an error.
    """
    movements: list[Movement] = []
    errors: list[RowError] = []
    tiny = 0
    for number, cells in table.below:
        if not any(cells) or _is_footer(cells, table.columns):
            continue
        try:
            movement = _read(number, cells, table.columns, today, carries_sen=carries_sen)
        except _Unreadable as why:
            errors.append(RowError(number, str(why)))
            continue
        if movement.amount:
            movements.append(movement)
        else:
            tiny += 1
    return Reading(tuple(movements), tuple(errors), tiny)


def in_order(movements: Sequence[Movement]) -> list[Movement]:
    """Oldest first. Banks that list the newest first are told by the days, else by the balances."""
    if len(movements) < 2:
        return list(movements)
    first, last = movements[0].day, movements[-1].day
    turned = list(reversed(movements))
    if first > last or (first == last and _breaks(turned) < _breaks(movements)):
        return turned
    return list(movements)


def where_a_line_is_missing(movements: Sequence[Movement]) -> int | None:
    """The line of the file whose balance does not follow from the one before; None when all do.

    Needs them oldest first. A column that was taken for another shows here, too.
    """
    for before, after in pairwise(movements):
        if not _follows(before, after):
            return after.line
    return None


def _follows(before: Movement, after: Movement) -> bool:
    return before.balance is None or after.balance is None or before.balance + after.amount == after.balance


def _breaks(movements: Sequence[Movement]) -> int:
    return sum(not _follows(*pair) for pair in pairwise(movements))


def fingerprints(told: Iterable[tuple[date, int, str]], *, account: str) -> list[str]:
    """A name for each movement (day, amount, words), the same whenever it is read again.

    Truly identical movements of one day are told apart by which of them it is in the file: so a
    file that overlaps an earlier one brings only what that one did not have.
    """
    seen: dict[tuple[date, int, str], int] = {}
    names = []
    for day, amount, words in told:
        same = (day, amount, words.casefold())
        seen[same] = seen.get(same, 0) + 1
        text = f"{account}|{day.isoformat()}|{amount}|{same[2]}|{seen[same]}"
        names.append(hashlib.sha256(text.encode()).hexdigest())
    return names


def _is_footer(cells: list[str], columns: Mapping[str, int]) -> bool:
    """Balances and totals under the list: their first cell says so, and none is a date."""
    day = cells[columns["date"]] if columns["date"] < len(cells) else ""
    first = next((cell for cell in cells if cell), "")
    is_dated = _DAY_FIRST.match(day) or _YEAR_FIRST.match(day) or _NAMED.match(day)
    return bool(_FOOTER.match(first)) and not is_dated


def _read(
    number: int, cells: list[str], columns: Mapping[str, int], today: date, *, carries_sen: bool
) -> Movement:
    """Raises _Unreadable."""

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
    sen = _signed(cell("credit"), cell("debit"), cell("amount"), kind, columns)
    balance = _read_balance(cell("balance")) if carries_sen else None
    typed = cell("credit") or cell("debit") or cell("amount")
    amount = _whole(sen, balance, typed=typed, carries_sen=carries_sen)
    if abs(amount) > MAX_RUPIAH:
        raise _Unreadable(_("The amount is too large."))
    return Movement(
        line=number,
        day=day,
        description=cell("description")[:MAX_DESCRIPTION],
        reference=cell("reference")[:MAX_REFERENCE] if carries_sen else "",
        debit=max(-amount, 0),
        credit=max(amount, 0),
        balance=None if balance is None else balance // 100,
        sen=sen,
    )


def _whole(sen: int, balance: int | None, *, typed: str, carries_sen: bool) -> int:
    """Whole rupiah of an amount in hundredths. Raises _Unreadable for sen that nothing carries."""
    if sen % 100 == 0:
        return sen // 100
    if not carries_sen:
        raise _Unreadable(_("“%(typed)s” has sen; a payment has whole rupiah.") % {"typed": typed[:30]})
    if balance is None:
        raise _Unreadable(
            _("“%(typed)s” has sen, and no balance beside it to round by.") % {"typed": typed[:30]}
        )
    return balance // 100 - (balance - sen) // 100


def _read_day(typed: str, today: date) -> date:
    if match := _YEAR_FIRST.match(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.match(typed):
        day, month, year = (int(part) for part in match.groups())
    elif (match := _NAMED.match(typed)) and match[2].lower() in _MONTHS:
        day, month, year = int(match[1]), _MONTHS[match[2].lower()], int(match[3])
    else:
        raise _Unreadable(_("“%(typed)s” is not a date such as 23/11/2026.") % {"typed": typed[:30]})
    year += 2000 if year < 100 else 0
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise _Unreadable(_("There is no day %(typed)s.") % {"typed": typed[:30]}) from error
    if found < today - OLDEST:
        raise _Unreadable(_("%(typed)s is too long ago.") % {"typed": typed[:30]})
    if found > today + timedelta(days=1):
        raise _Unreadable(_("%(typed)s is still to come.") % {"typed": typed[:30]})
    return found


def _signed(credit: str, debit: str, amount: str, kind: str, columns: Mapping[str, int]) -> int:
    """Hundredths of a rupiah, positive when they came in. Raises _Unreadable."""
    if "credit" in columns:
        came, went = _read_amount(credit), _read_amount(debit)
        if came and went:
            raise _Unreadable(_("The line is both credit and debit."))
        if not came and not went:
            raise _Unreadable(_("The line has no amount."))
        if came < 0:
            raise _Unreadable(_("The credit is negative."))
        return came or -abs(went)
    marked = _MARKED.match(amount)
    mark = (kind or (marked["mark"] if marked else "")).lower().strip(" .")
    value = _read_amount(marked["number"] if marked else amount)
    if value == 0:
        raise _Unreadable(_("The line has no amount."))
    if mark in _OUT or value < 0:
        return -abs(value)
    if mark and mark not in _IN:
        raise _Unreadable(_("“%(mark)s” says neither credit nor debit.") % {"mark": mark[:20]})
    if "kind" in columns and not mark:
        raise _Unreadable(_("The line does not say whether it is credit or debit."))
    return value


def _read_balance(typed: str) -> int | None:
    """Hundredths, negative for an overdrawn account; None when the cell is empty. Raises _Unreadable."""
    if not typed:
        return None
    marked = _MARKED.match(typed)
    value = _read_amount(marked["number"] if marked else typed)
    return -abs(value) if marked and marked["mark"].lower() in _OUT else value


def _read_amount(typed: str) -> int:
    """Hundredths from 1.500.000,00, 1,500,000.00, 1500000.00, 1500000 or -1500000; 0 for nothing.

    Raises _Unreadable for everything else.
    """
    number = re.sub(r"rp|idr|\s", "", typed.lower()).strip(".")
    if number in ("", "-", "0"):
        return 0
    number = number.removesuffix(",-").removesuffix(".-")
    is_negative = number.startswith(("-", "(")) or number.endswith("-")
    whole, sen = number.strip("+-()"), "00"
    if match := re.fullmatch(r"(.+)[.,](\d{2})", whole, re.ASCII):
        whole, sen = match[1], match[2]
    if not _GROUPED.match(whole):
        raise _Unreadable(_("“%(typed)s” is not an amount.") % {"typed": typed[:30]})
    value = int(whole.replace(".", "").replace(",", "")) * 100 + int(sen)
    return -value if is_negative else value
