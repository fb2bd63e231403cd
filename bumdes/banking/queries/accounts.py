"""The bank accounts of a book: what they hold, what is open, how far they are reconciled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.calculations import period_of
from bumdes.ledger.models import Book


@dataclass(frozen=True)
class BankAccount:
    """One bank account. `held` is what the books say at the month's end, in rupiah.

    `found` is what they said when that month was last found to agree, None when it never was.
    """

    account: int
    code: str
    name: str
    starts_on: date | None
    held: int
    open_lines: int
    open_until: int  # of these, dated in the month or before
    found: int | None
    reconciled_through: date | None

    @property
    def is_reconciled(self) -> bool:
        """Found to agree at the month's end, and nothing changed since."""
        return self.found == self.held and not self.open_until


_ACCOUNTS = """
SELECT a.id, a.code, a.name, s.starts_on, coalesce(t.held, 0)::bigint, coalesce(l.open, 0),
       coalesce(l.until, 0), r.book_balance, last.month_end
FROM ledger_account a
LEFT JOIN banking_bankstart s ON s.account_id = a.id
LEFT JOIN (SELECT account_id, sum(debit - credit) FILTER (WHERE period <= %(period)s) AS held
           FROM ledger_total WHERE book_id = %(book)s GROUP BY account_id) t ON t.account_id = a.id
LEFT JOIN LATERAL (
    SELECT count(*) AS open, count(*) FILTER (WHERE b.day <= %(end)s) AS until
    FROM banking_bankline b
    WHERE b.account_id = a.id AND b.taken_back_at IS NULL
      AND NOT EXISTS (SELECT FROM banking_matchitem i WHERE i.line_id = b.id AND i.stands)) l ON TRUE
LEFT JOIN LATERAL (
    SELECT book_balance FROM banking_reconciliation
    WHERE account_id = a.id AND month_end = %(end)s ORDER BY number DESC LIMIT 1) r ON TRUE
LEFT JOIN LATERAL (
    SELECT max(month_end) AS month_end FROM banking_reconciliation WHERE account_id = a.id) last ON TRUE
WHERE a.book_id = %(book)s AND a.is_cash AND a.is_active AND a.line = 'kas'
  AND coalesce(a.role, '') NOT IN ('cash', 'petty_cash')
  AND (t.account_id IS NOT NULL OR s.id IS NOT NULL OR a.role = 'bank_1' OR NOT a.is_from_chart)
ORDER BY a.code
"""


def bank_accounts(book: Book, *, month_end: date) -> list[BankAccount]:
    """Every bank account in use, in code order. One query, beside the scope's."""
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"book": book.pk, "period": period_of(month_end), "end": month_end})
        return [BankAccount(*row) for row in cursor.fetchall()]
