"""A budget as a spreadsheet: one row per unit and account with its twelve months, out and in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bumdes.ledger.enums import RESULT_TYPES
from bumdes.ledger.models import Account, Book, Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.units.calculations import MONTHS, spread_over_year
from bumdes.units.queries.budgets import PlanUnit
from bumdes.units.services.budgets import PlannedRow
from core.money import NotRupiah, parse_rupiah
from core.sheets import rows_of
from core.spreadsheets import as_xlsx

# The names that a file is read back by; they are the same in every language.
COLUMNS = ("unit", "akun", "nama", *(str(month) for month in range(1, MONTHS + 1)), "setahun")
_NEEDED = ("unit", "akun")
MAX_ROWS = 5_000
MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class RowError:
    """Why a row cannot be taken; `line` counts from 1 as the spreadsheet does."""

    line: int
    message: str


def as_sheet(units: list[PlanUnit], *, title: str) -> bytes:
    """A version to fill in elsewhere; read_sheet takes it back as it is."""
    rows = [(unit.code, row.code, row.name, *row.plan, row.planned()) for unit in units for row in unit.rows]
    return as_xlsx(title, COLUMNS, rows, sums=range(3, 3 + MONTHS + 1))


def read_sheet(content: bytes, *, book: Book) -> tuple[list[PlannedRow], list[RowError]]:
    """What a file plans, and what is wrong with it. Raises Unreadable, ColumnsMissing, TooLong.

    A row with months counts by its months; one with the year's amount only is spread over them.
    """
    reader = _Reader(book)
    names = {name: name for name in COLUMNS}
    for line, given in rows_of(
        content, columns=names, needed=_NEEDED, most_bytes=MAX_BYTES, most_lines=MAX_ROWS
    ):
        reader.take(line, given)
    return reader.rows, reader.errors


class _Wrong(Exception):
    """A row that cannot be taken, with the words for it."""


class _Reader:
    """Rows that were understood, and why others were not."""

    def __init__(self, book: Book):
        self.accounts, self.units = accounts_of(book), units_of(book)
        self.rows: list[PlannedRow] = []
        self.errors: list[RowError] = []
        self.seen: dict[tuple[int, int], int] = {}

    def take(self, line: int, given: dict[str, str]) -> None:
        # The totals below the rows name no account; neither does an empty line.
        if not given["unit"] and not given["akun"]:
            return
        try:
            unit, account = self._unit(given["unit"]), self._account(given["akun"])
            self._once(line, unit, account)
            self.rows.append(PlannedRow(unit, account, _months(given)))
        except _Wrong as wrong:
            self.errors.append(RowError(line, str(wrong)))

    def _unit(self, code: str) -> Unit:
        unit = self.units.get(code.upper())
        if unit is None or not unit.is_active:
            raise _Wrong(_("There is no unit %(code)s in use.") % {"code": code or "–"})
        return unit

    def _account(self, code: str) -> Account:
        if not self.accounts.has_code(code):
            raise _Wrong(_("There is no account %(code)s.") % {"code": code or "–"})
        account = self.accounts.by_code(code)
        if account.type not in RESULT_TYPES or not account.is_active:
            raise _Wrong(_("Account %(code)s is no income or expense in use.") % {"code": code})
        return account

    def _once(self, line: int, unit: Unit, account: Account) -> None:
        earlier = self.seen.setdefault((unit.pk, account.pk), line)
        if earlier != line:
            raise _Wrong(
                _("Unit %(unit)s and account %(code)s stand in row %(row)d already.")
                % {"unit": unit.code, "code": account.code, "row": earlier}
            )


def _months(given: dict[str, str]) -> list[int]:
    months = [_amount(name, given.get(name, "")) for name in COLUMNS[3 : 3 + MONTHS]]
    year = _amount(COLUMNS[-1], given.get(COLUMNS[-1], ""))
    if not any(months):
        return spread_over_year(year)
    if year and sum(months) != year:
        raise _Wrong(_("The twelve months do not add up to the year's amount."))
    return months


def _amount(column: str, typed: str) -> int:
    if typed in ("", "-"):
        return 0
    try:
        return parse_rupiah(typed)
    except NotRupiah as error:
        words = _("Column %(column)s: “%(typed)s” is no amount of whole rupiah.")
        raise _Wrong(words % {"column": column, "typed": typed[:30]}) from error
