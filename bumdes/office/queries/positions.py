"""What is owed to a BUMDes and what it owes, account by account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.calculations import period_of
from bumdes.ledger.enums import AccountType
from bumdes.ledger.models import Book

RECEIVABLE = ["piutang", "penyisihan_piutang"]

_HELD = """
SELECT a.code, a.name, a.type = 'asset',
       sum(CASE a.type WHEN 'asset' THEN t.debit - t.credit ELSE t.credit - t.debit END)::bigint
FROM ledger_total t JOIN ledger_account a ON a.id = t.account_id
WHERE t.book_id = %(book)s AND (a.line = ANY (%(receivable)s) OR a.type = %(liability)s)
GROUP BY a.id, a.code, a.name, a.type
HAVING sum(t.debit - t.credit) <> 0
ORDER BY a.code
"""
_CASH_MOVED = """
SELECT coalesce(sum(t.debit - t.credit), 0)::bigint
FROM ledger_total t JOIN ledger_account a ON a.id = t.account_id
WHERE t.book_id = %(book)s AND t.period = %(period)s AND a.is_cash
"""


@dataclass(frozen=True)
class Position:
    """One account in rupiah; an allowance for bad debts is negative among the receivables."""

    code: str
    name: str
    amount: int


@dataclass(frozen=True)
class Positions:
    receivables: list[Position]
    debts: list[Position]

    @property
    def owed_to_us(self) -> int:
        return sum(row.amount for row in self.receivables)

    @property
    def owed_by_us(self) -> int:
        return sum(row.amount for row in self.debts)


def positions(book: Book) -> Positions:
    """Every receivable and debt that is not nil now. One query."""
    with opened(book), connection.cursor() as cursor:
        cursor.execute(
            _HELD,
            {"book": book.pk, "receivable": RECEIVABLE, "liability": str(AccountType.LIABILITY)},
        )
        rows = cursor.fetchall()
    return Positions(
        receivables=[Position(code, name, amount) for code, name, is_asset, amount in rows if is_asset],
        debts=[Position(code, name, amount) for code, name, is_asset, amount in rows if not is_asset],
    )


def cash_moved(book: Book, *, month: date) -> int:
    """By how much all money grew (or shrank) in a month. One query."""
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_CASH_MOVED, {"book": book.pk, "period": period_of(month)})
        return int(cursor.fetchone()[0])
